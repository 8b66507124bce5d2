"""The ladder of lessons with the learner's progress."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.course import ROOT, Lesson, all_lessons, load
from checks.progress import Progress, Record


@dataclass(frozen=True)
class Rung:
    """One lesson on the ladder, with the learner's progress."""

    name: str
    title: str
    minutes: int
    passed: bool
    best: int
    of: int

    @property
    def number(self) -> str:
        """Its two digits."""
        return self.name[:2]


def rungs(progress: Progress, root: Path = ROOT) -> list[Rung]:
    """Return the whole ladder; raises CourseError."""
    records = progress.records()
    found = []
    for lesson in all_lessons(root):
        record = records.get(lesson.name, Record())
        rung = Rung(lesson.name, lesson.title, lesson.minutes, record.passed is not None, record.best, record.of)
        found.append(rung)
    return found


def current_lesson(progress: Progress, root: Path = ROOT) -> Lesson:
    """Return the lesson that the learner was at, else the first that is not passed; raises CourseError."""
    ladder = rungs(progress, root)
    names = [rung.name for rung in ladder]
    kept = progress.current()
    if kept in names:
        return load(kept, root)
    open_ones = [rung.name for rung in ladder if not rung.passed]
    return load((open_ones or names)[0], root)


def ladder_lines(ladder: Sequence[Rung], current: str) -> list[str]:
    """Return the ladder, a line each; the current lesson is marked in words."""
    width = max((len(rung.title) for rung in ladder), default=0)
    return [_line(rung, width, current=rung.name == current) for rung in ladder]


def _line(rung: Rung, width: int, *, current: bool) -> str:
    if rung.passed:
        state = "passed"
    elif rung.of:
        state = f"{rung.best} of {rung.of} points"
    else:
        state = ""
    here = "  <- you are here" if current else ""
    return f"{rung.number}  {rung.title:<{width}}  {rung.minutes:>3} min  {state:<15}{here}".rstrip()
