"""A process that has pytest and the checks loaded, and forks a child for each run: the loop's speed.

It reads commands from standard input and writes events to standard output, one JSON object a line:

    {"run": 7, "lesson": NAME, "submission": FOLDER, "seed": S}   stop the present run, start this one
    {"cancel": true}                                              stop the present run
    {"run": 7, "event": "collected", "planned": [VERDICT, …]}     VERDICT as Verdict.to_json
    {"run": 7, "event": "decided", "verdict": VERDICT}
    {"run": 7, "event": "confirming"}                             what failed is run once more, in a fresh process
    {"run": 7, "event": "finished", "report": REPORT}             REPORT as Report.to_json
    {"run": 7, "event": "crashed", "message": SENTENCE}           the workshop itself failed

With `--once` (Windows, which cannot fork) it runs the first command in this process, and ends.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import json
import os
import select
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from checks import course
from checks.lines import Lines, Write, writer
from checks.parts import run_in_parts
from checks.run import Job, run
from checks.started import Launch, cold
from checks.sweep import descendants, kill, marked
from checks.verdict import Verdict
from checks.warm import Preloaded

RUN_MARK = "WORKSHOP_LOOP_RUN"  # in the environment of everything that one run starts
CHUNK_BYTES = 65536
Command = dict[str, Any]


class Reporting:
    """The listener of a run: passes each event on."""

    def __init__(self, number: int, write: Write) -> None:
        self._number, self._write = number, write

    def collected(self, planned: list[Verdict]) -> None:
        """Pass on what will be checked."""
        self._write({"run": self._number, "event": "collected", "planned": [v.to_json() for v in planned]})

    def decided(self, verdict: Verdict) -> None:
        """Pass on one verdict."""
        self._write({"run": self._number, "event": "decided", "verdict": verdict.to_json()})


class Confirming(Reporting):
    """The listener of a second run: the first one's verdicts stay on the screen until another takes their place."""

    def collected(self, planned: list[Verdict]) -> None:  # noqa: ARG002  # they stand there already
        """Say that the verdicts so far are being confirmed."""
        self._write({"run": self._number, "event": "confirming"})


def work(command: Command, write: Write, launch: Launch = cold) -> None:
    """Run the checks that a command asks for; an exception is the workshop's fault and is said so.

    What fails in a server that was not started from nothing is run again in one that is: only that counts.
    """
    number = command["run"]
    try:
        lesson = course.load(command["lesson"])
        job = Job(lesson, Path(command["submission"]), command["seed"])
        report = (
            run(job, Reporting(number, write))
            if launch is cold
            else run_in_parts(job, Reporting(number, write), launch)
        )
        if launch is not cold and not report.passed:
            report = run(job, Confirming(number, write))
    except BaseException as error:
        write({"run": number, "event": "crashed", "message": f"{type(error).__name__}: {error}"})
        raise
    write({"run": number, "event": "finished", "report": report.to_json()})


class Child:
    """One forked run, with a folder for its temporary files and a mark on every process that comes of it."""

    def __init__(self, command: Command, parents_own: Sequence[int], launch: Launch) -> None:
        self.number: int = command["run"]
        self.ended = False  # whether it said how it ended
        self._finished = False  # whether that was well
        self._mark = f"{os.getpid()}-{self.number}-{time.time_ns()}"
        self._started = time.time()
        self._lines = Lines()
        self._folder = tempfile.mkdtemp(prefix="workshop-run-")
        self._launch = launch
        self.pipe, end = os.pipe()
        self.pid = os.fork()
        if self.pid == 0:
            for descriptor in parents_own:  # else their other ends would not hear that the parent ended
                os.close(descriptor)
            self._work(command, end)
        os.close(end)

    def _work(self, command: Command, end: int) -> None:
        """Run in the child; never returns, so that nothing of the parent's is done twice."""
        status = 1
        try:
            os.setsid()
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            os.environ[RUN_MARK] = self._mark
            os.environ["TMPDIR"] = tempfile.tempdir = self._folder
            if "numpy" in sys.modules:  # else every run would draw the same numbers
                importlib.import_module("numpy.random").seed()
            work(command, writer(end), self._launch)
            status = 0
        except BaseException:  # noqa: BLE001  # the log is where the details go, the exit status tells the parent
            sys.excepthook(*sys.exc_info())
        finally:
            sys.stderr.flush()
            os._exit(status)

    def events(self) -> list[Command] | None:
        """Return the events that came, or None when the child has ended."""
        chunk = os.read(self.pipe, CHUNK_BYTES)
        found = self._lines.feed(chunk)
        ends = {event["event"] for event in found} & {"finished", "crashed"}
        self.ended, self._finished = self.ended or bool(ends), self._finished or "finished" in ends
        return found if chunk else None

    def stop(self) -> int:
        """End the child, with its parts and servers unless it finished, and return its exit status."""
        if not self._finished:
            family = descendants(self.pid)
            self._kill_group()
            kill(family)
            kill(marked(RUN_MARK, self._mark, self._started))
        os.close(self.pipe)
        _, status = os.waitpid(self.pid, 0)
        shutil.rmtree(self._folder, ignore_errors=True)
        return os.waitstatus_to_exitcode(status)

    def _kill_group(self) -> None:
        for end in (os.killpg, os.kill):  # the group exists only after the child's first step
            try:
                end(self.pid, signal.SIGKILL)
            except ProcessLookupError:
                continue


class ForkServer:
    """Holds at most one run; a new command stops the one before."""

    def __init__(self, commands: int, events: int) -> None:
        self._commands, self._events = commands, events
        self._preloaded = Preloaded()
        self._write = writer(events)
        self._lines = Lines()
        self._child: Child | None = None

    def serve(self) -> None:
        """Obey until the commands' end is closed, as it is when the workshop ends in whatever way."""
        try:
            while True:
                pipes = [self._commands] + ([self._child.pipe] if self._child else [])
                ready, _, _ = select.select(pipes, [], [])
                if self._child and self._child.pipe in ready:
                    self._pass_on(self._child)
                if self._commands in ready:
                    chunk = os.read(self._commands, CHUNK_BYTES)
                    if not chunk:
                        return
                    for command in self._lines.feed(chunk):
                        self._obey(command)
        finally:
            self._stop()
            self._preloaded.close()

    def _obey(self, command: Command) -> None:
        self._stop()
        if "run" in command:
            preload(command["lesson"])
            self._child = Child(command, [self._commands, self._events], self._preloaded.launch)

    def _pass_on(self, child: Child) -> None:
        events = child.events()
        if events is not None:
            for event in events:
                self._write(event)
            return
        ended = child.ended
        self._child = None
        status = child.stop()
        if not ended:
            message = f"the process that runs the checks ended in the middle, with exit status {status}"
            self._write({"run": child.number, "event": "crashed", "message": message})

    def _stop(self) -> None:
        if self._child is not None:
            self._child.stop()
            self._child = None


def preload(lesson: str) -> None:
    """Import the check files of a lesson's chain, for all runs; what fails here fails in the run, and is told."""
    try:
        for part in course.chain(course.load(lesson)):
            importlib.import_module(f"checks.lessons.{part.check_file.stem}")
        gc.collect()
        gc.freeze()  # what is loaded now is never looked at again, so the runs go on sharing its memory
    except Exception:  # noqa: BLE001  # an author's broken check file must not end the preloaded process
        sys.excepthook(*sys.exc_info())


def main(arguments: list[str]) -> None:
    """Keep the two pipes for commands and events alone: what is printed goes to standard error, which is the log."""
    commands, events = os.dup(0), os.dup(1)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    faulthandler.enable()
    if "--once" in arguments:
        with open(commands, encoding="utf-8") as lines:  # noqa: PTH123  # a descriptor, not a path
            work(json.loads(lines.readline()), writer(events))
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the workshop, which then closes our input
    ForkServer(commands, events).serve()


if __name__ == "__main__":
    main(sys.argv[1:])
