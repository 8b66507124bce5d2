"""Runs a tool (uv, pip, compileall) and follows its output line by line."""

import os
import queue
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from setup_workshop.environment import outer_variables

TICK_SECONDS = 0.2
SECONDS_TO_END = 10.0
QUIET = {
    "NO_COLOR": "1",
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    "PIP_PROGRESS_BAR": "off",
    "PIP_REQUIRE_VIRTUALENV": "0",
    "PIP_USER": "0",  # a pip.conf with `user = true` cannot install into .venv
    "PYTHONUNBUFFERED": "1",
    "PYTHONUTF8": "1",
    "UV_NO_PROGRESS": "1",
}


class ToolFailed(Exception):
    """A tool ended with another exit code than 0; `output` is all that it printed."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


def run(
    command: Sequence[str | Path],
    *,
    folder: Path,
    on_line: Callable[[str], None] = lambda _: None,
    on_tick: Callable[[], None] = lambda: None,
    inherit: int | None = None,
) -> str:
    """Run `command` in `folder` and return what it printed.

    on_line gets each line, on_tick is called every 0.2 s; `inherit` is a file descriptor to hand on (POSIX).
    Raises ToolFailed. Whatever ends the wait early (Ctrl-C too) ends the tool first.
    """
    fds = (inherit,) if inherit is not None and os.name != "nt" else ()
    process = subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        env=outer_variables() | QUIET,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        pass_fds=fds,
    )
    lines: list[str] = []
    try:
        for line in followed(process, on_tick):
            lines.append(line)
            on_line(line)
        code = process.wait()
    except BaseException:
        end(process)
        raise
    if code != 0:
        raise ToolFailed("".join(lines))
    return "".join(lines)


def followed(process: "subprocess.Popen[str]", on_tick: Callable[[], None]) -> Iterator[str]:
    """Yield a process's lines as they come, with on_tick() in every pause; ends when its output does."""
    lines: queue.Queue[str | None] = queue.Queue()
    threading.Thread(target=read_into, args=(process, lines), daemon=True).start()
    while True:
        try:
            line = lines.get(timeout=TICK_SECONDS)
        except queue.Empty:
            on_tick()
            continue
        if line is None:
            return
        yield line


def read_into(process: "subprocess.Popen[str]", lines: "queue.Queue[str | None]") -> None:
    """Put each line of a process's output into a queue, and None at its end."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put(None)


def end(process: "subprocess.Popen[str]") -> None:
    """End a tool: politely, then surely."""
    process.terminate()
    try:
        process.wait(timeout=SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
