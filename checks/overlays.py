"""Texts over the whole screen: the ladder to choose from, and how keys move it and any other text."""

from __future__ import annotations

from collections.abc import Sequence

from checks.ladder import Rung, ladder_lines
from checks.screen import Overlay

PAGE_LINES = 15


def ladder_overlay(rungs: Sequence[Rung], current: str) -> Overlay:
    """Return the ladder to choose a lesson from."""
    names = [rung.name for rung in rungs]
    selected = names.index(current) if current in names else 0
    return Overlay("All lessons", ladder_lines(rungs, current), selected=selected)


def move(overlay: Overlay, key: str) -> None:
    """Scroll, or choose another line; the view keeps both within what there is."""
    steps = {"up": -1, "k": -1, "down": 1, "j": 1, "space": PAGE_LINES, "page down": PAGE_LINES}
    steps |= {"b": -PAGE_LINES, "page up": -PAGE_LINES}
    if overlay.selected is None:
        overlay.top = max(0, min(len(overlay.lines) - 1, overlay.top + steps.get(key, 0)))
    else:
        overlay.selected = max(0, min(len(overlay.lines) - 1, overlay.selected + steps.get(key, 0)))
