"""One run: a lesson's checks on one submission, in this process, to a report."""

from __future__ import annotations

import random
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import pytest

from checks import plugin
from checks.course import ROOT, Lesson, chain
from checks.share import Share
from checks.started import Launch, cold
from checks.verdict import Report, Verdict

MAX_SEED = 2**31


class Listener(Protocol):
    """Hears of the checks as they come; the finished report is what `run` returns."""

    def collected(self, planned: list[Verdict]) -> None:
        """All checks of the run, outcome `pending`, in order."""

    def decided(self, verdict: Verdict) -> None:
        """One check has its verdict."""


@dataclass(frozen=True)
class Job:
    """What to check: a lesson, the folder of a submission, the seed, and the URL of a server that already runs."""

    lesson: Lesson
    submission: Path
    seed: int = field(default_factory=lambda: random.randrange(MAX_SEED))
    url: str | None = None


class _Recorder:
    def __init__(self, listener: Listener | None, launch: Launch, share: Share | None) -> None:
        self.launch, self.share = launch, share  # the plugin asks for them
        self.__name__ = plugin.LISTENER  # the name under which pytest registers it
        self.verdicts: dict[str, Verdict] = {}
        self.notes: list[str] = []
        self._listener = listener

    def collected(self, planned: list[Verdict]) -> None:
        self.verdicts = {verdict.id: verdict for verdict in planned}
        if self._listener:
            self._listener.collected(planned)

    def decided(self, verdict: Verdict) -> None:
        self.verdicts[verdict.id] = verdict
        if self._listener:
            self._listener.decided(verdict)

    def closed(self, notes: list[str]) -> None:
        self.notes = list(notes)


class WorkshopError(Exception):
    """The checks could not run at all: the workshop's fault, never the learner's."""


def run(job: Job, listener: Listener | None = None, launch: Launch = cold, share: Share | None = None) -> Report:
    """Run the checks and return the report; `launch` starts the servers. Raises WorkshopError if pytest cannot run.

    With `share` only its checks are run; the others stay `pending`.
    """
    started = time.monotonic()
    recorder = _Recorder(listener, launch, share)
    code = pytest.main(_arguments(job), plugins=[plugin, recorder])
    wanted = [pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED]
    if share is not None:
        wanted.append(pytest.ExitCode.NO_TESTS_COLLECTED)  # another part may have them all
    if code not in wanted or not recorder.verdicts:
        raise WorkshopError(f"The checks of lesson {job.lesson.name} could not run (pytest ended with {code!r}).")
    return reported(job, recorder.verdicts, recorder.notes, started)


def reported(job: Job, verdicts: dict[str, Verdict], notes: list[str], started: float) -> Report:
    """Return the report of a run that began at this monotonic second and ends now."""
    return Report(
        lesson=job.lesson.name,
        submission=str(job.submission),
        seed=job.seed,
        verdicts=list(verdicts.values()),
        seconds=time.monotonic() - started,
        notes=notes,
    )


def _arguments(job: Job) -> list[str]:
    checks = ROOT / "checks"
    options = ["--lesson", job.lesson.name, "--submission", str(job.submission), "--seed", str(job.seed)]
    if job.url:
        options += ["--url", job.url]
    # Nothing of the submission, of the machine or of an earlier run may steer pytest.
    quiet = ["--noconftest", "-p", "no:cacheprovider", "-p", "no:terminal", "--disable-plugin-autoload"]
    # They collect garbage after the last check, which takes as long as ten checks.
    quick = ["-p", "no:unraisableexception", "-p", "no:threadexception"]
    settings = ["-c", str(checks / "pytest.ini"), "--rootdir", str(checks), "--assert=plain"]
    return [*quiet, *quick, *settings, *options, *(str(lesson.check_file) for lesson in chain(job.lesson))]
