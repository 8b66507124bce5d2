"""Many runs of the checks side by side, in processes of their own: pytest inside pytest would trip over itself."""

import importlib
import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from checks.course import all_lessons, find
from checks.run import Job, run
from checks.verdict import Report

Nothing = Callable[[], None]


def report_of(lesson: str, folder: Path, seed: int) -> Report:
    """Run a lesson's checks on a folder in this process."""
    return run(Job(find(lesson), folder, seed))


def forget_needs() -> None:
    """Let every check run in this process, whether or not the checks that it needs passed."""
    for lesson in all_lessons():
        for check in vars(importlib.import_module(f"checks.lessons.test_{lesson.name}")).values():
            for mark in getattr(check, "pytestmark", []):
                mark.kwargs.pop("needs", None)


@contextmanager
def side_by_side(initializer: Nothing | None = None) -> Iterator[ProcessPoolExecutor]:
    """A pool for `report_of`; its processes end with the block, and take no more work when it fails."""
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(os.cpu_count(), mp_context=spawn, initializer=initializer)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
