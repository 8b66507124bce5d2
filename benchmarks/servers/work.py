"""The two kinds of work; COMPUTE_LOOPS says how often the computation's loop runs, so that it takes 10 ms."""

import os

WAIT_SECONDS = 0.1
COMPUTE_LOOPS = int(os.environ.get("COMPUTE_LOOPS", "200000"))


def compute(loops: int = COMPUTE_LOOPS) -> int:
    """Return a sum of squares: pure Python, which holds the interpreter's lock all the while."""
    total = 0
    for number in range(loops):
        total += number * number
    return total
