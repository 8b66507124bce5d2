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
from collections.abc import Callable, Collection
from typing import Any, NoReturn

from checks.lines import Lines, writer
from checks.run import Job, Listener, WorkshopError, run
from checks.started import Launch
from checks.verdict import Outcome, Report, Verdict

PARTS = 3
CHUNK_BYTES = 65536


class Part:
    """Which checks a process runs, and what it hears of the others; part 0 has those of the lesson's own server."""

    def __init__(self, number: int, news: int) -> None:
        self._number, self._news = number, news
        self._lines = Lines()
        self._known: dict[str, Outcome] = {}
        self._apart = 0

    def takes(self, check: str, fixtures: Collection[str]) -> bool:  # noqa: ARG002  # a check is taken for what it uses
        """Tell if the next check, which uses these fixtures, is this part's; to be asked of each check, in order."""
        if {"client", "server"} & set(fixtures):
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

    def __init__(self, write: Callable[[dict[str, Any]], None]) -> None:
        self._write = write

    def collected(self, planned: list[Verdict]) -> None:
        self._write({"planned": [verdict.to_json() for verdict in planned]})

    def decided(self, verdict: Verdict) -> None:
        self._write({"verdict": verdict.to_json()})


class _Worker:
    """One part's process, seen from outside."""

    def __init__(self, number: int, job: Job, launch: Launch, parents_own: list[int]) -> None:
        self.lines = Lines()
        self.events, tell = os.pipe()
        hear, self._news = os.pipe()
        parents_own += [self.events, self._news]
        self.pid = os.fork()
        if self.pid == 0:
            for descriptor in parents_own:  # else the parts would not hear of each other's end
                os.close(descriptor)
            _work(Part(number, hear), job, launch, tell)
        os.close(tell)
        os.close(hear)

    def hear(self, verdict: Verdict) -> None:
        """Let the part know of another's verdict."""
        with contextlib.suppress(BrokenPipeError):  # it has ended
            writer(self._news)({verdict.id: verdict.outcome})

    def end(self) -> None:
        """Reap the process, which has closed its pipe."""
        os.close(self.events)
        os.close(self._news)
        os.waitpid(self.pid, 0)


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
    ends: list[int] = []
    workers = [_Worker(number, job, launch, ends) for number in range(PARTS)]
    under_way, together = list(workers), _Together(listener)
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            selector.register(worker.events, selectors.EVENT_READ, worker)
        while selector.get_map():
            for ready, _ in selector.select():
                worker = ready.data
                chunk = os.read(worker.events, CHUNK_BYTES)
                if not chunk:
                    selector.unregister(worker.events)
                    under_way.remove(worker)
                    worker.end()
                for told in worker.lines.feed(chunk):
                    together.take(told, [other for other in under_way if other is not worker])
    return Report(
        lesson=job.lesson.name,
        submission=str(job.submission),
        seed=job.seed,
        verdicts=list(together.verdicts.values()),
        seconds=time.monotonic() - started,
        notes=together.notes,
    )
