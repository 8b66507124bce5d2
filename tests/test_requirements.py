"""Every dependency is pinned, has a reason, and stands in the lock with its hashes."""

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.tree import ROOT, read

FILES = sorted(path.relative_to(ROOT) for path in ROOT.glob("requirements*.txt"))
LOCK = sorted(path.relative_to(ROOT) for path in ROOT.glob("requirements*.lock"))
PINNED = re.compile(r"(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[\w.]+)\s*(?:;[^#]*)?(?:#\s*(?P<reason>\S.*))?")
LOCKED = re.compile(r"^(?P<name>[\w.-]+)==(?P<version>[\w.]+)", re.MULTILINE)


def requirements() -> list[tuple[str, str]]:
    """The requirements of all files, each with the line above it; comments and lines of options are none."""
    listed = [line.strip() for path in FILES for line in ["", *read(path).splitlines()]]
    return [(line, above) for above, line in pairwise(listed) if line and not line.startswith(("#", "-"))]


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def locked() -> set[tuple[str, str]]:
    return {(normal(found["name"]), found["version"]) for path in LOCK for found in LOCKED.finditer(read(path))}


def test_there_are_requirements_and_a_lock() -> None:
    assert requirements()
    assert LOCK


@pytest.mark.parametrize(("line", "above"), requirements())
def test_a_requirement_is_pinned_and_says_why_beside_it_or_above(line: str, above: str) -> None:
    found = PINNED.fullmatch(line)
    assert found, f"{line!r} is not of the form name==version  # reason"
    assert found["reason"] or above.startswith("#")


@pytest.mark.parametrize("line", [line for line, _ in requirements()])
def test_a_requirement_is_locked_in_the_same_version(line: str) -> None:
    found = PINNED.match(line)
    assert found
    assert (normal(found["name"]), found["version"]) in locked()


@pytest.mark.parametrize("path", LOCK, ids=str)
def test_each_locked_version_has_its_hashes(path: Path) -> None:
    entries = re.split(r"^(?=[\w.-]+==)", read(path), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
