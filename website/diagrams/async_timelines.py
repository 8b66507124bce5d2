"""The picture of lesson 08: the same requests, answered in five ways, drawn from benchmarks/results."""

import json
from pathlib import Path

from website.diagrams.timeline import panel_timelines

RESULTS = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "results" / "async_timelines.json"


def draw() -> str:
    """Return the picture as SVG: a panel for each way, and in it a bar for each request."""
    ways = json.loads(RESULTS.read_text(encoding="utf-8"))["ways"]
    return panel_timelines(
        [(way["label"], way["bars"]) for way in ways],
        title="Eight penguins from a slow station",
        desc="Five panels. A blocking call in async def: eight bars like stairs, the last eight times as long as the "
        "first. The same call in def, and an awaited one: eight bars of equal length. One request for all eight: as "
        "long as the stairs where it awaits in a loop, and as short as one where it gathers.",
    )
