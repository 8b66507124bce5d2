"""The pytest plugin: options, fixtures, and a verdict for every check.

`passed`, `failed` (the learner's: only CheckFailed), `skipped`, and `error` (ours: any other exception).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from checks import course
from checks.client import Client
from checks.planning import as_check, check_id, needs, planned
from checks.process import Server
from checks.program import Finished, run_program
from checks.session import Session
from checks.started import cold
from checks.verdict import CheckFailed

SESSION = pytest.StashKey[Session]()
LISTENER = "workshop-listener"
Start = Callable[..., Server]
Run = Callable[..., Finished]
RUN_SECONDS = 30.0


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the four options that say what is checked."""
    group = parser.getgroup("workshop", "the ML API workshop")
    group.addoption("--lesson", metavar="N", help="the lesson whose checks run: 4, 04 or 04_serve_with_flask")
    group.addoption("--submission", metavar="FOLDER", help="the folder to check; default: the lesson's own")
    group.addoption("--seed", type=int, default=None, help="draw the same inputs as the run that printed this seed")
    group.addoption("--url", metavar="URL", help="check a server that already runs, such as http://127.0.0.1:8000")


def pytest_configure(config: pytest.Config) -> None:
    """Read the lesson, the submission and the seed; wrong use ends the run with one sentence."""
    config.addinivalue_line("markers", "check(points, needs): what a check is worth, and the checks it needs first")
    if not config.getoption("--lesson"):
        raise pytest.UsageError("Say which lesson to check: pytest checks --lesson 04 --submission FOLDER.")
    try:
        lesson = course.find(config.getoption("--lesson"))
        chain = course.chain(lesson)
    except course.CourseError as error:
        raise pytest.UsageError(str(error)) from None
    submission = Path(config.getoption("--submission") or lesson.folder).resolve()
    if not submission.is_dir():
        raise pytest.UsageError(f"There is no folder {submission}; name the folder of a submission.")
    seed = config.getoption("--seed")
    config.stash[SESSION] = Session(
        lesson,
        chain,
        submission,
        random.randrange(2**31) if seed is None else seed,
        url=config.getoption("--url"),
        launch=getattr(config.pluginmanager.get_plugin(LISTENER), "launch", cold),
        share=getattr(config.pluginmanager.get_plugin(LISTENER), "share", None),
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Collect the lesson's own check file and those of the lessons it builds on, nothing else."""
    if collection_path.is_dir() or collection_path.suffix != ".py":
        return None
    return collection_path not in {lesson.check_file for lesson in config.stash[SESSION].chain}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Order the checks along the chain, drop the replaced ones, and tell the listener what is planned."""
    state = config.stash[SESSION]
    order = {lesson.check_file: place for place, lesson in enumerate(state.chain)}
    items.sort(key=lambda item: order[item.path])  # stable: within a file, the order of its lines
    gone = {replaced for lesson in state.chain for replaced in lesson.replaces}
    dropped = [item for item in items if check_id(item) in gone]
    items[:] = [item for item in items if check_id(item) not in gone]
    config.hook.pytest_deselected(items=dropped)
    for item in items:
        state.plan(planned(item, state))
    if state.share is not None:
        items[:] = [item for item in items if state.share.takes(as_check(item))]
        state.own = {check_id(item) for item in items}
    _listener_call(config, "collected", list(state.verdicts.values()))


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Skip a check whose needed check did not pass, or that needs a server which did not start."""
    state = item.config.stash[SESSION]
    state.skip_where_nothing_can_run()
    for needed in needs(item.get_closest_marker("check")):
        if needed not in state.verdicts:
            raise LookupError(f"{item.name} needs the check {needed!r}, which is not part of this run.")
        if state.decides(needed) and state.verdicts[needed].outcome != "passed":
            pytest.skip(state.in_vain(needed))
    if state.not_started and {"server", "client"} & set(getattr(item, "fixturenames", ())):
        pytest.skip("It needs your server, which did not start.")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn each phase into the check's verdict; a CheckFailed shows its card instead of a traceback."""
    report = yield
    state = item.config.stash[SESSION]
    state.note_phase(check_id(item), call)
    if call.when == "teardown":
        state.settle(check_id(item), needs(item.get_closest_marker("check")))
    error = call.excinfo.value if call.excinfo else None
    if isinstance(error, CheckFailed):
        from checks.reports.text import card  # noqa: PLC0415  # only native pytest runs and failures need it

        report.longrepr = card(state.verdicts[check_id(item)])
    if call.when == "teardown":
        _listener_call(item.config, "decided", state.verdicts[check_id(item)])
    return report


def pytest_sessionfinish(session: pytest.Session) -> None:
    """Stop the lesson's server; a server that had to be killed is noted."""
    state = session.config.stash[SESSION]
    state.close()
    _listener_call(session.config, "closed", state.notes)


def pytest_report_header(config: pytest.Config) -> str:
    """Show the seed that draws the same inputs again."""
    state = config.stash[SESSION]
    return f"lesson {state.lesson.name}, submission {state.submission}, --seed {state.seed}"


def _listener_call(config: pytest.Config, name: str, value: Any) -> None:
    listener = config.pluginmanager.get_plugin(LISTENER)
    if listener is not None:
        getattr(listener, name)(value)


@pytest.fixture(scope="session")
def _state(pytestconfig: pytest.Config) -> Session:
    return pytestconfig.stash[SESSION]


@pytest.fixture(scope="session")
def lesson(_state: Session) -> course.Lesson:
    """The lesson being checked, which may build on the one whose check this is."""
    return _state.lesson


@pytest.fixture(scope="session")
def submission(_state: Session) -> Path:
    """The folder being checked; its files may be looked at, never imported."""
    return _state.submission


@pytest.fixture(scope="session")
def seed(_state: Session) -> int:
    """The run's seed."""
    return _state.seed


@pytest.fixture
def rng(_state: Session, request: pytest.FixtureRequest) -> random.Random:
    """A source of random inputs of this check's own: the same whichever other checks run."""
    return random.Random(f"{_state.seed}:{request.node.name}")


@pytest.fixture
def server(_state: Session) -> Server:
    """The lesson's server, started once and again if it died; the check is skipped when a URL is checked."""
    if _state.url:
        pytest.skip("With --url only the running server is checked.")
    return _state.server()


@pytest.fixture
def client(_state: Session) -> Client:
    """A client of the lesson's server, or of the server at --url."""
    return _state.client()


@pytest.fixture
def environment(_state: Session) -> Mapping[str, str]:
    """The settings that the lesson's servers get from the checks; the check is skipped when a URL is checked."""
    if _state.url:
        pytest.skip("With --url the checks cannot choose what the server was started with.")
    return _state.environment()


@pytest.fixture
def start(_state: Session) -> Generator[Start]:
    """A function that starts another server of the submission, on a free port, and stops it after the check."""
    if _state.url:
        pytest.skip("With --url only the running server is checked.")
    started: list[Server] = []

    def start_server(
        argv: Sequence[str] | None = None, env: Mapping[str, str] | None = None, *, folder: Path | None = None
    ) -> Server:
        server = _state.new_server(argv, env, folder)  # `folder`: a changed copy of the submission
        started.append(server)
        _state.watch_log(server)
        server.wait_until_ready()
        return server

    yield start_server
    for server in started:
        _state.stop_meanwhile(server)


@pytest.fixture
def run(_state: Session) -> Run:
    """A function that runs a program of the submission to its end, by default the lesson's server, on a free port."""
    if _state.url:
        pytest.skip("With --url only the running server is checked.")

    def run_to_its_end(
        argv: Sequence[str] | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = RUN_SECONDS,
        *,
        fresh: bool = False,
        until_answers: str = "",
    ) -> Finished:
        words = _state.lesson.serve if argv is None else argv
        launch = cold if fresh else _state.launch
        settings = env or {}
        return run_program(words, _state.submission, settings, seconds, launch=launch, until_answers=until_answers)

    return run_to_its_end
