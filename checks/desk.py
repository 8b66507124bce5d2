"""The learner's desk: the current lesson, its runs and its hints. Draws nothing and waits for nothing."""

from __future__ import annotations

import time
from collections.abc import Iterable
from pathlib import Path

from checks import recent
from checks.course import Lesson, load
from checks.ladder import rungs
from checks.progress import HINT_LEVELS, Progress
from checks.run import Job
from checks.runner import Collected, Confirming, Crashed, Decided, Event, Runner
from checks.saves import is_edit
from checks.screen import Screen
from checks.services import ServiceState
from checks.verdict import Verdict

# What a server writes beside its code while it is checked must not start the next run, and arrives a little late.
LATE_SECONDS = 0.5
NO_HINT_HELPS = "No hint on this check helps while your server does not start or does not answer; mend that first."


class Addresses:
    """Where pages and notebooks are: on the site and in JupyterLab, or, if these do not run, in their files."""

    def __init__(self, states: Iterable[ServiceState]) -> None:
        at = {state.name: state.url for state in states if state.state in ("starting", "running")}
        self.site, self.lab = at.get("site", ""), at.get("lab", "")

    def page(self, lesson: Lesson) -> str:
        """Return where the lesson's text is."""
        return f"{self.site}{lesson.name}/" if self.site else f"lessons/{lesson.name}/README.md"

    def notebook(self, lesson: Lesson) -> str:
        """Return where the lesson's notebook is."""
        path = f"notebooks/{lesson.name}.ipynb"
        return f"{self.lab}lab/tree/{path}" if self.lab else path


class Desk:
    """Holds the screen's state and changes it, by saved files and by a run's events; raises CourseError and OSError."""

    def __init__(self, lesson: Lesson, runner: Runner, progress: Progress, services: list[ServiceState]) -> None:
        self._runner, self._progress = runner, progress
        self._run = 0
        self._fingerprint = ""
        self._ended = 0.0
        self.screen = self._new_screen(lesson, services)

    # The lesson

    def _new_screen(self, lesson: Lesson, services: list[ServiceState]) -> Screen:
        ladder = rungs(self._progress, lesson.root)
        addresses = Addresses(services)
        return Screen(lesson, addresses.page(lesson), addresses.notebook(lesson), ladder, services=services)

    def go_to(self, name: str) -> None:
        """Make a lesson the current one, show its last report if that still holds, and check it."""
        lesson = load(name, self.screen.lesson.root)
        self._runner.cancel()
        self.screen = self._new_screen(lesson, self.screen.services)
        self._progress.go_to(name)
        self.check()
        report = recent.recall(self.screen.lesson)
        if report is not None:
            self.screen.report, self.screen.verdicts = report, report.verdicts
            self._show_hints()

    def neighbour(self, step: int, none: str) -> None:
        """Go to the lesson `step` places on; at an end of the ladder say the sentence `none`."""
        names = [rung.name for rung in self.screen.rungs]
        place = names.index(self.screen.lesson.name) + step
        if 0 <= place < len(names):
            self.go_to(names[place])
        else:
            self.screen.notice = none

    # Runs

    def check(self) -> None:
        """Start a run on the learner's folder; one under way is stopped."""
        screen = self.screen
        screen.lesson = load(screen.lesson.name, screen.lesson.root)
        self._fingerprint = recent.fingerprint(screen.lesson)
        screen.running, screen.confirming, screen.crash, screen.notice = True, False, "", ""
        self._run = self._runner.start(Job(screen.lesson, screen.lesson.folder))

    def saved(self, paths: Iterable[Path]) -> None:
        """Check again if one of these changed files is the learner's doing."""
        lesson = self.screen.lesson
        edits = [path for path in paths if is_edit(path, lesson.folder)]
        by_hand = [path for path in edits if path.suffix == ".py" or path.name in lesson.edit]
        quiet = not self.screen.running and time.monotonic() > self._ended + LATE_SECONDS
        if not by_hand and not (edits and quiet):
            return
        if self.screen.running and recent.fingerprint(lesson) == self._fingerprint:
            return  # the tail of a save, or of a reset, whose result is being checked already
        self.check()

    def hear(self, event: Event) -> None:
        """Take in what the runner tells; what belongs to an earlier run is dropped."""
        if event.run != self._run:
            return
        screen = self.screen
        if isinstance(event, Collected):
            screen.verdicts = event.planned
        elif isinstance(event, Decided):
            screen.verdicts = [event.verdict if v.id == event.verdict.id else v for v in screen.verdicts]
        elif isinstance(event, Confirming):
            screen.confirming = True
        elif isinstance(event, Crashed):
            screen.running, screen.verdicts = False, screen.report.verdicts if screen.report else []
            screen.crash = (
                f"The workshop itself failed, which is not your fault: {event.message}."
                f" The details are in {event.log}. Press c to try again."
            )
        else:
            screen.running, screen.report, screen.verdicts = False, event.report, event.report.verdicts
            self._progress.keep(event.report)
            recent.keep(screen.lesson, event.report, self._fingerprint)
            screen.rungs = rungs(self._progress, screen.lesson.root)
            screen.notice = " ".join(event.report.notes) or screen.notice
        self._ended = time.monotonic()
        self._show_hints()
        self._tell_of_progress()

    def serve(self, states: list[ServiceState]) -> bool:
        """Take in how the services are; tells whether anything changed."""
        screen = self.screen
        if states == screen.services:
            return False
        addresses = Addresses(states)
        screen.services = states
        screen.page_url, screen.notebook_url = addresses.page(screen.lesson), addresses.notebook(screen.lesson)
        return True

    def _tell_of_progress(self) -> None:
        self.screen.notice = self._progress.notice() or self.screen.notice

    # Hints

    def _show_hints(self) -> None:
        verdict = self.screen.card
        self.screen.hints = []
        if verdict is not None and verdict.hint:
            seen = self._progress.record(self.screen.lesson.name).hints.get(verdict.id, 0)
            self.screen.hints = list(hints_for(self.screen.lesson, verdict)[:seen])

    def hint(self) -> None:
        """Show one more hint for the card's check, at most three."""
        verdict = self.screen.card
        if verdict is None:
            self.screen.notice = "Nothing fails now, so there is no hint to give."
        elif verdict.outcome == "error":
            self.screen.notice = "The check itself is broken, so no hint would help; c checks again."
        elif not hints_for(self.screen.lesson, verdict):
            self.screen.notice = "There is no hint for this one; the card says all that is known."
        elif not verdict.hint:
            self.screen.notice = NO_HINT_HELPS
        elif len(self.screen.hints) >= HINT_LEVELS:
            self.screen.notice = "These are all three hints; s shows the solution."
        else:
            self._progress.see_hint(self.screen.lesson.name, verdict.id, len(self.screen.hints) + 1)
            self._show_hints()
            self._tell_of_progress()


def hints_for(lesson: Lesson, verdict: Verdict) -> tuple[str, ...]:
    """Return the hints of a check, which a carried check's own lesson has; raises CourseError."""
    owner = load(verdict.carried_from, lesson.root) if verdict.carried_from else lesson
    return owner.hints.get(verdict.id, ())
