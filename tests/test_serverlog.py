"""The log of a server is read once the reason of its 500 is in it."""

import os
import threading
from collections.abc import Iterator

import pytest

from checks.serverlog import ServerLog

LONG = 10
CHAINED = [
    "Traceback (most recent call last):\n",
    '  File "main.py", line 1, in <module>\n',
    "ValueError: no number\n",
    "\nThe above exception was the direct cause of the following exception:\n\n",
    "Traceback (most recent call last):\n",
    '  File "main.py", line 3, in <module>\n',
    "RuntimeError: no penguin\n",
]


@pytest.fixture
def printed() -> Iterator[tuple[int, ServerLog]]:
    """Where a server would print, and a log that reads it."""
    read, write = os.pipe()
    log = ServerLog(os.fdopen(read, "rb"))
    yield (write, log)
    os.close(write)
    log.finish(LONG)


def test_a_traceback_is_waited_for_to_its_last_line(printed: tuple[int, ServerLog]) -> None:
    write, log = printed
    lines = (os.write(write, line.encode()) for line in CHAINED)
    thread = threading.Thread(target=lambda: list(lines))
    thread.start()
    assert log.wait_for_traceback(0, LONG)
    assert log.text() == "".join(CHAINED)
    thread.join()


@pytest.mark.parametrize("said", ["", "".join(CHAINED[:2]), "INFO: a line\n"], ids=["nothing", "half of one", "others"])
def test_without_a_whole_one_the_wait_is_in_vain(printed: tuple[int, ServerLog], said: str) -> None:
    write, log = printed
    os.write(write, said.encode())
    assert not log.wait_for_traceback(0, 0.2)
