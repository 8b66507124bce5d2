"""A program of a submission that runs to its end: what it said, and with which exit status."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from checks.exchange import Exchange, Limits, perform
from checks.ports import HOST, accepts, free_port
from checks.serverlog import helpful_tail
from checks.started import Launch, Process, Started, cold
from checks.verdict import CheckFailed

SHOWN_PORT = 8000
LOOK_SECONDS = 0.2
ANSWER_SECONDS = 1.0


@dataclass(frozen=True)
class Finished:
    """A program that ended; `status` is None if it had to be killed. `seconds` is how long it ran.

    `answered` tells that it was killed because it answered as a server that has started does.
    """

    command: str
    status: int | None
    stdout: str
    stderr: str
    seconds: float
    folder: Path
    answered: bool = False

    def __str__(self) -> str:
        if self.answered:
            return "a server that answers"
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
    argv: Sequence[str],
    folder: Path,
    env: Mapping[str, str],
    seconds: float,
    *,
    launch: Launch = cold,
    until_answers: str = "",
) -> Finished:
    """Run a program in a folder to its end, at most so many seconds; then it is killed with all that it started.

    A server that answers 200 at the path `until_answers` is not waited for any longer.
    """
    port = free_port()
    filled = {key: value.replace("{port}", str(port)) for key, value in env.items()}
    began = time.monotonic()
    started = Started(argv, folder, port, filled, launch=launch, apart=True)
    answered = False
    while (status := _waited(started.process, began + seconds, LOOK_SECONDS if until_answers else seconds)) is None:
        answered = bool(until_answers) and _answers(port, until_answers)
        if answered or time.monotonic() >= began + seconds:
            break
    took = time.monotonic() - began
    started.kill()
    return Finished(shown(argv, env), status, started.log.text(), started.errors.text(), took, folder, answered)


def _waited(process: Process, end: float, most: float) -> int | None:
    """Return the exit status, waiting until `end` and at most so many seconds; None if it still runs."""
    try:
        return process.wait(max(0.0, min(most, end - time.monotonic())))
    except subprocess.TimeoutExpired:
        return None


def _answers(port: int, path: str) -> bool:
    """Tell whether a server answers 200 at this path now."""
    if not accepts(port):
        return False
    exchange = Exchange("GET", path, [("Host", f"{HOST}:{port}"), ("Connection", "close")])
    return perform(exchange, HOST, port, Limits(deadline_seconds=ANSWER_SECONDS)).status == 200


def shown(argv: Sequence[str], env: Mapping[str, str]) -> str:
    """Return the command as a learner types it; the settings go before it."""
    words = " ".join(f'"{word}"' if " " in word else word for word in argv)
    settings = "".join(f"{name}={value} " for name, value in env.items())
    return (settings + words).replace("{port}", str(SHOWN_PORT))
