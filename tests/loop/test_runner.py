"""Runs in the background: their events, their end, and what a cancelled one leaves behind."""

import os
import queue
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil
import pytest

from checks.run import Job
from checks.runner import Collected, Confirming, Crashed, Decided, Event, Finished, Runner
from checks.starters import pristine
from tests.loop.conftest import FIRST, Workshop

SECONDS = 60
NEVER_READY = "import time\ntime.sleep(600)\n"


@dataclass
class Heard:
    """A runner, and what it told."""

    runner: Runner
    events: "queue.Queue[Event]"
    workshop: Workshop

    def start(self) -> int:
        lesson = self.workshop.lesson()
        return self.runner.start(Job(lesson, lesson.folder))

    def until(self, condition: Callable[[Event], bool]) -> list[Event]:
        found = [self.events.get(timeout=SECONDS)]
        while not condition(found[-1]):
            found.append(self.events.get(timeout=SECONDS))
        return found

    def servers(self) -> list[psutil.Process]:
        """The servers of submissions that run now."""
        children = psutil.Process().children(recursive=True)
        running = [process for process in children if process.status() != psutil.STATUS_ZOMBIE]
        return [process for process in running if "run" in process.cmdline() or is_forked_server(process)]


def is_preloaded(process: psutil.Process | None) -> bool:
    """Tell if this is the process that has the libraries loaded, or one forked from it."""
    return process is not None and any(word.endswith("preloaded.py") for word in process.cmdline())


def is_forked_server(process: psutil.Process) -> bool:
    """Tell if this is a server, or its keeper, forked from the preloaded process."""
    with suppress(psutil.NoSuchProcess):
        return is_preloaded(process) and is_preloaded(process.parent())
    return False


@pytest.fixture
def heard(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Heard]:
    monkeypatch.delenv("WORKSHOP_ROOT", raising=False)
    events: queue.Queue[Event] = queue.Queue()
    runner = Runner(events.put, workshop.root)
    yield Heard(runner, events, workshop)
    runner.close()


def is_end(event: Event) -> bool:
    return isinstance(event, Finished | Crashed)


def test_a_run_tells_what_is_planned_then_each_verdict_then_the_report(heard: Heard) -> None:
    heard.workshop.solve()
    number = heard.start()
    first, *decided, last = heard.until(is_end)
    assert isinstance(first, Collected)
    assert {verdict.outcome for verdict in first.planned} == {"pending"}
    # Some run side by side, so their order may be another.
    assert sorted(e.verdict.id for e in decided if isinstance(e, Decided)) == sorted(v.id for v in first.planned)
    assert isinstance(last, Finished)
    assert last.report.passed
    assert {event.run for event in (first, *decided, last)} == {number}


def test_a_second_run_stops_the_first_with_its_server(heard: Heard) -> None:
    heard.workshop.main.write_text(NEVER_READY)
    heard.start()
    heard.until(lambda event: isinstance(event, Collected))
    heard.workshop.solve()
    second = heard.start()
    events = heard.until(is_end)
    assert {event.run for event in events if event.run == second} == {second}
    assert isinstance(events[-1], Finished)
    assert events[-1].report.passed
    assert heard.servers() == []


def test_a_cancelled_run_is_heard_of_no_more(heard: Heard) -> None:
    heard.workshop.main.write_text(NEVER_READY)
    cancelled = heard.start()
    heard.until(lambda event: isinstance(event, Collected))
    heard.runner.cancel()
    heard.workshop.solve()
    heard.start()
    assert cancelled not in {event.run for event in heard.until(is_end)}


def test_closing_stops_a_run_under_way(heard: Heard) -> None:
    heard.workshop.main.write_text(NEVER_READY)
    heard.start()
    heard.until(lambda event: isinstance(event, Collected))
    children = psutil.Process().children(recursive=True)
    heard.runner.close()
    _, left = psutil.wait_procs(children, timeout=SECONDS)
    assert left == []


def test_a_servers_daemon_that_hides_is_stopped_with_a_cancelled_run(heard: Heard) -> None:
    if sys.platform == "win32":
        pytest.skip("Windows has no sessions to hide in")
    pid_file = heard.workshop.main.with_name("daemon.pid")
    heard.workshop.main.write_text(
        "import pathlib, subprocess, sys, time\n"
        "code = 'import time; time.sleep(600)'\n"
        "daemon = subprocess.Popen([sys.executable, '-c', code], start_new_session=True)\n"
        f"pathlib.Path({str(pid_file) + '.new'!r}).write_text(str(daemon.pid))\n"
        f"pathlib.Path({str(pid_file) + '.new'!r}).rename({str(pid_file)!r})\n"
        "sys.stdout.flush()\nimport os\nos._exit(1)\n"
    )
    heard.start()
    heard.until(is_end)
    assert not psutil.pid_exists(int(pid_file.read_text()))


def test_a_broken_check_file_is_the_workshops_own_failure(heard: Heard) -> None:
    check_file = heard.workshop.root / "checks" / "lessons" / f"test_{FIRST}.py"
    good = check_file.read_text(encoding="utf-8")
    check_file.write_text("import nothing_of_this_name\n", encoding="utf-8")
    heard.start()
    crash = heard.until(is_end)[-1]
    assert isinstance(crash, Crashed)
    assert "nothing_of_this_name" in crash.log.read_text(encoding="utf-8")
    check_file.write_text(good, encoding="utf-8")  # and the mended one is loaded without a restart
    heard.start()
    assert isinstance(heard.until(is_end)[-1], Finished)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows runs each check in a process of its own")
def test_a_killed_run_and_a_killed_preloaded_process_are_told_of(heard: Heard) -> None:
    heard.workshop.main.write_text(NEVER_READY)
    heard.start()
    heard.until(lambda event: isinstance(event, Collected))
    (preloaded,) = psutil.Process().children()
    (run,) = [process for process in preloaded.children() if not is_preloaded(process)]
    for doomed in (run, preloaded):
        os.kill(doomed.pid, signal.SIGKILL)
        crash = heard.until(is_end)[-1]
        assert isinstance(crash, Crashed)
        heard.start()
        heard.until(lambda event: isinstance(event, Collected))
        (preloaded,) = psutil.Process().children()


@pytest.mark.skipif(os.name != "posix", reason="only where processes fork has a run parts")
def test_a_killed_part_of_a_run_is_told_of_and_the_others_end(heard: Heard) -> None:
    heard.workshop.main.write_text(NEVER_READY)
    heard.start()
    heard.until(lambda event: isinstance(event, Collected))
    (preloaded,) = psutil.Process().children()
    (run,) = [process for process in preloaded.children() if not is_preloaded(process)]
    parts = run.children()
    os.kill(parts[-1].pid, signal.SIGKILL)
    crash = heard.until(is_end)[-1]
    assert isinstance(crash, Crashed)
    assert "part of the run" in crash.message
    assert psutil.wait_procs([run, *parts], timeout=30)[1] == []


def test_a_run_reads_the_files_as_they_are_now(heard: Heard) -> None:
    lesson = heard.workshop.lesson()
    scores = []
    for folder in (pristine(lesson), lesson.solution, pristine(lesson)):
        heard.workshop.main.write_bytes((folder / "main.py").read_bytes())
        heard.start()
        end = heard.until(is_end)[-1]
        assert isinstance(end, Finished)
        scores.append(end.report.score)
    assert scores == [0, 13, 0]


@pytest.mark.skipif(os.name != "posix", reason="only where processes fork is anything preloaded")
def test_what_fails_in_a_forked_server_counts_only_if_it_fails_in_a_fresh_one_too(heard: Heard) -> None:
    solution = (heard.workshop.lesson().solution / "main.py").read_text(encoding="utf-8")
    told_apart = "import sys\nif 'pandas' in sys.modules:\n    raise RuntimeError('this process is not fresh')\n"
    heard.workshop.main.write_text(told_apart + solution, encoding="utf-8")
    events: list[Event] = []
    while not any(isinstance(event, Confirming) for event in events):  # the first runs may find nothing preloaded yet
        heard.start()
        events = heard.until(is_end)
    assert any(isinstance(event, Decided) and event.verdict.outcome == "failed" for event in events)
    assert isinstance(events[-1], Finished)
    assert events[-1].report.passed
