"""Too old a Python, too new a Python: a sentence, or a hand-over to a fit one."""

import ast
import os
from pathlib import Path

import pytest

from tests.setup.clone import Clone
from tests.setup.pythons import find_python
from tests.tree import ROOT

UNFIT = ["3.6", "3.7", "3.8", "3.9", "3.10", "3.14"]


@pytest.fixture(params=UNFIT)
def unfit(request: pytest.FixtureRequest) -> Path:
    found = find_python(request.param)
    if found is None:
        pytest.skip(f"no Python {request.param} on this machine")
    return found


def test_an_unfit_python_says_which_fit_and_how_to_get_one(clone: Clone, unfit: Path) -> None:
    clone.python = str(unfit)
    started = clone.start("list")
    assert started.code == 3
    assert started.err.count("\n") == 1
    for part in ("3.11, 3.12 or 3.13", str(unfit), "install one", "python.org"):
        assert part in started.err
    assert not clone.venv.exists()


def test_an_unfit_python_hands_over_to_a_fit_one_on_path(ready: Clone, unfit: Path) -> None:
    ready.put_on_path("python3.13", broken_shim(ready))
    ready.put_on_path(f"python{version(ready)}", Path(ready.python))
    ready.python = str(unfit)
    started = ready.start("check", "01")
    assert (started.code, started.err) == (0, "")
    assert started.out.startswith("checks|check|01\n")


def test_an_unfit_python_prefers_the_one_that_venv_was_made_with(ready: Clone, unfit: Path) -> None:
    ready.python = str(unfit)  # nothing fit is on PATH; the stamp knows
    started = ready.start("list")
    assert (started.code, started.err) == (0, "")


def version(clone: Clone) -> str:
    return clone.imports("import sys; print(*sys.version_info[:2], sep='.')").strip()


def broken_shim(clone: Clone) -> Path:
    """A program that pyenv leaves for a Python that is not chosen: it is there, and does not run."""
    if os.name == "nt":
        pytest.skip("the shim is a shell script")
    shim = clone.desk / "shim"
    shim.write_text("#!/bin/sh\necho 'command not found' >&2\nexit 127\n", encoding="utf-8")
    shim.chmod(0o755)
    return shim


def test_the_entrance_parses_on_python_3_6() -> None:
    ast.parse((ROOT / "workshop.py").read_text(encoding="utf-8"), feature_version=(3, 6))
