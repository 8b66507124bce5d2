"""One run in parts, side by side: the checks of the lesson's own server, and those that start programs of their own.

POSIX only: each part is a fork of this process, which must have one thread. The checks of one part run in their order;
one that needs a check of another part is run meanwhile, and counts if that one passes.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import sys
import time
from typing import Any, NoReturn

from checks.lines import Lines, Write, writer
from checks.run import Job, Listener, WorkshopError, reported, run
from checks.share import Check
from checks.started import Launch
from checks.verdict import Outcome, Report, Verdict

PARTS = 3
CHUNK_BYTES = 65536
MOST_DESCRIPTORS = 256


class Part:
    """Which checks a process runs, and what it hears of the others; part 0 has those of the lesson's own server."""

    def __init__(self, number: int, news: int) -> None:
        self._number, self._news = number, news
        self._lines = Lines()
        self._known: dict[str, Outcome] = {}
        self._apart = 0

    def takes(self, check: Check) -> bool:
        """Tell if the next check is this part's; to be asked of each check, in order."""
        if {"client", "server"} & check.fixtures:
            return self._number == 0
        self._apart += 1
        return self._number == 1 + self._apart % (PARTS - 1)

    def wait_for(self, check: str) -> Outcome:
        """Return the outcome of another part's check, once it has one; raises WorkshopError if that part ended."""
        while check not in self._known:
            chunk = os.read(self._news, CHUNK_BYTES)
            if not chunk:
                raise WorkshopError(f"The part of the run that has {check!r} ended without it.")
            for told in self._lines.feed(chunk):
                self._known |= told
        return self._known[check]


class _Telling:
    """The listener within a part: tells the process that has all parts."""

    def __init__(self, write: Write) -> None:
        self._write = write

    def collected(self, planned: list[Verdict]) -> None:
        self._write({"planned": [verdict.to_json() for verdict in planned]})

    def decided(self, verdict: Verdict) -> None:
        self._write({"verdict": verdict.to_json()})


class _Worker:
    """One part's process, seen from outside."""

    def __init__(self, number: int, job: Job, launch: Launch) -> None:
        self.lines = Lines()
        self.events, tell = os.pipe()
        hear, self._news = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            close_all_but(hear, tell)
            _work(Part(number, hear), job, launch, tell)
        os.close(tell)
        os.close(hear)

    def hear(self, verdict: Verdict) -> None:
        """Let the part know of another's verdict."""
        with contextlib.suppress(BrokenPipeError):  # it has ended
            writer(self._news)({verdict.id: verdict.outcome})

    def end(self) -> None:
        """Reap the process, which has closed its pipe; raises WorkshopError if it had not finished."""
        os.close(self.events)
        os.close(self._news)
        _, status = os.waitpid(self.pid, 0)
        if status:
            code = os.waitstatus_to_exitcode(status)
            raise WorkshopError(f"A part of the run ended in the middle, with exit status {code}.")


def close_all_but(*kept: int) -> None:
    """Close what a fork inherits: as long as it holds a pipe of another process, nobody hears of that one's end."""
    for descriptor in set(range(3, MOST_DESCRIPTORS)) - set(kept):
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _work(part: Part, job: Job, launch: Launch, tell: int) -> NoReturn:
    write = writer(tell)
    try:
        report = run(job, _Telling(write), launch, part)
        write({"notes": report.notes})
    except BaseException as error:  # noqa: BLE001  # the log is where the details go; the others are told
        sys.excepthook(*sys.exc_info())
        write({"crashed": f"{type(error).__name__}: {error}"})
    finally:
        sys.stderr.flush()
        os._exit(0)


class _Together:
    """What all parts have told so far."""

    def __init__(self, listener: Listener) -> None:
        self.verdicts: dict[str, Verdict] = {}
        self.notes: list[str] = []
        self._listener = listener

    def take(self, told: dict[str, Any], others: list[_Worker]) -> None:
        """Take in one line of a part's; raises WorkshopError if it crashed."""
        if "crashed" in told:
            raise WorkshopError(told["crashed"])
        if "planned" in told and not self.verdicts:  # every part plans the same
            planned = [Verdict.from_json(one) for one in told["planned"]]
            self.verdicts = {verdict.id: verdict for verdict in planned}
            self._listener.collected(planned)
        if "verdict" in told:
            verdict = Verdict.from_json(told["verdict"])
            self.verdicts[verdict.id] = verdict
            self._listener.decided(verdict)
            for other in others:
                other.hear(verdict)
        self.notes += [note for note in told.get("notes", []) if note not in self.notes]


def run_in_parts(job: Job, listener: Listener, launch: Launch) -> Report:
    """Run the checks and return the report, as `run` does; raises WorkshopError if a part cannot run."""
    started = time.monotonic()
    under_way = {number: _Worker(number, job, launch) for number in range(PARTS)}
    together = _Together(listener)
    with selectors.DefaultSelector() as selector:
        for number, worker in under_way.items():
            selector.register(worker.events, selectors.EVENT_READ, number)
        while under_way:
            for ready, _ in selector.select():
                worker = under_way[ready.data]
                chunk = os.read(worker.events, CHUNK_BYTES)
                if not chunk:
                    selector.unregister(worker.events)
                    under_way.pop(ready.data).end()
                for told in worker.lines.feed(chunk):
                    together.take(told, [other for other in under_way.values() if other is not worker])
    return reported(job, together.verdicts, together.notes, started)
