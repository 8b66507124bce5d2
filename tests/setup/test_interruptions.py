"""Cut off in the middle, or started twice at once. A stand-in for uv stops where a test wants it to."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.setup.clone import Clone, ended, wait_until

pytestmark = pytest.mark.skipif(os.name == "nt", reason="signals and the stand-in for uv are POSIX's")

# Says that it has begun, then waits at the gate (a pipe) if there is one, then does uv's work.
STAND_IN = """#!/bin/sh
if [ "$1" = pip ] && [ -n "$GATE" ]; then : > "$GATE.reached"; read -r line < "$GATE"; fi
exec "{uv}" "$@"
"""


class Gate:
    """A pipe that holds a set-up back in the middle of its installation."""

    def __init__(self, clone: Clone) -> None:
        self.clone = clone
        self.path = clone.desk / "gate"
        self.reached = clone.desk / "gate.reached"
        os.mkfifo(self.path)
        stand_in = clone.desk / "uv-stand-in"
        stand_in.write_text(STAND_IN.format(uv=Path(sys.executable).with_name("uv")), encoding="utf-8")
        stand_in.chmod(0o755)
        clone.put_on_path("uv", stand_in)

    def begin(self) -> "subprocess.Popen[str]":
        """Start a set-up and wait until its installer stands at the gate."""
        process = self.clone.begin("list", GATE=str(self.path))
        wait_until(self.reached.exists, "the installer reaches the gate")
        return process

    def open(self) -> None:
        self.path.write_text("go\n", encoding="utf-8")


@pytest.fixture
def gate(bare: Clone) -> Iterator[Gate]:
    yield Gate(bare)
    for process in installers_of(bare):
        process.kill()


def installers_of(clone: Clone) -> list[psutil.Process]:
    """What still runs at the clone's gate: the processes that have it in their environment."""
    found = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("GATE") == str(clone.desk / "gate") and process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_set_up_ends_its_installer_and_begins_again(gate: Gate, sent: signal.Signals, code: int) -> None:
    process = gate.begin()
    process.send_signal(sent)
    assert ended(process).code == code
    assert installers_of(gate.clone) == []
    again = gate.clone.start("list")
    assert again.code == 0
    assert "left half made" in again.err


def test_ctrl_c_in_the_terminal_gives_one_sentence(gate: Gate) -> None:
    process = gate.begin()
    os.killpg(process.pid, signal.SIGINT)
    stopped = ended(process)
    assert stopped.code == 130
    assert stopped.sentence == "Stopped; start again at any time with the same command."


def test_the_installer_of_a_killed_set_up_cannot_write_into_the_next(gate: Gate) -> None:
    killed = gate.begin()
    killed.kill()
    killed.wait()
    orphans = installers_of(gate.clone)
    assert orphans, "the installer outlives its parent"
    second = gate.clone.begin("list")
    assert second.stderr
    assert "waiting for it" in second.stderr.readline()
    gate.open()
    for stream in (killed.stdout, killed.stderr):
        assert stream
        stream.close()
    finished = ended(second)
    assert finished.code == 0
    assert "left half made" in finished.err
    assert gate.clone.imports("import first; print(first.VERSION)") == "1.0\n"


def test_the_second_of_two_starts_waits_and_does_nothing_twice(gate: Gate) -> None:
    first = gate.begin()
    second = gate.clone.begin("check", "01")
    assert second.stderr
    assert f"Another start (process {first.pid}) is setting up the workshop" in second.stderr.readline()
    gate.open()
    assert ended(first).code == 0
    waited = ended(second)
    assert waited.code == 0
    assert waited.out.startswith("checks|check|01\n")
    assert waited.err == ""


def test_two_starts_at_the_same_moment_both_succeed(clone: Clone) -> None:
    starts = [clone.begin("list") for _ in range(4)]
    done = [ended(process) for process in starts]
    assert [start.code for start in done] == [0] * 4
    assert sum("The set-up is done" in start.err for start in done) == 1
