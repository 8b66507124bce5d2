"""Ends processes by what marks them, when the parent that should have stopped them cannot any more."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable

import psutil


def descendants(pid: int) -> list[psutil.Process]:
    """Return the processes that a process started, and theirs, that run now; none if it has ended."""
    with contextlib.suppress(psutil.Error):
        return psutil.Process(pid).children(recursive=True)
    return []


def marked(variable: str, value: str, since: float) -> list[psutil.Process]:
    """Return processes started after `since` (seconds since 1970) whose environment has this variable with this value.

    A daemon leaves its group and its parent, but not its environment.
    """
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            # Two seconds of grace: the system counts start times in ticks, from a clock of its own.
            if process.create_time() >= since - 2 and process.environ().get(variable) == value:
                found.append(process)
    return found


def kill(processes: Iterable[psutil.Process], seconds: float = 3.0) -> None:
    """Kill processes and wait at most so long until they are gone; never raises."""
    doomed = list(processes)
    for process in doomed:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(doomed, timeout=seconds)
