"""The home page: what you will build, in one picture, and the ladder of lessons."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from pathlib import Path

from checks.course import Lesson
from website.diagrams import round_trip
from website.ladder import by_part, label
from website.links import figure

TEMPLATE = Path(__file__).with_name("home.md")


def markdown(lessons: list[Lesson]) -> str:
    """Return the home page; it lists the lessons given and promises no others."""
    picture = figure(round_trip.draw(), "wide-only") + figure(round_trip.draw_tall(), "narrow-only")
    page = TEMPLATE.read_text(encoding="utf-8")
    for name, content in {"picture": picture, "begin": _begin(lessons), "ladder": _ladder(lessons)}.items():
        page = page.replace("{{ " + name + " }}", content.strip())
    return page


def _begin(lessons: Iterable[Lesson]) -> str:
    first = min(lessons, key=lambda lesson: lesson.number, default=None)
    if first is None:
        return "There are no lessons yet."
    return f"[Begin with {label(first)}]({first.name}/README.md){{ .md-button .md-button--primary }}"


def _ladder(lessons: Iterable[Lesson]) -> str:
    return "\n".join(f"### {part.title}\n\n{_part(members)}" for part, members in by_part(lessons))


def _part(lessons: Iterable[Lesson]) -> str:
    rows = "\n".join(_row(lesson) for lesson in lessons)
    return f'<ol class="ladder" markdown="1">\n{rows}\n</ol>\n'


def _row(lesson: Lesson) -> str:
    return (
        f'<li value="{lesson.number}" markdown="block">\n\n'
        f"[{label(lesson)}]({lesson.name}/README.md){{ .lesson }}\n"
        f'<span class="goal">{escape(lesson.goal)}</span>\n'
        f'<span class="minutes">{lesson.minutes} minutes</span>\n\n</li>'
    )
