"""Single keys from the terminal, without Enter; the terminal's settings are restored on every way out."""

from __future__ import annotations

import os
import re
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

ESCAPES = {
    "\x1b[A": "up",
    "\x1b[B": "down",
    "\x1b[5~": "page up",
    "\x1b[6~": "page down",
    "\x1bOA": "up",
    "\x1bOB": "down",
    "\x1b": "escape",
}
# Keys pressed fast, or over a slow line, come several at once. The last two alternatives: Alt with a key, a letter.
ONE = re.compile(r"\x1b\[[0-9;?]*[A-Za-z~]|\x1bO.|\x1b[^\x1b]?|.", re.DOTALL)
HUNG_UP = "hung up"  # not a key: the terminal was closed
PLAIN = {"\r": "enter", "\n": "enter", " ": "space", "\x7f": "backspace", "\x08": "backspace"}


def named(text: str) -> list[str]:
    """Split what a terminal sent into keys: letters as they are, lower case; others by name; unknown ones left out."""
    keys = (ESCAPES.get(sent, "") if sent[0] == "\x1b" else PLAIN.get(sent, sent.lower()) for sent in ONE.findall(text))
    return [key for key in keys if key and key.isprintable()]


if sys.platform == "win32":
    import msvcrt

    WINDOWS_ARROWS = {"H": "up", "P": "down", "I": "page up", "Q": "page down"}

    @contextmanager
    def pressed_keys(on_key: Callable[[str], None]) -> Iterator[None]:
        """Call on_key(name) from a thread for every key pressed while the block runs."""
        ended = threading.Event()

        def read() -> None:
            while not ended.wait(0.03):
                while msvcrt.kbhit():
                    letter = msvcrt.getwch()
                    if letter in "\x00\xe0":
                        key = WINDOWS_ARROWS.get(msvcrt.getwch())
                        names = [key] if key else []
                    else:
                        names = named(letter)
                    for name in names:
                        on_key(name)

        thread = threading.Thread(target=read, name="keys", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()

else:
    import select
    import termios

    @contextmanager
    def pressed_keys(on_key: Callable[[str], None]) -> Iterator[None]:
        """Call on_key(name) from a thread for every key pressed while the block runs."""
        terminal = sys.stdin.fileno()
        before = termios.tcgetattr(terminal)
        ended, end = os.pipe()
        thread = threading.Thread(target=_read, args=(terminal, ended, on_key), name="keys", daemon=True)
        try:
            _one_key_at_a_time(terminal)
            thread.start()
            yield
        finally:
            os.write(end, b"x")
            if thread.ident is not None:
                thread.join()
            os.close(end)
            os.close(ended)
            try:
                # Keys that were pressed too late are dropped: they must not become commands of the shell.
                termios.tcsetattr(terminal, termios.TCSAFLUSH, before)
            except termios.error:
                pass  # the terminal was closed: there is nothing left to restore

    def _one_key_at_a_time(terminal: int) -> None:
        """Turn off echo and lines. Ctrl-C stays a signal; Ctrl-Z and Ctrl-S, which would freeze the view, are off."""
        settings = termios.tcgetattr(terminal)
        settings[0] &= ~(termios.IXON | termios.ICRNL)
        settings[3] &= ~(termios.ECHO | termios.ICANON)
        special = list(settings[6])
        special[termios.VMIN], special[termios.VTIME] = 1, 0
        special[termios.VSUSP] = os.fpathconf(terminal, "PC_VDISABLE").to_bytes(1, "little")
        settings[6] = special
        termios.tcsetattr(terminal, termios.TCSADRAIN, settings)

    def _read(terminal: int, ended: int, on_key: Callable[[str], None]) -> None:
        while True:
            ready, _, _ = select.select([terminal, ended], [], [])
            if ended in ready:
                return
            try:
                sent = os.read(terminal, 64)
            except OSError:
                sent = b""
            if not sent:
                on_key(HUNG_UP)
                return
            for key in named(sent.decode(errors="ignore")):
                on_key(key)
