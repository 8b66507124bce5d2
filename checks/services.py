"""The site and JupyterLab beside the lesson: started, shown, shared between two workshops, and surely stopped."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import psutil

from checks import lab
from checks.course import ROOT
from checks.files import state_folder, write_whole
from checks.ports import HOST, accepts, next_free_port, owner_of_port
from checks.sweep import descendants, kill, marked

MARK = "WORKSHOP_SERVICE"
STOP_SECONDS = 6.0
SITE_PORT, LAB_PORT = 8080, 8888
State = Literal["off", "starting", "running", "ended"]


@dataclass(frozen=True)
class ServiceState:
    """What the screen shows of a service; `note` is one sentence if there is something to know."""

    name: str
    title: str
    url: str
    state: State
    note: str = ""


class Service:
    """One program beside the lesson. Its troubles are shown in `state()`; they never raise."""

    def __init__(self, name: str, title: str, port: int, root: Path = ROOT) -> None:
        self.title = title
        self.name, self._wanted, self._root = name, port, root
        self._port = port
        self._note = ""
        self._state: State = "off"
        self._process: subprocess.Popen[bytes] | None = None
        self._token = secrets.token_hex(16)
        self._started = 0.0
        self._shared: psutil.Process | None = None
        self._log = state_folder(root) / "logs" / f"{name}.log"
        self._record = state_folder(root) / "services" / f"{name}.json"

    @property
    def url(self) -> str:
        """The address of the service, ending in a slash."""
        return f"http://{HOST}:{self._port}/"

    def start(self) -> None:
        """Start it, or share the one that another workshop of this folder runs; does not wait until it answers."""
        try:
            for path in (self._log, self._record):
                path.parent.mkdir(parents=True, exist_ok=True)
            if self._share_earlier():
                return
            self._port = next_free_port(self._wanted)
            if self._port != self._wanted:
                owner = owner_of_port(self._wanted)
                self._note = (
                    f"Port {self._wanted} is taken by {owner}, so {in_sentence(self.title)} is at {self._port}."
                )
            self._spawn()
        except OSError as error:
            self._state, self._note = "ended", f"{self.title} did not start: {error}."

    def _share_earlier(self) -> bool:
        """Use the recorded one if it still runs and its workshop does; end it if its workshop was killed."""
        record = _read(self._record)
        earlier = _same_process(record.get("pid"), record.get("created"))
        port = record.get("port")
        if earlier is None or not isinstance(port, int):
            return False
        owner = _same_process(record.get("owner"), record.get("owner_created"))
        if owner is None or not accepts(port):
            kill([*descendants(earlier.pid), earlier])
            return False
        self._port, self._shared, self._state = port, earlier, "running"
        self._note = f"{self.title} is the one that your other window started."
        return True

    def _spawn(self) -> None:
        argv, env = self._command()
        group: dict[str, Any] = {"start_new_session": True} if os.name == "posix" else {"creationflags": _NEW_GROUP}
        self._started = time.time()
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                argv,
                cwd=self._root,
                env={**env, MARK: self._token, "PYTHONUNBUFFERED": "1"},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **group,
            )
        self._state = "starting"
        with contextlib.suppress(psutil.Error):
            record = {"pid": self._process.pid, "created": psutil.Process(self._process.pid).create_time()}
            me = psutil.Process()
            record |= {"port": self._port, "owner": me.pid, "owner_created": me.create_time()}
            write_whole(self._record, json.dumps(record).encode())

    def _command(self) -> tuple[list[str], dict[str, str]]:
        if self.name == "lab":
            return lab.command(self._port), lab.prepare(self._root)
        return [sys.executable, "-m", "website", "serve", "--port", str(self._port)], dict(os.environ)

    def state(self) -> ServiceState:
        """Look at the service and return what to show; costs a connection while it starts."""
        if self._process is not None and self._state != "ended" and self._process.poll() is not None:
            self._state = "ended"
            self._note = f"{self.title} ended by itself (exit status {self._process.returncode}); see {self._log}."
        if self._shared is not None and self._state == "running" and not self._shared.is_running():
            self._state, self._note = "ended", f"{self.title} ended with the window that started it; start again."
        if self._state == "starting" and accepts(self._port):
            self._state = "running"
        return ServiceState(self.name, self.title, self.url, self._state, self._note)

    def ask_to_stop(self) -> None:
        """Send the request to end, and return at once; a shared service is left to its own workshop."""
        if self._process is None or self._process.poll() is not None:
            return
        with contextlib.suppress(OSError):
            if os.name == "posix":
                os.killpg(self._process.pid, signal.SIGTERM)
            else:
                self._process.terminate()

    def stop(self) -> None:
        """End it with everything that it started; never raises."""
        if self._process is None:
            return
        family = descendants(self._process.pid)
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        kill({*family, *marked(MARK, self._token, self._started)})
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        with contextlib.suppress(OSError):
            self._record.unlink(missing_ok=True)
        self._process = None
        self._state = "off"


class Services:
    """Several services as one: started in order, stopped together."""

    def __init__(self, services: list[Service]) -> None:
        self._services = services

    def start(self) -> None:
        """Start all of them; does not wait."""
        for service in self._services:
            service.start()

    def states(self) -> list[ServiceState]:
        """Return what to show of each."""
        return [service.state() for service in self._services]

    def stop(self) -> None:
        """Ask all of them to end, then make sure of each; never raises."""
        self._each(Service.ask_to_stop)
        self._each(Service.stop)

    def _each(self, act: Callable[[Service], None]) -> None:
        for service in self._services:
            act(service)


def in_sentence(title: str) -> str:
    """Return a title as it stands within a sentence: "the site", "JupyterLab"."""
    return title.replace("The ", "the ", 1) if title.startswith("The ") else title


def site(root: Path = ROOT) -> Service:
    """The course's pages."""
    return Service("site", "The site", SITE_PORT, root)


def jupyter(root: Path = ROOT) -> Service:
    """JupyterLab for the notebooks."""
    return Service("lab", "JupyterLab", LAB_PORT, root)


def _read(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return data if isinstance(data, dict) else {}


def _same_process(pid: object, created: object) -> psutil.Process | None:
    """Return the process if it is still the one that was recorded: the system gives numbers again."""
    if not isinstance(pid, int) or not isinstance(created, int | float):
        return None
    with contextlib.suppress(psutil.Error):
        process = psutil.Process(pid)
        if abs(process.create_time() - created) < 1 and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


_NEW_GROUP = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
