"""What holds for all tests."""

from collections.abc import Iterator

import psutil
import pytest

GRACE_SECONDS = 5


@pytest.fixture(scope="session", autouse=True)
def no_process_outlives_the_tests() -> Iterator[None]:
    """Every process started is stopped; one that ends by itself gets a moment for it."""
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    yield
    started = [process for process in psutil.Process().children(recursive=True) if process.pid not in before]
    _, alive = psutil.wait_procs(started, timeout=GRACE_SECONDS)
    left = [f"{process.pid} {' '.join(process.cmdline())}" for process in alive if not is_helper(process)]
    assert left == [], "the tests left processes running"


def is_helper(process: psutil.Process) -> bool:
    """multiprocessing's own tracker lives as long as the process that it serves."""
    try:
        return "multiprocessing.resource_tracker" in " ".join(process.cmdline())
    except psutil.Error:
        return True
