"""What the one who waits sees on a terminal."""

import os
import re
from pathlib import Path
from typing import Any

import pytest

from setup_workshop.environment import Environment
from setup_workshop.progress import HowFar, Steps
from tests.setup.clone import PATIENCE_SECONDS, Clone


@pytest.mark.skipif(os.name == "nt", reason="pseudo-terminals are POSIX's")
def test_on_a_terminal_each_step_ends_as_one_line_no_wider_than_the_terminal(clone: Clone) -> None:
    import pexpect
    import pyte

    child: Any = pexpect.spawn(
        clone.python,
        [str(clone.root / "workshop.py"), "list"],
        env=clone.variables | {"TERM": "xterm", "COLUMNS": "60", "LINES": "40"},
        dimensions=(40, 60),
        encoding="utf-8",
        timeout=PATIENCE_SECONDS,
    )
    child.expect(pexpect.EOF)
    screen = pyte.Screen(60, 40)
    pyte.Stream(screen).feed(child.before)
    lines = [line.rstrip() for line in screen.display if line.startswith("[")]
    assert [line[:5] for line in lines] == ["[1/4]", "[2/4]", "[3/4]", "[4/4]"]
    assert re.fullmatch(r"\[3/4\] Installing packages  1 packages, [\d.]+ s", lines[2])
    assert "\x1b" not in child.before


class Recorded(Steps):
    """Steps that keep what they would show."""

    def __init__(self) -> None:
        super().__init__(4)
        self.shown: list[str] = []

    def update(self, how_far: str) -> None:
        self.shown.append(how_far)


UV = """Resolved 3 packages in 3ms
Downloading scipy (33.5MiB)
Downloading numpy (16.5MiB)
 Downloaded numpy
 Downloaded scipy
Prepared 3 packages in 1s
"""
PIP = """Collecting first==1.0 (from -r requirements.lock (line 1))
  Downloading first-1.0-py3-none-any.whl (33.7 MB)
Collecting second==1.0 (from -r requirements.lock (line 2))
Installing collected packages: second, first
"""


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (UV, ["0/3", "0 of 34 MB", "0 of 50 MB", "16 of 50 MB", "0/3", "0/3"]),
        (PIP, ["1 fetched", "1 fetched", "2 fetched", "0/2"]),
    ],
    ids=["uv", "pip"],
)
def test_progress_is_read_from_the_installers_lines(tmp_path: Path, output: str, expected: list[str]) -> None:
    steps = Recorded()
    far = HowFar(Environment(tmp_path), steps)
    for line in output.splitlines(keepends=True):
        far.line(line)
    assert steps.shown == expected


def test_installed_packages_are_counted(tmp_path: Path) -> None:
    steps, environment = Recorded(), Environment(tmp_path)
    far = HowFar(environment, steps)
    far.line("Resolved 3 packages in 3ms")
    for name in ("first", "second"):
        (environment.packages() / f"{name}-1.0.dist-info").mkdir(parents=True)
    far.show()
    assert steps.shown[-1] == "2/3"
