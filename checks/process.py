"""Start a server, wait until it answers, and surely stop it with everything that it started."""

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

import psutil

from checks import sweep
from checks.client import Client
from checks.ports import HOST, accepts, owner_of_port
from checks.serverlog import ServerLog, helpful_tail
from checks.verdict import CheckFailed

START_SECONDS = 30.0
STOP_SECONDS = 3.0
WRONG_PORT_SECONDS = 2.0
POLL_SECONDS = 0.01
RUN_MARK = "WORKSHOP_RUN"
LEARNERS_PORT = 8000
# A learner's own settings must not change what the checks see.
DROPPED_PREFIXES = ("FLASK_", "WERKZEUG_", "GUNICORN_", "UVICORN_", "WEB_CONCURRENCY", "PYTHON", "PYTEST_", "PORT")


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
    """Return the environment of a server under test: this one's, less what steers frameworks, plus `extra`."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(DROPPED_PREFIXES)}
    bin_folder = str(Path(sys.executable).parent)
    kept["PATH"] = os.pathsep.join([bin_folder, kept.get("PATH", "")])
    return kept | {
        "PYTHONUNBUFFERED": "1",
        "PYTHONDONTWRITEBYTECODE": "1",  # an edit of equal size within a second would be hidden by a stale .pyc
        "PYTHONIOENCODING": "utf-8",
        "FLASK_SKIP_DOTENV": "1",
        **extra,
    }


class Server:
    """One running server of a submission; `hung` tells after `stop` that it had to be killed."""

    def __init__(self, argv: Sequence[str], folder: Path, port: int, env: Mapping[str, str], user_agent: str) -> None:
        self.port = port
        self.folder = folder
        self.command = " ".join(argv).replace("{port}", str(LEARNERS_PORT))
        self.hung = False
        self._mark = secrets.token_hex(16)
        self._started = time.time()
        group = {"start_new_session": True} if os.name == "posix" else {"creationflags": _NEW_GROUP}
        self.process = subprocess.Popen(
            resolve(argv, port),
            cwd=folder,
            env=clean_environment({**env, RUN_MARK: self._mark}),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **group,
        )
        assert self.process.stdout is not None  # PIPE was asked for
        self.log = ServerLog(self.process.stdout)
        self.client = Client(
            f"http://{HOST}:{port}",
            shown_url=f"http://{HOST}:{LEARNERS_PORT}",
            user_agent=user_agent,
            explain_loss=self._explain_loss,
        )

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

    def listening(self) -> set[tuple[str, int]]:
        """Return the (address, port) pairs that the process tree listens on."""
        pairs: set[tuple[str, int]] = set()
        for process in self.tree():
            with contextlib.suppress(psutil.Error):
                for connection in process.net_connections(kind="tcp"):
                    if connection.status == psutil.CONN_LISTEN:
                        pairs.add((connection.laddr.ip, connection.laddr.port))
        return pairs

    def wait_until_ready(self) -> None:
        """Wait until this server, and no other process, listens on its port; raises CheckFailed that says why not."""
        end = time.monotonic() + START_SECONDS
        look_at_ports = time.monotonic() + WRONG_PORT_SECONDS
        while time.monotonic() < end:
            if not self.alive:
                raise self._ended()
            if accepts(self.port):
                self._refuse_foreign()
                return
            if time.monotonic() > look_at_ports:
                self._refuse_other_port()
                look_at_ports = time.monotonic() + WRONG_PORT_SECONDS
            time.sleep(POLL_SECONDS)
        raise self._not_started(f"Your server runs, but opened no port within {START_SECONDS:g} s.")

    def _refuse_foreign(self) -> None:
        if any(port == self.port for _, port in self.listening()):
            return
        if not self.alive:
            raise self._ended()
        raise self._not_started(
            f"Port {self.port} is answered by {owner_of_port(self.port)}, not by your server, so nothing was checked."
        )

    def _refuse_other_port(self) -> None:
        ports = sorted(port for _, port in self.listening())
        if ports and self.port not in ports:
            raise self._not_started(
                f"Your server listens on port {ports[0]}, not on the one that it was told ({self.port}).",
                got=f"a server on port {ports[0]}",
                misconception="The port is written into your code; read it from the command or from PORT instead.",
            )

    def _ended(self) -> CheckFailed:
        self.log.finish(seconds=1)
        status = self.process.wait()
        return self._not_started(
            f"Your server ended before it answered, with exit status {status}.",
            misconception=_RAN_TO_ITS_END if status == 0 and not self._start_misconception() else "",
        )

    def _not_started(self, message: str, *, got: str = "", misconception: str = "") -> CheckFailed:
        return CheckFailed(
            message,
            expected=f"a running server after `{self.command}`",
            got=got,
            misconception=misconception or self._start_misconception(),
        )

    def _start_misconception(self) -> str:
        text = self.log.text()
        if "Address already in use" in text or "address already in use" in text or "10048" in text:
            return (
                f"Your server wants a port that another process has. If that is {LEARNERS_PORT}, the port is written "
                "into your code: read it from the command or from PORT."
            )
        return ""

    def helpful_log(self, since: int = 0) -> str:
        """Return the lines of the log that help, with the learner's own file and line."""
        return helpful_tail(self.log.text(since), self.folder)

    def _explain_loss(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = self.process.wait(timeout=0.5)
            return f"Your server stopped while it was answering, with exit status {status}."
        return ""

    def stop(self) -> None:
        """End the server and every process it started, however they hide; never raises."""
        family = self.tree()
        if self.alive:
            self._signal(signal.SIGTERM)
            try:
                self.process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.hung = True
        if os.name == "posix":
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        sweep.kill({*family, *sweep.marked(RUN_MARK, self._mark, self._started)}, STOP_SECONDS)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_SECONDS)
        self.log.finish(seconds=1)

    def _signal(self, number: signal.Signals) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.name == "posix":
                os.killpg(self.pid, number)
            else:
                self.process.terminate()


_RAN_TO_ITS_END = (
    "Exit status 0 means that the program ran to its end without a fault: nothing in it starts a server and keeps it "
    "running."
)
_NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
