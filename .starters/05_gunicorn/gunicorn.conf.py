bind = "127.0.0.1:8000"

# TODO 3: without more, Gunicorn has one worker, and that answers one request at a time.
# Set workers and threads so that two processes answer, and eight slow requests need not wait for each other.
