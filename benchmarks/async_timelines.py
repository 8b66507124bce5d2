"""Requests that ask the slow station, by four endpoints of lesson 08's four_ways.py: when each is answered.

Then 60 requests at once, to a plain `def` endpoint and to one that awaits, with a station that takes a whole second: so
long that what the server itself needs for 60 requests is little beside it.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks import NotMeasuredError, machine
from checks import beside
from checks.client import CheckFailed, Client, together
from checks.course import load
from checks.ports import free_port
from checks.process import Server

ROUNDS = 5
LESSON = "08_async"
PATIENCE_SECONDS = 60.0
MANY = range(6, 66)
EIGHT = range(6, 14)  # rows of the data set without a missing measurement
SERVE = ["uvicorn", "four_ways:app", "--port", "{port}", "--log-level", "warning"]
# What each panel is called, and the paths that are asked for at once.
WAYS = {
    "async def, a blocking call": [f"/blocking/{number}" for number in EIGHT],
    "def, the same call": [f"/threads/{number}" for number in EIGHT],
    "async def, awaited": [f"/awaited/{number}" for number in EIGHT],
    "one request for all 8, in a loop": ["/one_by_one?ids=" + ",".join(map(str, EIGHT))],
    "one request for all 8, gathered": ["/gathered?ids=" + ",".join(map(str, EIGHT))],
}
MANY_WAYS = {
    "60 requests, def": [f"/threads/{number}" for number in MANY],
    "60 requests, async def, awaited": [f"/awaited/{number}" for number in MANY],
}
DELAYS = {0.2: WAYS, 1.0: MANY_WAYS}  # seconds that the station takes
Bar = tuple[float, float]


def measure(rounds: int, out: Path) -> str:
    """Measure each way `rounds` times, in turn, write the median rounds to `out` as JSON, and return a table.

    Raises NotMeasuredError if a server does not start or a request fails.
    """
    found: dict[str, list[list[Bar]]] = {label: [] for label in (*WAYS, *MANY_WAYS)}
    try:
        for delay_seconds, paths in DELAYS.items():
            _measure_rounds(delay_seconds, paths, rounds, found)
    except CheckFailed as failure:
        raise NotMeasuredError(failure.message) from None
    chosen = {label: _median_round(timelines) for label, timelines in found.items()}
    report = {
        "what": "requests sent at once: (sent, answered) of each in seconds since the first; the median round",
        "station_answers_after_s": {"ways": 0.2, "many": 1.0},
        "rounds": rounds,
        "machine": machine.describe(),
        "ways": [{"label": label, "bars": chosen[label]} for label in WAYS],
        "many": [{"label": label, "bars": chosen[label]} for label in MANY_WAYS],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    rows = [f"{label:<34}{last(bars):>8.2f}" for label, bars in chosen.items()]
    return "\n".join([f"{'seconds to the last answer':<34}{'median':>8}", *rows, f"Written to {out}."])


def last(bars: Sequence[Bar]) -> float:
    """Return when the last answer came, in seconds since the first request was sent."""
    return max(answered for _, answered in bars)


def _measure_rounds(
    delay_seconds: float, ways: Mapping[str, Sequence[str]], rounds: int, found: dict[str, list[list[Bar]]]
) -> None:
    lesson = load(LESSON)
    with beside.station(lesson, lesson.solution, {"DELAY_SECONDS": str(delay_seconds)}) as settings:
        server = Server(SERVE, lesson.solution, free_port(), settings, "benchmark")
        try:
            server.wait_until_ready()
            client = server.client.patient(PATIENCE_SECONDS)
            for sixty in MANY_WAYS.values():
                _at_once(client, sixty)  # connections are opened, and threads started
            for _ in range(rounds):
                for label, paths in ways.items():
                    found[label].append(_at_once(client, paths))
        finally:
            server.stop()


def _at_once(client: Client, paths: Sequence[str]) -> list[Bar]:
    replies = together([client.later("GET", path) for path in paths])
    for reply in replies:
        reply.expect_status(200)
    start = min(reply.sent_at for reply in replies)
    return sorted((round(reply.sent_at - start, 3), round(reply.answered_at - start, 3)) for reply in replies)


def _median_round(timelines: Sequence[list[Bar]]) -> list[Bar]:
    return sorted(timelines, key=last)[len(timelines) // 2]
