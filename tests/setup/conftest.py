"""Clones to try the set-up in."""

from pathlib import Path

import pytest

from tests.setup.clone import Clone


@pytest.fixture
def bare(tmp_path: Path) -> Clone:
    """A fresh clone on a machine without uv, as most learners have it; its path has a space and other letters."""
    return Clone(tmp_path / "Mes élèves 李" / "clone", tmp_path / "desk")


@pytest.fixture
def clone(bare: Clone) -> Clone:
    """A fresh clone on a machine with uv."""
    return bare.with_uv()


@pytest.fixture
def ready(clone: Clone) -> Clone:
    """A clone that is set up."""
    assert clone.start("list").code == 0
    return clone
