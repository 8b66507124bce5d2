"""A picture of lesson 05: eight requests that compute, under five commands, as `bench timelines` measured them."""

from __future__ import annotations

from website.diagrams.eight_waiting import measured
from website.diagrams.timeline import panel_timelines


def draw() -> str:
    """Return the picture as SVG: a panel a command, a bar a request."""
    return panel_timelines(
        measured("computing"),
        title="Eight requests that compute",
        desc="Five panels with a bar for each of eight requests that compute. With threads in one process all bars are "
        "long, and the last answer comes no sooner than one at a time. Several processes share the cores.",
    )
