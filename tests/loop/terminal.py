"""A learner's terminal: a real pseudo-terminal, and what would be seen on it."""

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import TracebackType
from typing import Self

import pexpect
import psutil
import pyte

from tests.loop.conftest import Workshop

SECONDS = 60


def flat(text: str) -> str:
    """A text with every run of spaces and line ends as one space."""
    return " ".join(text.split())


class Terminal:
    """Runs `python -m checks VERB …` in a terminal of `columns` by `rows` cells."""

    def __init__(self, workshop: Workshop, *verb: str, columns: int = 80, rows: int = 40, **extra: str) -> None:
        self._screen = pyte.Screen(columns, rows)
        self._stream = pyte.ByteStream(self._screen)
        self.sent = b""
        self._child = pexpect.spawn(
            sys.executable,
            ["-m", "checks", *verb],
            cwd=str(workshop.root),
            env=workshop.environment(extra),  # type: ignore[arg-type]  # pexpect's stubs want os.environ's own type
            dimensions=(rows, columns),
            timeout=SECONDS,
        )
        self.process = psutil.Process(self._child.pid)
        self.settings_before = self._settings()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            sys.stderr.write(f"The terminal showed:\n{self.text}\n")
        with suppress(psutil.Error):
            family = [*self.process.children(recursive=True), self.process]
            self._child.kill(signal.SIGTERM)
            _, left = psutil.wait_procs(family, timeout=10)
            for process in left:
                process.kill()
        # psutil has reaped the program already, which pexpect takes for an error.
        with suppress(pexpect.ExceptionPexpect, OSError):
            self._child.close(force=True)

    @property
    def text(self) -> str:
        """What is seen now."""
        return "\n".join(line.rstrip() for line in self._screen.display).rstrip()

    def press(self, keys: str) -> None:
        self._child.send(keys)

    def wait_for(self, condition: str | Callable[[str], bool]) -> str:
        """Read until a text is seen, wherever its lines break, or a condition holds; return what is seen then."""
        holds = condition if callable(condition) else lambda text: str(condition) in flat(text)
        end = time.monotonic() + SECONDS
        while not holds(self.text):
            assert time.monotonic() < end, f"waited in vain for {condition!r}; seen:\n{self.text}"
            if not self._read():
                assert holds(self.text), f"the program ended; seen:\n{self.text}"
        return self.text

    def wait_for_end(self) -> int:
        """Read until the program ends; return its exit status."""
        while self._read():
            pass
        self._child.wait()
        status = self._child.exitstatus
        return -int(self._child.signalstatus or 0) if status is None else int(status)

    def _read(self) -> bool:
        try:
            chunk = self._child.read_nonblocking(65536, timeout=1)
        except pexpect.TIMEOUT:
            return True
        except (pexpect.EOF, OSError):
            return False
        self.sent += chunk
        self._stream.feed(chunk)
        return True

    def resize(self, columns: int, rows: int) -> None:
        self._screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self._child.pid, number)

    def hang_up(self) -> None:
        """Close the terminal's window."""
        # Through the file object: closed behind its back, it would close the number again when it is collected, which
        # by then is the next test's terminal.
        self._child.ptyproc.fileobj.close()
        self._child.closed = self._child.ptyproc.closed = True

    def family(self) -> list[psutil.Process]:
        """All processes that the program has started and that run now."""
        return self.process.children(recursive=True)

    def _settings(self) -> list[object]:
        import termios

        return list(termios.tcgetattr(self._child.fileno()))

    @property
    def is_restored(self) -> bool:
        """Whether the terminal's settings are as before, and its usual screen and cursor are back."""
        usual_screen = self.sent.rfind(b"\x1b[?1049l") > self.sent.rfind(b"\x1b[?1049h")
        cursor = self.sent.rfind(b"\x1b[?25h") > self.sent.rfind(b"\x1b[?25l")
        return self._settings() == self.settings_before and usual_screen and cursor
