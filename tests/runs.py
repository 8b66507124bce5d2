"""Many runs of the checks side by side, in processes of their own: pytest inside pytest would trip over itself."""

import importlib
import multiprocessing
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from checks.course import all_lessons, find
from checks.run import Job, run
from checks.started import Launch, cold
from checks.verdict import Report
from checks.warm import CAN_FORK, Preloaded

RUNS_PER_CORE = 2  # a run waits for its servers more than it computes
LESS_URGENT = 10  # of 19
# How the servers of a process's runs are started; set when it begins.
_launch: list[Launch] = [cold]


@dataclass(frozen=True)
class Wanted:
    """A run that a test needs; with `fresh` each server is a process from nothing."""

    lesson: str
    folder: Path
    seed: int
    fresh: bool = False


def report_of(wanted: Wanted) -> Report:
    """Run a lesson's checks on a folder in this process."""
    job = Job(find(wanted.lesson), wanted.folder, wanted.seed)
    return run(job, launch=cold if wanted.fresh else _launch[0])


def stand_back(pid: int) -> None:
    """Let a process, and what comes of it, have the processor after the tests that are looked at now."""
    if os.name == "posix":
        psutil.Process(pid).nice(LESS_URGENT)


def forget_needs() -> None:
    """Let every check run in this process, whether or not the checks that it needs passed."""
    for lesson in all_lessons():
        for check in vars(importlib.import_module(f"checks.lessons.test_{lesson.name}")).values():
            for mark in getattr(check, "pytestmark", []):
                mark.kwargs.pop("needs", None)


def _begin(launch: Launch, forget: bool) -> None:  # a pool's initializer gets its arguments by place
    _launch[0] = launch
    stand_back(os.getpid())
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
            stand_back(preloaded.pid)
            assert preloaded.wait_until_ready()
            launch = preloaded.launch
        pool = ProcessPoolExecutor(per_core * (os.cpu_count() or 1), spawn, _begin, (launch, without_needs))
        stack.callback(lambda: pool.shutdown(cancel_futures=True))
        yield pool


class Runs:
    """The reports of runs that go on in the background, each run once."""

    def __init__(self, pool: ProcessPoolExecutor | None, wanted: Iterable[Wanted]) -> None:
        self._futures: dict[Wanted, Future[Report]] = {}
        if pool is not None:
            self._futures = {one: pool.submit(report_of, one) for one in dict.fromkeys(wanted)}

    def report(self, wanted: Wanted) -> Report:
        """Return a report, once it is there."""
        return self._futures[wanted].result()
