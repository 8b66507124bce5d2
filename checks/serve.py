"""Runs a lesson's server in the foreground, as lesson.toml says, for the learner to look at."""

from __future__ import annotations

import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

from checks.course import Lesson
from checks.ports import is_free, owner_of_port
from checks.prepared import NotTrainedError, settings
from checks.process import resolve
from checks.sweep import descendants, kill, marked

MARK = "WORKSHOP_SERVE"
PATIENCE_SECONDS = 5.0


class _AskedToEnd(Exception):
    """A signal came: Ctrl-C, or the terminal was closed."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


def serve(lesson: Lesson, folder: Path, port: int) -> int:
    """Run the server until it ends or Ctrl-C; returns 0, or 1 if there is none, its port is taken, or it failed."""
    number = f"{lesson.number:02d}"
    if not lesson.serve:
        _say(f"Lesson {number} has no server; its page says what to run instead.", sys.stderr.fileno())
        return 1
    if not is_free(port):
        _say(
            f"Port {port} is taken by {owner_of_port(port)}; stop that one, or serve on another port:"
            f" python3 workshop.py serve {number} --port {port + 1}.",
            sys.stderr.fileno(),
        )
        return 1
    words = " ".join(lesson.serve).replace("{port}", str(port))
    _say(f"$ {words}    (in {folder.relative_to(lesson.root).as_posix()}; Ctrl-C stops it)")
    try:
        model = {name: value for name, value in settings(lesson, folder).items() if name not in os.environ}
    except NotTrainedError as error:
        _say(f"{error}", sys.stderr.fileno())
        return 1
    for name, value in model.items():
        _say(f"The folder has no model of its own, so the server gets {name}={value}, trained by our lesson 03.")
    token, started = secrets.token_hex(16), time.time()
    with _signals_raise():
        try:
            process = subprocess.Popen(
                resolve(lesson.serve, port), cwd=folder, env=_environment(port, token) | model, stdin=None
            )
        except FileNotFoundError as error:
            _say(f"{error}", sys.stderr.fileno())
            return 1
        try:
            return _wait(process)
        finally:
            kill({*descendants(process.pid), *marked(MARK, token, started)})


def _environment(port: int, token: str) -> dict[str, str]:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    # Without .pyc files no edit is hidden by a stale one; PORT is for lessons that run `python main.py`.
    own = {"PATH": path, "PORT": str(port), "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "1", MARK: token}
    return {**os.environ, **own}


def _wait(process: subprocess.Popen[bytes]) -> int:
    try:
        status = process.wait()
    except _AskedToEnd as asked:
        _end(process, asked.number)
        return 0
    if status != 0:
        _say(f"The server ended by itself, with exit status {status}; what it printed above says why.", 2)
        return 1
    return 0


def _end(process: subprocess.Popen[bytes], number: int) -> None:
    """Wait for the server to end by the Ctrl-C that it got too; help if it does not."""
    steps = [process.terminate, process.kill]
    if number == signal.SIGINT:
        steps.insert(0, lambda: None)
    for step in steps:
        step()
        try:
            process.wait(PATIENCE_SECONDS)
            return
        except subprocess.TimeoutExpired:
            continue
        except _AskedToEnd:
            continue  # asked again: go on with the stronger means


@contextmanager
def _signals_raise() -> Iterator[None]:
    def raise_it(number: int, _frame: FrameType | None) -> None:
        raise _AskedToEnd(number)

    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK") if hasattr(signal, name)]
    before = {number: signal.signal(number, raise_it) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _say(text: str, descriptor: int = 1) -> None:
    with contextlib.suppress(OSError):  # the terminal may be gone
        os.write(descriptor, f"{text}\n".encode(sys.stdout.encoding or "utf-8", errors="replace"))
