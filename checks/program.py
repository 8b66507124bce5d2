"""A program of a submission that runs to its end: what it said, and with which exit status."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from checks.ports import free_port
from checks.serverlog import helpful_tail
from checks.started import Launch, Started, cold
from checks.verdict import CheckFailed

SHOWN_PORT = 8000


@dataclass(frozen=True)
class Finished:
    """A program that ended; `status` is None if it had to be killed. `seconds` is how long it ran."""

    command: str
    status: int | None
    stdout: str
    stderr: str
    seconds: float
    folder: Path

    def __str__(self) -> str:
        if self.status is None:
            return f"a program that still ran after {self.seconds:.0f} s"
        said = self.stderr.strip().splitlines()
        return f"exit status {self.status}" + (f', and at the end: "{said[-1][:200]}"' if said else ", and no error")

    def fail(self, sentence: str, *, expected: str = "", got: str = "", misconception: str = "") -> NoReturn:
        """Raise CheckFailed with the command as what was sent, and the end of its output."""
        raise CheckFailed(
            sentence,
            expected=expected,
            got=got or str(self),
            curl=self.command,
            misconception=misconception,
            log=helpful_tail(self.stderr or self.stdout, self.folder),
        )


def run_program(
    argv: Sequence[str], folder: Path, env: Mapping[str, str], seconds: float, launch: Launch = cold
) -> Finished:
    """Run a program in a folder to its end, at most so many seconds; then it is killed with all that it started."""
    port = free_port()
    filled = {key: value.replace("{port}", str(port)) for key, value in env.items()}
    began = time.monotonic()
    started = Started(argv, folder, port, filled, launch=launch, apart=True)
    status: int | None = None
    try:
        status = started.process.wait(seconds)
    except subprocess.TimeoutExpired:
        pass  # None says so
    took = time.monotonic() - began
    started.kill()
    return Finished(shown(argv, env), status, started.log.text(), started.errors.text(), took, folder)


def shown(argv: Sequence[str], env: Mapping[str, str]) -> str:
    """Return the command as a learner types it; the settings go before it."""
    words = " ".join(f'"{word}"' if " " in word else word for word in argv)
    settings = "".join(f"{name}={value} " for name, value in env.items())
    return (settings + words).replace("{port}", str(SHOWN_PORT))
