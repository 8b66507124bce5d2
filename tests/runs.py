"""Many runs of the checks side by side, in processes of their own: pytest inside pytest would trip over itself."""

import importlib
import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from checks.course import all_lessons, find
from checks.run import Job, run
from checks.started import Launch, cold
from checks.verdict import Report
from checks.warm import CAN_FORK, Preloaded

RUNS_PER_CORE = 2  # a run waits for its servers more than it computes
# How the servers of a process's runs are started; set when it begins.
_launch: list[Launch] = [cold]


def report_of(lesson: str, folder: Path, seed: int, *, fresh: bool = False) -> Report:
    """Run a lesson's checks on a folder in this process; with `fresh` each server is a process from nothing."""
    return run(Job(find(lesson), folder, seed), launch=cold if fresh else _launch[0])


def forget_needs() -> None:
    """Let every check run in this process, whether or not the checks that it needs passed."""
    for lesson in all_lessons():
        for check in vars(importlib.import_module(f"checks.lessons.test_{lesson.name}")).values():
            for mark in getattr(check, "pytestmark", []):
                mark.kwargs.pop("needs", None)


def _begin(launch: Launch, forget: bool) -> None:  # a pool's initializer gets its arguments by place
    _launch[0] = launch
    if forget:
        forget_needs()


@contextmanager
def side_by_side(per_core: int = RUNS_PER_CORE, *, without_needs: bool = False) -> Iterator[ProcessPoolExecutor]:
    """A pool for `report_of`, its servers forked from one preloaded process; both end with the block."""
    spawn = multiprocessing.get_context("spawn")
    with ExitStack() as stack:
        launch: Launch = cold
        if CAN_FORK:
            preloaded = Preloaded()
            stack.callback(preloaded.close)
            assert preloaded.wait_until_ready()
            launch = preloaded.launch
        pool = ProcessPoolExecutor(per_core * (os.cpu_count() or 1), spawn, _begin, (launch, without_needs))
        stack.callback(lambda: pool.shutdown(cancel_futures=True))
        yield pool
