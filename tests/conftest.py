"""What holds for all tests."""

from collections.abc import Iterator

import psutil
import pytest

from tests.runs import Runs, Wanted, side_by_side

GRACE_SECONDS = 5


@pytest.fixture(scope="session", autouse=True)
def no_process_outlives_the_tests() -> Iterator[None]:
    """Every process started is stopped; one that ends by itself gets a moment for it."""
    before = {process.pid for process in psutil.Process().children(recursive=True)}
    yield
    started = [process for process in psutil.Process().children(recursive=True) if process.pid not in before]
    _, alive = psutil.wait_procs([one for one in started if not is_helper(one)], timeout=GRACE_SECONDS)
    left = [f"{process.pid} {' '.join(process.cmdline())}" for process in alive]
    assert left == [], "the tests left processes running"


def is_helper(process: psutil.Process) -> bool:
    """multiprocessing's own tracker lives as long as the process that it serves."""
    try:
        return "multiprocessing.resource_tracker" in " ".join(process.cmdline())
    except psutil.Error:
        return True


@pytest.fixture(scope="session")
def runs(request: pytest.FixtureRequest, no_process_outlives_the_tests: None) -> Iterator[Runs]:
    """All runs of checks that the selected tests look at; they go on while others are tested.

    A test module says in `wanted(params)` which runs a test with these parameters needs.
    """
    wanted: dict[Wanted, None] = {}
    for item in request.session.items:
        of_module = getattr(getattr(item, "module", None), "wanted", None)
        if of_module is not None and hasattr(item, "callspec"):
            wanted |= dict.fromkeys(of_module(item.callspec.params))
    if not wanted:
        yield Runs(None, [])
        return
    with side_by_side() as pool:
        yield Runs(pool, wanted)


@pytest.fixture(autouse=True)
def begin_the_runs_in_time(request: pytest.FixtureRequest) -> None:
    """Begin them with the first test that is not about set-up or the loop: those want the machine to themselves."""
    if not {"setup", "loop"} & set(request.path.parts):
        request.getfixturevalue("runs")
