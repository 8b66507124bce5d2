"""Servers forked from a process that has the libraries loaded: the loop's speed. What fails so is tried again cold.

POSIX only; elsewhere, and where the process is not ready or not there, every server starts cold.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from checks.started import Process, clean_environment, cold

SCRIPT = Path(__file__).with_name("preloaded.py")
CAN_FORK = os.name == "posix" and hasattr(socket, "send_fds")
READY_SECONDS = 60.0
ORDER_SECONDS = 10.0
POLL_SECONDS = 0.02


class Preloaded:
    """The process that has the libraries loaded; `launch` starts servers from it, from any process of this machine."""

    def __init__(self) -> None:
        self._folder = tempfile.mkdtemp(prefix="workshop-warm-")
        self.launch = Launcher(str(Path(self._folder) / "socket"))
        self._process = subprocess.Popen(
            [sys.executable, str(SCRIPT), self.launch.path],
            env=clean_environment({}),
            stdin=subprocess.PIPE,  # its end tells it that we ended, in whatever way
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """The process itself."""
        return self._process.pid

    def wait_until_ready(self) -> bool:
        """Wait until servers can be forked; tells whether they can."""
        end = time.monotonic() + READY_SECONDS
        while not Path(self.launch.path).exists():
            if self._process.poll() is not None or time.monotonic() > end:
                return False
            time.sleep(POLL_SECONDS)
        return True

    def close(self) -> None:
        """End it; servers that it forked end with the processes that asked for them."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        shutil.rmtree(self._folder, ignore_errors=True)


class Launcher:
    """Starts processes warm where that can be had, else cold."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __call__(self, argv: Sequence[str], folder: Path, env: Mapping[str, str], stdout: int, stderr: int) -> Process:
        """Start a process from the preloaded one; if that is not ready, a fresh one."""
        order = json.dumps({"argv": list(argv), "folder": str(folder), "env": dict(env)}).encode() + b"\n"
        connection = socket.socket(socket.AF_UNIX)
        connection.settimeout(ORDER_SECONDS)
        try:
            connection.connect(self.path)
            sent = socket.send_fds(connection, [order], [stdout, stderr])
            connection.sendall(order[sent:])
            return Warm(connection)
        except (OSError, ValueError):
            connection.close()
            return cold(argv, folder, env, stdout, stderr)


class Warm:
    """A process forked from the preloaded one, as its keeper tells of it; raises OSError if it tells nothing."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = b""
        self._status: int | None = None
        self._lock = threading.Lock()
        self.pid = self._told("pid", ORDER_SECONDS)

    def _told(self, key: str, seconds: float | None) -> int:
        """Return a number that the keeper tells; raises TimeoutError, and OSError if it is gone."""
        self._connection.settimeout(seconds)
        while b"\n" not in self._lines:
            chunk = self._connection.recv(4096)
            if not chunk:
                raise ConnectionResetError("The keeper of the process is gone.")
            self._lines += chunk
        line, _, self._lines = self._lines.partition(b"\n")
        return int(json.loads(line)[key])

    def poll(self) -> int | None:
        """Return the exit status, or None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)
        return None

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit status; raises subprocess.TimeoutExpired after `timeout` seconds."""
        with self._lock:
            if self._status is None:
                try:
                    self._status = self._told("status", timeout)
                except (TimeoutError, BlockingIOError):
                    raise subprocess.TimeoutExpired("the server", timeout or 0) from None
                except OSError:
                    self._status = -signal.SIGKILL
        return self._status

    def send_signal(self, sig: int) -> None:
        """Send the process a signal, if it still runs."""
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sig)

    def terminate(self) -> None:
        """Ask the process to end."""
        self.send_signal(signal.SIGTERM)

    def end(self) -> None:
        """Let the keeper kill what is left of the process and of all that it started; never raises."""
        with contextlib.suppress(OSError):
            self._connection.shutdown(socket.SHUT_WR)  # the keeper hears it, kills, and closes its own end
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(ORDER_SECONDS)
        with self._lock, contextlib.suppress(OSError):
            self._connection.settimeout(ORDER_SECONDS)
            while self._connection.recv(4096):
                pass
        self._connection.close()
