"""The second picture of lesson 08: sixty requests at once, in threads and awaited, drawn from benchmarks/results."""

import json

from website.diagrams.async_timelines import RESULTS
from website.diagrams.timeline import panel_timelines


def draw() -> str:
    """Return the picture as SVG: two panels with sixty bars each."""
    ways = json.loads(RESULTS.read_text(encoding="utf-8"))["many"]
    return panel_timelines(
        [(way["label"], way["bars"]) for way in ways],
        title="Sixty requests and forty threads",
        desc="Two panels with sixty bars each. In a plain def endpoint forty are answered after about the station's "
        "time and twenty after twice that. In an async def endpoint that awaits, all are answered together.",
    )
