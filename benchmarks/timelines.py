"""Eight requests at once, to the same Flask app under five commands: when each is answered.

Once each request waits (`/wait`), once each computes (`/compute`): lessons/05_gunicorn/work.py has both.
"""

import json
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks import NotMeasuredError, machine
from checks.client import CheckFailed, Client, together
from checks.course import ROOT
from checks.ports import free_port
from checks.process import Server

ROUNDS = 3
LESSON = "05_gunicorn"
REQUESTS = 8
PATIENCE_SECONDS = 60.0
GUNICORN = "gunicorn work:app --bind 127.0.0.1:{port}"
# What each is called, and the command that starts it.
WAYS = {
    "flask run --without-threads": "flask --app work run --port {port} --without-threads",
    "flask run": "flask --app work run --port {port}",
    "Gunicorn, 1 worker": f"{GUNICORN} --workers 1 --threads 1",
    "Gunicorn, 4 workers": f"{GUNICORN} --workers 4 --threads 1",
    "Gunicorn, 2 workers × 8 threads": f"{GUNICORN} --workers 2 --threads 8",
}
PATHS = {"waiting": "/wait", "computing": "/compute"}
Bar = tuple[float, float]


@dataclass
class Timeline:
    """One round: for each request when it was sent and answered, in seconds since the first was sent."""

    bars: list[Bar]

    @property
    def seconds(self) -> float:
        """From the first request sent to the last answer."""
        return max(answered for _, answered in self.bars)


def measure(rounds: int, out: Path) -> str:
    """Measure each way `rounds` times, write the median rounds to `out` as JSON, and return a table of seconds.

    Raises NotMeasuredError if a server does not start or a request fails.
    """
    found = {name: _measure_way(command, rounds) for name, command in WAYS.items()}
    alone = found["Gunicorn, 1 worker"]
    report = {
        "what": "8 requests sent at once: (sent, answered) of each in seconds since the first; the median round",
        "rounds": rounds,
        "machine": machine.describe() | {"gunicorn": gunicorn_version()},
        "one_request_alone_s": {kind: round(alone[f"{kind} alone"].seconds, 3) for kind in PATHS},
        "ways": [
            {"label": name, "command": WAYS[name], **{kind: timelines[kind].bars for kind in PATHS}}
            for name, timelines in found.items()
        ],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return _table(found, out)


def gunicorn_version() -> str:
    """Return the version that is measured; raises NotMeasuredError where there is none."""
    try:
        return version("gunicorn")
    except PackageNotFoundError:
        raise NotMeasuredError("Gunicorn is not installed: it does not run on Windows. Use WSL.") from None


def _measure_way(command: str, rounds: int) -> dict[str, Timeline]:
    server = Server(command.split(), ROOT / "solutions" / LESSON, free_port(), {}, "benchmark")
    try:
        server.wait_until_ready()
        client = server.client.patient(PATIENCE_SECONDS)
        _ask(client, "/wait", REQUESTS)  # so that every worker has its app by then
        found = {kind: _median([_ask(client, path, REQUESTS) for _ in range(rounds)]) for kind, path in PATHS.items()}
        alone = {
            f"{kind} alone": _median([_ask(client, path, 1) for _ in range(rounds)]) for kind, path in PATHS.items()
        }
    except CheckFailed as error:
        raise NotMeasuredError(f"`{command}`: {error}") from None
    finally:
        server.stop()
    return found | alone


def _ask(client: Client, path: str, requests: int) -> Timeline:
    replies = together([client.later("GET", path) for _ in range(requests)])
    for reply in replies:
        reply.expect_status(200)
    began = min(one.sent_at for one in replies)
    return Timeline(sorted((round(one.sent_at - began, 4), round(one.answered_at - began, 4)) for one in replies))


def _median(rounds: list[Timeline]) -> Timeline:
    return sorted(rounds, key=lambda one: one.seconds)[len(rounds) // 2]


def _table(found: dict[str, dict[str, Timeline]], out: Path) -> str:
    title = f"Seconds from {REQUESTS} requests sent at once to the last answer:"
    head = f"{'':<34}" + "".join(f"{kind:>12}" for kind in PATHS)
    rows = [
        f"{name:<34}" + "".join(f"{timelines[kind].seconds:>12.2f}" for kind in PATHS)
        for name, timelines in found.items()
    ]
    return "\n".join([title, head, *rows, f"Written to {out}."])
