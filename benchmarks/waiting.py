"""32 callers without a pause, work that waits and work that computes, behind Flask and FastAPI: answers a second.

All servers run all the while and are called in turn, so that whatever else the machine does meets all of them. The
median of the rounds counts.
"""

import http.client
import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median

from benchmarks import NotMeasuredError, machine
from benchmarks.servers.work import COMPUTE_LOOPS, WAIT_SECONDS, compute
from checks.client import CheckFailed
from checks.course import ROOT
from checks.ports import HOST, free_port
from checks.process import Server

ROUNDS = 5
CALLERS = 32
COMPUTE_SECONDS = 0.01
WARM_UP_SECONDS = 0.3
WINDOW_SECONDS = 2.0
PATIENCE_SECONDS = 30.0
FLASK_RUN = "flask --app benchmarks.servers.in_flask run --port {port}"
GUNICORN = "gunicorn benchmarks.servers.in_flask:app --bind 127.0.0.1:{port}"
UVICORN = "uvicorn benchmarks.servers.in_fastapi:app --port {port} --log-level warning"


@dataclass
class Way:
    """A server with the paths of the two kinds of work; answers a second, one figure a round."""

    label: str
    command: str
    waiting: str
    computing: str = ""
    rates: dict[str, list[float]] = field(default_factory=lambda: {"waiting": [], "computing": []})

    def paths(self) -> Iterator[tuple[str, str]]:
        """Give each kind of work with its path."""
        yield "waiting", self.waiting
        if self.computing:
            yield "computing", self.computing

    def to_json(self) -> dict[str, object]:
        """Return the medians, and all rounds."""
        medians = {f"{kind}_per_s": median(rates) for kind, rates in self.rates.items() if rates}
        return {"label": self.label, "command": self.command, **medians, "rounds": self.rates}


def ways() -> list[Way]:
    """Return what is measured, in the order of the table."""
    return [
        Way("Flask, one at a time", f"{FLASK_RUN} --without-threads", "/wait", "/compute"),
        Way("Flask, a thread each", FLASK_RUN, "/wait", "/compute"),
        Way("Gunicorn, 1 sync worker", f"{GUNICORN} --workers 1", "/wait", "/compute"),
        Way("Gunicorn, 4 sync workers", f"{GUNICORN} --workers 4", "/wait", "/compute"),
        Way("Gunicorn, 1 worker × 32 threads", f"{GUNICORN} --workers 1 --threads 32", "/wait", "/compute"),
        Way("FastAPI, def", UVICORN, "/def/wait", "/def/compute"),
        Way("FastAPI, async def, awaiting", UVICORN, "/awaiting/wait", "/awaiting/compute"),
        Way("FastAPI, async def, blocking", UVICORN, "/blocking/wait"),
    ]


def measure(rounds: int, out: Path) -> str:
    """Measure every way `rounds` times, write the figures to `out` as JSON, and return the medians as a table.

    Raises NotMeasuredError if a server does not start or does not answer.
    """
    measured, loops = ways(), loops_for(COMPUTE_SECONDS)
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    try:
        with running({way.command for way in measured}, loops) as ports:
            for _ in range(rounds):
                for way in measured:
                    for kind, path in way.paths():
                        way.rates[kind].append(answers_a_second(ports[way.command], path))
    except CheckFailed as failure:
        raise NotMeasuredError(failure.message) from None
    report = {
        "what": "answers a second to 32 callers without a pause, median of the rounds; a new connection each call",
        "callers": CALLERS,
        "wait_ms": WAIT_SECONDS * 1000,
        "compute_ms": COMPUTE_SECONDS * 1000,
        "machine": machine.describe() | {"gunicorn": version("gunicorn"), "load_1_min_at_start": load},
        "ways": [way.to_json() for way in measured],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return "\n".join([f"{'answers a second':<34}{'waiting':>9}{'computing':>11}", *map(row, measured)])


def row(way: Way) -> str:
    """Return the line of the table."""
    computing = f"{median(way.rates['computing']):>11.0f}" if way.computing else f"{'-':>11}"
    return f"{way.label:<34}{median(way.rates['waiting']):>9.0f}{computing}"


def loops_for(seconds: float) -> int:
    """Return how often the computation's loop runs in so many seconds on this machine, when it does nothing else."""
    took = []
    for _ in range(100):
        began = time.perf_counter()
        compute(COMPUTE_LOOPS)
        took.append(time.perf_counter() - began)
    return round(COMPUTE_LOOPS * seconds / min(took))


@contextmanager
def running(commands: set[str], loops: int) -> Iterator[dict[str, int]]:
    """Run a server for each command until the block ends, and give their ports; raises CheckFailed."""
    servers: dict[str, Server] = {}
    try:
        for command in sorted(commands):
            servers[command] = Server(command.split(), ROOT, free_port(), {"COMPUTE_LOOPS": str(loops)}, "benchmark")
        for server in servers.values():
            server.wait_until_ready()
        yield {command: server.port for command, server in servers.items()}
    finally:
        for server in servers.values():
            server.stop()


def answers_a_second(port: int, path: str) -> float:
    """Let the callers call for a while; return how many answers came in a second, the beginning left out."""
    began = time.monotonic() + WARM_UP_SECONDS
    end = began + WINDOW_SECONDS
    counts = [0] * CALLERS
    broken: list[str] = []

    def call(caller: int) -> None:
        while time.monotonic() < end and not broken:
            connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE_SECONDS)
            try:
                connection.request("GET", path)
                reply = connection.getresponse()
                reply.read()
                if reply.status != 200:
                    broken.append(f"{path} answered {reply.status}.")
            except OSError as error:
                broken.append(f"{path} did not answer: {error}.")
            finally:
                connection.close()
            counts[caller] += began <= time.monotonic() < end

    callers = [threading.Thread(target=call, args=[caller]) for caller in range(CALLERS)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    if broken:
        raise NotMeasuredError(broken[0])
    return sum(counts) / WINDOW_SECONDS
