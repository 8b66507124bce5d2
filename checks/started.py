"""A process of a submission: started in its folder, watched, and surely stopped with everything that it started."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import psutil

from checks import sweep
from checks.serverlog import ServerLog

STOP_SECONDS = 3.0
RUN_MARK = "WORKSHOP_RUN"
# A learner's own settings must not change what the checks see.
DROPPED_PREFIXES = ("FLASK_", "WERKZEUG_", "GUNICORN_", "UVICORN_", "WEB_CONCURRENCY", "PYTHON", "PYTEST_", "PORT")
# Settings of the lessons' own servers, likewise.
DROPPED_SETTINGS = ("MODEL_", "STATION_", "API_KEY", "LOG_LEVEL", "MAX_", "BATCH_")


class Process(Protocol):
    """As much of subprocess.Popen as is used; `end` lets go of whatever watches over the process."""

    pid: int

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status; raises subprocess.TimeoutExpired after `timeout` seconds."""

    def send_signal(self, sig: int) -> None:
        """Send the process a signal."""

    def terminate(self) -> None:
        """Ask the process to end."""

    def end(self) -> None:
        """Kill what is left of the process and of all that it started; never raises."""


class Launch(Protocol):
    """Starts a process whose output goes to two descriptors, and returns it."""

    def __call__(
        self, argv: Sequence[str], folder: Path, env: Mapping[str, str], stdout: int, stderr: int
    ) -> Process:  # pragma: no cover
        """Start it."""


class Cold(subprocess.Popen[bytes]):
    """A process of its own making, from nothing."""

    def end(self) -> None:
        """Nothing watches over it, so there is nothing to let go of."""


def cold(argv: Sequence[str], folder: Path, env: Mapping[str, str], stdout: int, stderr: int) -> Process:
    """Start a fresh process: the way that counts."""
    group = {"start_new_session": True} if os.name == "posix" else {"creationflags": _NEW_GROUP}
    return Cold(argv, cwd=folder, env=env, stdin=subprocess.DEVNULL, stdout=stdout, stderr=stderr, **group)


def resolve(argv: Sequence[str], port: int) -> list[str]:
    """Return argv with `{port}` filled in and its program found beside the running Python."""
    words = [word.replace("{port}", str(port)) for word in argv]
    if words[0] == "python":
        return [sys.executable, *words[1:]]
    # Not resolved: in a venv the interpreter is a link to a Python elsewhere.
    found = shutil.which(words[0], path=str(Path(sys.executable).parent))
    if found is None:
        raise FileNotFoundError(f"{words[0]} is not installed beside {sys.executable}; set the workshop up again.")
    return [found, *words[1:]]


def clean_environment(extra: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of a process under test: this one's, less what steers frameworks, plus `extra`."""
    dropped = (*DROPPED_PREFIXES, *DROPPED_SETTINGS)
    kept = {key: value for key, value in os.environ.items() if not key.upper().startswith(dropped)}
    bin_folder = str(Path(sys.executable).parent)
    kept["PATH"] = os.pathsep.join([bin_folder, kept.get("PATH", "")])
    return kept | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",  # an edit of equal size within a second would be hidden by a stale .pyc
        "PYTHONIOENCODING": "utf-8",
        "FLASK_SKIP_DOTENV": "1",
        **extra,
    }


class Started:
    """One process with all that comes of it; `log` holds its output, `errors` its standard error if kept apart."""

    def __init__(
        self,
        argv: Sequence[str],
        folder: Path,
        port: int,
        env: Mapping[str, str],
        *,
        launch: Launch = cold,
        apart: bool = False,
    ) -> None:
        self.folder = folder
        self.hung = False
        self._mark = secrets.token_hex(16)
        self._began = time.time()
        pipes = [os.pipe() for _ in range(1 + apart)]
        (_, out), (_, err) = pipes[0], pipes[-1]
        environment = clean_environment({**env, RUN_MARK: self._mark})
        try:
            self.process = launch(resolve(argv, port), folder, environment, out, err)
        except BaseException:
            for descriptor in {read for read, _ in pipes}:
                os.close(descriptor)
            raise
        finally:
            for descriptor in {out, err}:
                os.close(descriptor)
        logs = [ServerLog(os.fdopen(read, "rb")) for read, _ in pipes]
        self.log, self.errors = logs[0], logs[-1]

    @property
    def pid(self) -> int:
        """The process that was started; what it forked is not counted."""
        return self.process.pid

    @property
    def alive(self) -> bool:
        """Whether the started process still runs."""
        return self.process.poll() is None

    def tree(self) -> list[psutil.Process]:
        """Return the started process and all its descendants that run now."""
        try:
            top = psutil.Process(self.pid)
            return [top, *top.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def stop(self) -> None:
        """End the process and every other that it started, however they hide; never raises."""
        family = self.tree()
        if self.alive:
            self._signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.hung = True
        self.kill(family)

    def kill(self, family: Sequence[psutil.Process] = ()) -> None:
        """Kill the process and all that it started, at once; never raises."""
        family = [*family, *self.tree()]
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        self.process.end()
        sweep.kill({*family, *sweep.marked(RUN_MARK, self._mark, self._began)}, STOP_SECONDS)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        for log in {self.log, self.errors}:
            log.finish(seconds=1)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.pid, number)
            else:
                self.process.terminate()


_NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
