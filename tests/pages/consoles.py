"""Runs what a page shows: its commands in a shell, its programs in Python, with the server that it names."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Timer

from checks.beside import station
from checks.course import load
from checks.ports import free_port
from checks.prepared import settings
from checks.process import Server
from tests.pages.fences import Fence
from tests.pages.normal import as_shown
from tests.tree import ROOT

PAGES_PORT = 8000  # what pages say
LIMIT_SECONDS = 60
# What pages send goes to this machine, and curl must not draw a progress bar where no terminal is.
CURL_SETTINGS = "silent\nshow-error\n"

ServerAt = Callable[[str], Server]
Printed = list[tuple[str, list[str]]]  # each command with the lines that it printed


@contextmanager
def servers() -> Iterator[ServerAt]:
    """Give the running server of a folder, started once each; all of them are stopped when the block ends."""
    running: dict[str, Server] = {}
    with ExitStack() as stack:

        def server_at(folder: str) -> Server:
            if folder not in running:
                lesson = load(Path(folder).name)
                needed = settings(lesson, ROOT / folder) | stack.enter_context(station(lesson, ROOT / folder))
                server = Server(lesson.serve, ROOT / folder, free_port(), needed, "pages")
                stack.callback(server.stop)
                server.wait_until_ready()
                running[folder] = server
            return running[folder]

        yield server_at


def commands(fence: Fence) -> Printed:
    """Split a console block into its commands, each with the lines that the page says it prints."""
    split: Printed = []
    for line in fence.lines:
        if line.startswith("$ "):
            split.append((line.removeprefix("$ "), []))
        else:
            assert split, f"{fence.place} begins with output; begin with a command, as `$ curl …`"
            split[-1][1].append(line)
    return split


def run_commands(fence: Fence, server_at: ServerAt, home: Path) -> Printed:
    """Run each command of a console block and return what it prints now."""
    return [(command, _run(fence, ["sh", "-c", command], server_at, home)) for command, _ in commands(fence)]


def run_program(fence: Fence, server_at: ServerAt, home: Path) -> list[str]:
    """Run a `python run` block and return what it prints now."""
    return _run(fence, [sys.executable, "-c", fence.text], server_at, home)


def _run(fence: Fence, argv: Sequence[str], server_at: ServerAt, home: Path) -> list[str]:
    folder = fence.attributes.get("in") or fence.attributes.get("server") or "."
    port = server_at(fence.attributes["server"]).port if fence.has("server") else free_port()
    real = [word.replace(str(PAGES_PORT), str(port)) for word in argv]
    printed = _output(real, ROOT / folder, _environment(home), fence.attributes.get("stop"))
    printed = printed.replace(str(ROOT / folder), f"…/{Path(folder).name}")  # no reader has it at the same place
    return as_shown(printed.replace(str(port), str(PAGES_PORT)))


def _environment(home: Path) -> dict[str, str]:
    (home / ".curlrc").write_text(CURL_SETTINGS, encoding="utf-8")
    kept = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    programs = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    settings = {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8"}
    return kept | settings | {"PATH": programs, "CURL_HOME": str(home), "NO_COLOR": "1"}


def _output(argv: list[str], folder: Path, env: dict[str, str], stop: str | None) -> str:
    """Return what a command prints, whole, or up to the line with `stop`: then it is ended."""
    merged = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "stdin": subprocess.DEVNULL}
    process = subprocess.Popen(argv, cwd=folder, env=env, encoding="utf-8", start_new_session=True, **merged)  # type: ignore[call-overload]
    guard = Timer(LIMIT_SECONDS, os.killpg, [process.pid, signal.SIGKILL])
    guard.start()
    printed = ""
    try:
        for line in process.stdout:
            printed += line
            if stop is not None and stop in line:
                break
        return printed
    finally:
        guard.cancel()
        if stop is not None:
            os.killpg(process.pid, signal.SIGTERM)
        process.stdout.close()
        process.wait(LIMIT_SECONDS)
