"""A picture of lesson 05: eight requests that wait, under five commands, as `bench timelines` measured them."""

from __future__ import annotations

import json
from pathlib import Path

from website.diagrams.timeline import Panel, panel_timelines

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results" / "timelines.json"


def measured(kind: str) -> list[Panel]:
    """Return the panels of one kind of work, `waiting` or `computing`: each command's name with its bars in seconds."""
    ways = json.loads(RESULTS.read_text(encoding="utf-8"))["ways"]
    return [(way["label"], [(sent, answered) for sent, answered in way[kind]]) for way in ways]


def draw() -> str:
    """Return the picture as SVG: a panel a command, a bar a request."""
    return panel_timelines(
        measured("waiting"),
        title="Eight requests that wait",
        desc="Five panels with a bar for each of eight requests that wait half a second. One at a time, each bar is "
        "half a second longer than the one above. Side by side, all bars are equally short.",
    )
