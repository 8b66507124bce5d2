"""The picture of the reference page on sync and async: answers a second, drawn from benchmarks/results/waiting.json."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from website.diagrams.svg import Kind, box, drawing, text

RESULTS = Path(__file__).resolve().parent.parent.parent / "benchmarks" / "results" / "waiting.json"
WIDTH = 400
LEFT, LONGEST = 12, 316  # where bars begin, and how long the longest is
HEAD, ROW, BAR = 44, 38, 12
# What each group is called, its key in the results, and the kind that gives its color.
GROUPS: list[tuple[str, str, Kind]] = [
    ("Work that waits 100 ms", "waiting_per_s", "server"),
    ("Work that computes 10 ms", "computing_per_s", "model"),
]


def draw() -> str:
    """Return the picture as SVG: a group of bars for each kind of work, a bar for each way to serve."""
    ways = json.loads(RESULTS.read_text(encoding="utf-8"))["ways"]
    parts: list[str] = []
    top = 8.0
    for title, key, kind in GROUPS:
        group = [way for way in ways if key in way]
        parts += _group(top, title, group, key, kind)
        top += HEAD + ROW * len(group)
    return drawing(
        WIDTH,
        top + 8,
        parts,
        title="Answers a second, to 32 callers",
        desc="Two groups of bars. Work that waits: threads in Flask, in Gunicorn and in FastAPI, and async def that "
        "awaits, all answer about as much; one sync worker, and async def that blocks, about a thirtieth of it. Work "
        "that computes: no way comes near that, whatever it is called.",
    )


def _group(top: float, title: str, ways: list[dict[str, Any]], key: str, kind: Kind) -> Iterator[str]:
    yield text(LEFT, top + 18, title, bold=True, kind=kind)
    yield text(WIDTH - LEFT, top + 18, "answers a second", anchor="end", kind="muted")
    most = max(way[key] for way in ways)
    for row, way in enumerate(ways):
        y = top + HEAD - 6 + row * ROW
        length = max(LONGEST * way[key] / most, 2)
        yield text(LEFT, y, way["label"])
        yield box(LEFT, y + 6, length, BAR, kind=kind, radius=2)
        yield text(LEFT + length + 6, y + 17, f"{way[key]:.0f}", bold=True, kind=kind)
