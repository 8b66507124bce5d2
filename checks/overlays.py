"""Texts over the whole screen: the ladder, the solution, a long card; and how keys move them."""

from __future__ import annotations

from collections.abc import Sequence

from checks.screen import Overlay, Rung

PAGE_LINES = 15


def ladder_lines(rungs: Sequence[Rung], current: str) -> list[str]:
    """Return the ladder with progress, a line each; the current lesson is marked in words."""
    width = max((len(rung.title) for rung in rungs), default=0)
    return [_ladder_line(rung, width, current=rung.name == current) for rung in rungs]


def _ladder_line(rung: Rung, width: int, *, current: bool) -> str:
    if rung.passed:
        state = "passed"
    elif rung.of:
        state = f"{rung.best} of {rung.of} points"
    else:
        state = ""
    here = "  <- you are here" if current else ""
    return f"{rung.number}  {rung.title:<{width}}  {rung.minutes:>3} min  {state:<14}{here}".rstrip()


def ladder_overlay(rungs: Sequence[Rung], current: str) -> Overlay:
    """Return the ladder to choose a lesson from."""
    names = [rung.name for rung in rungs]
    selected = names.index(current) if current in names else 0
    return Overlay("All lessons", ladder_lines(rungs, current), selected=selected)


def text_overlay(title: str, lines: list[str]) -> Overlay:
    """Return a text to page through."""
    return Overlay(title, lines)


def move(overlay: Overlay, key: str) -> None:
    """Scroll, or choose another line; the view keeps both within what there is."""
    steps = {"up": -1, "k": -1, "down": 1, "j": 1, "space": PAGE_LINES, "page down": PAGE_LINES}
    steps |= {"b": -PAGE_LINES, "page up": -PAGE_LINES}
    if overlay.selected is None:
        overlay.top = max(0, min(len(overlay.lines) - 1, overlay.top + steps.get(key, 0)))
    else:
        overlay.selected = max(0, min(len(overlay.lines) - 1, overlay.selected + steps.get(key, 0)))
