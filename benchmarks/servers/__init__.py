"""Apps that are measured: the same two kinds of work, a wait of 100 ms and a computation, in Flask and in FastAPI."""
