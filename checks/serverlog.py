"""What a server printed, capped, and the part of it that helps: the learner's own file and line."""

from __future__ import annotations

import re
import threading
import time
from collections import deque
from pathlib import Path
from typing import IO

HEAD_BYTES = 65536
TAIL_CHUNKS = 64
CHUNK_BYTES = 4096
LAST_LINES = 6
LINE_CHARACTERS = 160

_ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b[@-_]|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_FRAME = re.compile(r'^\s*File "(?P<file>[^"]+)", line (?P<line>\d+)(?:, in (?P<where>.+))?')
# What the servers print of themselves, and their line for each request, help nobody find a fault.
_CHATTER = re.compile(
    r"^( \* (Serving|Debug|Running|Restarting|Debugger)|WARNING: This is a development server|Press CTRL\+C|INFO:    |"
    r'\S+ - - \[.*\] ".*" \d{3} |\[[-\d :+]+\] \[\d+\] \[INFO\] )'
)
_TRACEBACK = "Traceback (most recent call last):"
_WHOLE_TRACEBACK = re.compile(r"Traceback \(most recent call last\):\n(?:[ \t].*\n|\n)*[^\s].*\n")
QUIET_SECONDS = 0.1


class ServerLog:
    """Drains a pipe in a thread, so that no server ever blocks on its own chatter; keeps the head and the tail."""

    def __init__(self, pipe: IO[bytes]) -> None:
        self._pipe = pipe
        self._head = bytearray()
        self._tail: deque[bytes] = deque(maxlen=TAIL_CHUNKS)
        self._total = 0
        self._more = threading.Condition()
        self._thread = threading.Thread(target=self._drain, daemon=True)
        self._thread.start()

    def _drain(self) -> None:
        while chunk := self._pipe.read1(CHUNK_BYTES):  # type: ignore[attr-defined]  # a Popen pipe is buffered
            with self._more:
                self._total += len(chunk)
                room = HEAD_BYTES - len(self._head)
                self._head += chunk[:room]
                if chunk[room:] or room <= 0:
                    self._tail.append(chunk[max(room, 0) :])
                self._more.notify_all()
        self._pipe.close()

    def finish(self, seconds: float) -> None:
        """Wait until the pipe has ended, at most `seconds`."""
        self._thread.join(seconds)

    def wait_for_traceback(self, since: int, seconds: float) -> bool:
        """Wait until a whole traceback was printed after `since` bytes and no more comes; tell if it did in time."""
        end = time.monotonic() + seconds
        with self._more:
            # One exception may print several, one the cause of the next: so a pause after it counts too.
            while self._more.wait(QUIET_SECONDS) or not _WHOLE_TRACEBACK.search(self.text(since)):
                if time.monotonic() > end:
                    return False
        return True

    def mark(self) -> int:
        """Return how many bytes have been printed so far, for `text(since=…)`."""
        with self._more:
            return self._total

    def text(self, since: int = 0) -> str:
        """Return what was printed after `since` bytes, as far as it was kept, without terminal escapes."""
        with self._more:
            tail = b"".join(self._tail)
            head, tail_start, total = bytes(self._head), self._total - len(tail), self._total
        if tail_start > len(head):
            cut = f"\n... {tail_start - len(head):,} bytes left out ...\n".encode()
            raw = (head[since:] + cut if since < len(head) else b"") + tail[max(0, since - tail_start) :]
        else:
            raw = (head + tail)[since:total]
            if since and (head + tail)[since - 1 : since] != b"\n":
                raw = raw.partition(b"\n")[2]  # the end of a line that an earlier check caused
        return _ESCAPES.sub("", raw.decode("utf-8", errors="replace").replace("\r\n", "\n"))


def helpful_tail(text: str, folder: Path) -> str:
    """Return the last traceback with only the learner's own frames, or the last lines; paths relative to `folder`."""
    lines = text.splitlines()
    starts = [index for index, line in enumerate(lines) if _TRACEBACK in line]
    if starts:
        lines = _own_frames(lines[starts[-1] :], folder)
    elif syntax := _syntax_error(lines):
        lines = syntax
    else:
        lines = [line for line in lines if not _CHATTER.match(line)]
    lines = [line.replace(f"{folder}/", "").replace(f"{folder}\\", "").rstrip() for line in lines if line.strip()]
    return "\n".join(line[:LINE_CHARACTERS] for line in lines[-LAST_LINES:])


def _syntax_error(lines: list[str]) -> list[str]:
    for index in range(len(lines) - 1, -1, -1):
        if re.match(r"\s*(SyntaxError|IndentationError|TabError):", lines[index]):
            first = max((i for i in range(index) if _FRAME.match(lines[i])), default=max(0, index - 3))
            return lines[first : index + 1]
    return []


def _own_frames(lines: list[str], folder: Path) -> list[str]:
    kept: list[str] = []
    own = False
    for line in lines[1:]:
        frame = _FRAME.match(line)
        if frame:
            own = Path(frame["file"]).is_relative_to(folder)
            if own:
                where = f", in {frame['where']}" if frame["where"] else ""
                kept.append(f"{Path(frame['file']).relative_to(folder)}, line {frame['line']}{where}")
        elif not line.startswith(" "):
            if line.strip():
                kept.append(line)  # The exception's own line ends the traceback.
                break
        elif own and line.strip().strip("^~"):
            kept.append(line)
    return kept
