"""Start a server, wait until it answers, and surely stop it with everything that it started."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from checks.client import Client
from checks.ports import HOST, accepts, owner_of_port
from checks.serverlog import helpful_tail
from checks.started import STOP_SECONDS, Launch, Started, clean_environment, cold, resolve
from checks.verdict import CheckFailed

__all__ = ["START_SECONDS", "STOP_SECONDS", "Server", "clean_environment", "cold", "resolve"]

START_SECONDS = 30.0
WRONG_PORT_SECONDS = 2.0
POLL_SECONDS = 0.01
LEARNERS_PORT = 8000


class Server(Started):
    """One running server of a submission; `hung` tells after `stop` that it had to be killed."""

    def __init__(
        self,
        argv: Sequence[str],
        folder: Path,
        port: int,
        env: Mapping[str, str],
        user_agent: str,
        *,
        launch: Launch = cold,
    ) -> None:
        super().__init__(argv, folder, port, env, launch=launch)
        self.port = port
        self.command = " ".join(argv).replace("{port}", str(LEARNERS_PORT))
        self.client = Client(
            f"http://{HOST}:{port}",
            shown_url=f"http://{HOST}:{LEARNERS_PORT}",
            user_agent=user_agent,
            explain_loss=self._explain_loss,
        )

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
                self._wait_for_workers()
                return
            if time.monotonic() > look_at_ports:
                self._refuse_other_port()
                look_at_ports = time.monotonic() + WRONG_PORT_SECONDS
            time.sleep(POLL_SECONDS)
        raise self._not_started(f"Your server runs, but opened no port within {START_SECONDS:g} s.")

    def _wait_for_workers(self) -> None:
        """Wait for a first reply of Gunicorn, whatever it is: its port is open before a worker has loaded the app."""
        if not self.command.startswith("gunicorn "):
            return
        try:
            self.client.patient(START_SECONDS).get("/")
        except CheckFailed as lost:
            if "exit status" in lost.message:
                raise self._ended() from None

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


_RAN_TO_ITS_END = (
    "Exit status 0 means that the program ran to its end without a fault: nothing in it starts a server and keeps it "
    "running."
)
