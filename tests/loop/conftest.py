"""A copy of the workshop for each test to change: nothing here touches the repository's own lessons or .workshop."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from checks.course import Lesson, load
from tests.tree import ROOT

PARTS = ("checks", "lessons", "notebooks", "setup_workshop", "solutions", ".starters", "website")
FIRST, SECOND = "01_hello_flask", "02_json_api"


@dataclass(frozen=True)
class Workshop:
    """A copy of the workshop, with the lessons as they were given."""

    root: Path

    def lesson(self, name: str = FIRST) -> Lesson:
        return load(name, self.root)

    @property
    def main(self) -> Path:
        """The file that lesson 01's learner edits."""
        return self.root / "lessons" / FIRST / "main.py"

    def solve(self, name: str = FIRST) -> None:
        shutil.copytree(self.root / "solutions" / name, self.root / "lessons" / name, dirs_exist_ok=True)

    def environment(self, extra: Mapping[str, str] = {}) -> dict[str, str]:
        """As a learner's, whatever the terminal is that runs the tests."""
        dropped = ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "WORKSHOP_ROOT", "PYTEST", "TERM")
        kept = {key: value for key, value in os.environ.items() if not key.startswith(dropped)}
        return {**kept, "TERM": "xterm-256color", "PYTHONIOENCODING": "utf-8", **extra}

    def run(self, *verb: str, **extra: str) -> subprocess.CompletedProcess[str]:
        """Run `python -m checks VERB …` to its end, with pipes for a terminal."""
        argv = [sys.executable, "-m", "checks", *verb]
        return subprocess.run(
            argv,
            cwd=self.root,
            env=self.environment(extra),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    root = tmp_path / "the workshop é"  # a path as learners have them
    unwanted = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
    for part in PARTS:
        if (ROOT / part).exists():
            shutil.copytree(ROOT / part, root / part, ignore=unwanted)
    shutil.copytree(root / ".starters", root / "lessons", dirs_exist_ok=True)
    return Workshop(root)


Golden = Callable[[str, str], None]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare a text with the file screens/NAME.txt; `SCREENS=write` in the environment writes the file instead."""

    def compare(name: str, text: str) -> None:
        path = Path(__file__).parent / "screens" / f"{name}.txt"
        if os.environ.get("SCREENS") == "write":
            path.write_text(text, encoding="utf-8")
        assert text == path.read_text(encoding="utf-8")

    return compare
