"""What the terminal view shows, as data: the loop changes it, the view draws it."""

from __future__ import annotations

from dataclasses import dataclass, field

from checks.course import Lesson
from checks.ladder import Rung
from checks.services import ServiceState
from checks.verdict import Report, Verdict


@dataclass
class Overlay:
    """A text over the whole screen, scrolled by `top` lines; `selected` is the line that Enter chooses, if any."""

    title: str
    lines: list[str]
    top: int = 0
    selected: int | None = None


@dataclass
class Screen:
    """The whole state of the view."""

    lesson: Lesson
    page_url: str
    notebook_url: str
    rungs: list[Rung] = field(default_factory=list)
    running: bool = False
    confirming: bool = False  # whether what failed is run once more, in a fresh process, before it counts
    verdicts: list[Verdict] = field(default_factory=list)  # of the run under way, else of the last one
    report: Report | None = None  # the last finished run of this lesson
    crash: str = ""
    hints: list[str] = field(default_factory=list)  # those seen for the card's check
    services: list[ServiceState] = field(default_factory=list)
    notice: str = ""
    question: str = ""
    overlay: Overlay | None = None

    @property
    def card(self) -> Verdict | None:
        """The verdict whose card is shown: this run's first failure, or the last run's until this one has its own."""
        for outcome in ("error", "failed"):
            for verdict in self.verdicts:
                if verdict.outcome == outcome:
                    return verdict
        before = self.report.first_failure if self.running and self.report else None
        mended = any(before is not None and v.id == before.id and v.outcome == "passed" for v in self.verdicts)
        return None if mended else before

    @property
    def card_is_old(self) -> bool:
        """Whether the card is the last run's, shown until this run has its own."""
        return self.card is not None and self.card not in self.verdicts

    @property
    def passed(self) -> bool:
        """Whether the last run passed, and no other is under way."""
        return not self.running and self.report is not None and self.report.passed

    @property
    def following(self) -> Rung | None:
        """The next lesson on the ladder, if there is one."""
        names = [rung.name for rung in self.rungs]
        place = names.index(self.lesson.name) + 1 if self.lesson.name in names else len(names)
        return self.rungs[place] if place < len(names) else None
