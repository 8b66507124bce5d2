"""ruff and mypy have nothing to say."""

import subprocess
import sys

from tests.tree import ROOT


def output_of(*module: str) -> str:
    """What `python -m …` prints in the root if it fails, else nothing."""
    done = subprocess.run([sys.executable, "-m", *module], cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return done.stdout + done.stderr if done.returncode else ""


def test_ruff_finds_nothing() -> None:
    assert output_of("ruff", "check", "--no-cache", "--output-format", "concise") == ""


def test_the_code_is_formatted() -> None:
    assert output_of("ruff", "format", "--no-cache", "--check") == ""


def test_mypy_finds_nothing() -> None:
    assert output_of("mypy") == ""
