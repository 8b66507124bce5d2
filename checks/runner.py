"""Runs checks in the background: one run at a time, its verdicts as they come, cancelled at once by the next."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from checks.course import ROOT
from checks.files import state_folder
from checks.lines import Lines
from checks.run import Job
from checks.sweep import descendants, kill, marked
from checks.verdict import Report, Verdict

MARK = "WORKSHOP_LOOP"  # in the environment of everything that a runner starts
CAN_FORK = os.name == "posix"
STOP_SECONDS = 5.0


@dataclass(frozen=True)
class Collected:
    """The checks of a run, all pending."""

    run: int
    planned: list[Verdict]


@dataclass(frozen=True)
class Decided:
    """One check of a run has its verdict."""

    run: int
    verdict: Verdict


@dataclass(frozen=True)
class Confirming:
    """What failed is run once more, in a fresh process: only that counts."""

    run: int


@dataclass(frozen=True)
class Finished:
    """A run is over."""

    run: int
    report: Report


@dataclass(frozen=True)
class Crashed:
    """The workshop itself failed in a run; `message` is a sentence, the details are in the file `log`."""

    run: int
    message: str
    log: Path


Event = Collected | Decided | Confirming | Finished | Crashed


class Runner:
    """Starts runs in another process and hands their events to `on_event`, from a thread of its own."""

    def __init__(self, on_event: Callable[[Event], None], root: Path = ROOT) -> None:
        self._on_event = on_event
        self._root = root
        self._log = state_folder(root) / "logs" / "checks.log"
        self._log.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._loaded = 0.0
        self._token = secrets.token_hex(16)
        self._started = time.time()
        self._number = 0
        self._open: int | None = None  # the run whose end has not been heard yet

    def warm(self) -> None:
        """Load the checks before the first run is asked for."""
        if CAN_FORK:
            self._ensure()

    def start(self, job: Job) -> int:
        """Start a run and return its number; the one under way is stopped and heard of no more."""
        with self._lock:
            self._number += 1
            self._open = self._number
        if not CAN_FORK:
            self._end_process()
        self._ensure()
        command = {"run": self._number, "lesson": job.lesson.name, "submission": str(job.submission), "seed": job.seed}
        self._send(command)
        return self._number

    def cancel(self) -> None:
        """Stop the run under way, with its server; does nothing if there is none."""
        with self._lock:
            under_way, self._open = self._open, None
        if under_way is not None:
            if CAN_FORK:
                self._send({"cancel": True})
            else:
                self._end_process()

    def close(self) -> None:
        """Stop everything; never raises."""
        with self._lock:
            self._open = None
        self._end_process()

    def _send(self, command: dict[str, Any]) -> None:
        if self._process is None or self._process.stdin is None:
            return
        with contextlib.suppress(OSError):  # it ended: its reader tells
            self._process.stdin.write(json.dumps(command).encode() + b"\n")
            self._process.stdin.flush()

    def _ensure(self) -> None:
        """Have a process that has loaded the checks as they are on disk now."""
        newest = _newest_change(self._root / "checks")
        if self._process is not None and (self._process.poll() is not None or newest > self._loaded):
            self._end_process()
        if self._process is None:
            self._loaded = newest
            argv = [sys.executable, "-m", "checks.forkserver", *([] if CAN_FORK else ["--once"])]
            with self._log.open("wb") as log:
                # A session of its own: Ctrl-C in the terminal must not reach it before the workshop has decided.
                self._process = subprocess.Popen(
                    argv,
                    cwd=self._root,
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=log,
                    env={**os.environ, MARK: self._token},
                    start_new_session=CAN_FORK,
                )
            threading.Thread(target=self._read, args=(self._process,), name="runner", daemon=True).start()

    def _end_process(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if CAN_FORK and process.stdin is not None:
            with contextlib.suppress(OSError):
                process.stdin.close()  # it stops its run and ends
            with contextlib.suppress(subprocess.TimeoutExpired):
                if process.wait(STOP_SECONDS) == 0:
                    return
        self._kill(process)

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        family = descendants(process.pid)
        process.kill()
        kill({*family, *marked(MARK, self._token, self._started)})
        process.wait()

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        lines = Lines()
        assert process.stdout is not None
        while chunk := process.stdout.read1(65536):  # type: ignore[attr-defined]  # a Popen pipe is buffered
            for data in lines.feed(chunk):
                self._hear(_event(data, self._log))
        with self._lock:
            lost = self._open if process is self._process else None
        if lost is not None:
            status = process.wait()
            self._kill(process)  # the run that it leaves behind
            message = f"the process that loads the checks ended by itself, with exit status {status}"
            self._hear(Crashed(lost, message, self._log))

    def _hear(self, event: Event) -> None:
        with self._lock:
            if event.run != self._open:
                return
            if isinstance(event, Finished | Crashed):
                self._open = None
        self._on_event(event)


def _event(data: dict[str, Any], log: Path) -> Event:
    number = data["run"]
    match data["event"]:
        case "collected":
            return Collected(number, [Verdict.from_json(verdict) for verdict in data["planned"]])
        case "decided":
            return Decided(number, Verdict.from_json(data["verdict"]))
        case "confirming":
            return Confirming(number)
        case "finished":
            return Finished(number, Report.from_json(data["report"]))
        case _:
            return Crashed(number, data["message"], log)


def _newest_change(folder: Path) -> float:
    """Return when a Python file of the checks was last changed: authors need not restart the loop."""
    return max((path.stat().st_mtime for path in folder.rglob("*.py")), default=0.0)
