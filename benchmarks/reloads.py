"""HUP under load: calls made and lost over six reloads, with the lesson's settings, --reuse-port and --preload.

Eight callers ask /health one call after the other, while the Gunicorn of lesson 05's solution is told to reload.
"""

import json
import signal
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from threading import Event, Thread
from typing import Any

from benchmarks import NotMeasuredError, machine
from benchmarks.timelines import gunicorn_version
from checks.client import CheckFailed, Client
from checks.course import load
from checks.ports import free_port
from checks.prepared import settings
from checks.process import Server

ROUNDS = 6
LESSON = "05_gunicorn"
CALLERS = 8
PATIENCE_SECONDS = 30.0
RELOAD_SECONDS = 60.0
COMMAND = "gunicorn main:app --bind 127.0.0.1:{port}"
WAYS = {"as in the lesson": COMMAND, "--reuse-port": f"{COMMAND} --reuse-port", "--preload": f"{COMMAND} --preload"}


@dataclass
class Figures:
    """What came of the calls of one way: `wait_s` is the longest wait for an answer in each reload."""

    calls: int = 0
    lost: int = 0
    median_ms: float = 0.0
    wait_s: list[float] = field(default_factory=list)


def measure(rounds: int, out: Path) -> str:
    """Reload each way `rounds` times under load, write the figures to `out` as JSON, and return them as a table.

    Raises NotMeasuredError if a server does not start or does not reload.
    """
    found = {name: _measure_way(command, rounds) for name, command in WAYS.items()}
    report = {
        "what": f"{CALLERS} callers of /health during {rounds} reloads (HUP), each reload followed until it is done",
        "machine": machine.describe() | {"gunicorn": gunicorn_version()},
        "ways": {name: asdict(figures) for name, figures in found.items()},
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    rows = [
        f"{name:<18}{one.calls:>7}{one.lost:>6}{one.median_ms:>11.1f}{max(one.wait_s):>16.2f}"
        for name, one in found.items()
    ]
    head = f"{'':<18}{'calls':>7}{'lost':>6}{'median ms':>11}{'longest wait s':>16}"
    return "\n".join([f"Calls during {rounds} reloads:", head, *rows, f"Written to {out}."])


def _measure_way(command: str, rounds: int) -> Figures:
    lesson = load(LESSON)
    environment = settings(lesson, lesson.solution)
    server = Server(command.split(), lesson.solution, free_port(), environment, "benchmark")
    try:
        server.wait_until_ready()
        client = server.client.patient(PATIENCE_SECONDS)
        client.get("/health").expect_status(200)
        found = [_reload(server, client) for _ in range(rounds)]
    except CheckFailed as error:
        raise NotMeasuredError(f"`{command}`: {error}") from None
    finally:
        server.stop()
    seconds = [one for calls, _ in found for one in calls]
    lost = sum(lost for _, lost in found)
    waits = [round(max(calls), 2) for calls, _ in found]
    return Figures(len(seconds) + lost, lost, round(1000 * median(seconds), 1), waits)


def _reload(server: Server, client: Client) -> tuple[list[float], int]:
    """Reload once under load; return how long each answered call took, in seconds, and how many were lost."""
    stop, seconds, lost = Event(), list[float](), list[str]()

    def call() -> None:
        while not stop.is_set():
            try:
                seconds.append(client.get("/health").seconds)
            except CheckFailed as error:
                lost.append(error.message)

    old = {child.pid for child in server.tree()[1:]}
    callers = [Thread(target=call) for _ in range(CALLERS)]
    for caller in callers:
        caller.start()
    try:
        _until(lambda: len(seconds) > 20 * CALLERS, "The callers got no answers.")
        server.process.send_signal(signal.SIGHUP)
        _until(lambda: not old & _children(server), "Old workers still run.")
        reloaded = len(seconds)
        _until(lambda: len(seconds) > reloaded + 20 * CALLERS, "The new workers do not answer.")
    finally:
        stop.set()
        for caller in callers:
            caller.join()
    return seconds, len(lost)


def _children(server: Server) -> set[Any]:
    return {child.pid for child in server.tree()[1:]}


def _until(holds: Callable[[], bool], otherwise: str) -> None:
    end = time.monotonic() + RELOAD_SECONDS
    while not holds():
        if time.monotonic() > end:
            raise NotMeasuredError(otherwise)
        time.sleep(0.05)
