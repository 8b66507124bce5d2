"""The ladder: which lessons make up which part of the course, by their numbers alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from checks.course import Lesson


@dataclass(frozen=True)
class Part:
    """One part of the course: the lessons from `first` to `last`."""

    title: str
    first: int
    last: int


PARTS = (
    Part("I Flask and Gunicorn", 1, 5),
    Part("II FastAPI and Uvicorn", 6, 9),
    Part("III In production", 10, 12),
    Part("IV Beyond one process", 13, 99),
)


def by_part(lessons: Iterable[Lesson]) -> list[tuple[Part, list[Lesson]]]:
    """Return the parts that have lessons, each with its own, in order."""
    ordered = sorted(lessons, key=lambda lesson: lesson.number)
    parts = [(part, [one for one in ordered if part.first <= one.number <= part.last]) for part in PARTS]
    return [(part, members) for part, members in parts if members]


def label(lesson: Lesson) -> str:
    """Return a lesson's name in lists: `01 Hello, Flask`."""
    return f"{lesson.number:02} {lesson.title}"
