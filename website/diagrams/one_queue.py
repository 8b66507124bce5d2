"""The picture of lesson 05: requests in one queue, and who takes them out of it."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import arrow, box, drawing, line, text

WIDTH = 400
LEFT, RIGHT = 8, 392
CALLS, QUEUE, WORKERS, PARENT = 8, 84, 176, 352
WORKER_WIDTH, WORKER_HEIGHT = 184, 136
THREADS = 8


def draw() -> str:
    """Return the picture as SVG: callers above, the queue of the port, two workers with threads, the parent below."""
    parts = [
        *_calls(),
        box(LEFT, QUEUE, RIGHT - LEFT, 44, kind="data"),
        text(WIDTH / 2, QUEUE + 27, "one queue, at port 8000", anchor="middle", kind="data", bold=True),
        *_worker(LEFT),
        *_worker(RIGHT - WORKER_WIDTH),
        *_parent(),
    ]
    return drawing(
        WIDTH,
        PARENT + 62,
        parts,
        title="One queue, two workers",
        desc="Requests come into one queue. Two worker processes take them out, each with eight threads and a model of "
        "its own. Gunicorn's parent process starts the workers and answers no request.",
    )


def _calls() -> Iterator[str]:
    step = (RIGHT - LEFT) / 8
    for number in range(8):
        x = LEFT + step * (number + 0.5)
        yield box(x - 15, CALLS, 30, 26, kind="client", radius=6)
        yield text(x, CALLS + 18, str(number + 1), anchor="middle", kind="client", bold=True)
        yield arrow(x, CALLS + 28, x, QUEUE - 2, kind="client")


def _worker(x: float) -> Iterator[str]:
    middle = x + WORKER_WIDTH / 2
    yield arrow(middle, QUEUE + 46, middle, WORKERS - 2, kind="server")
    yield box(x, WORKERS, WORKER_WIDTH, WORKER_HEIGHT, kind="server")
    yield text(middle, WORKERS + 24, "worker: a process", anchor="middle", kind="server", bold=True)
    yield box(x + 12, WORKERS + 36, WORKER_WIDTH - 24, 28, kind="model", radius=6)
    yield text(middle, WORKERS + 55, "its own model", anchor="middle")
    step = (WORKER_WIDTH - 24) / THREADS
    for number in range(THREADS):
        yield box(x + 12 + step * number + 2, WORKERS + 74, step - 4, 24, radius=3)
    yield text(middle, WORKERS + 121, "8 threads", anchor="middle", kind="muted")


def _parent() -> Iterator[str]:
    for x in (LEFT + WORKER_WIDTH / 2, RIGHT - WORKER_WIDTH / 2):
        yield line(x, PARENT, x, WORKERS + WORKER_HEIGHT + 1, dashed=True)
    yield box(LEFT, PARENT, RIGHT - LEFT, 54)
    yield text(WIDTH / 2, PARENT + 23, "gunicorn: the parent process", anchor="middle", bold=True)
    yield text(WIDTH / 2, PARENT + 43, "starts and replaces workers, answers nobody", anchor="middle", kind="muted")
