"""What a check says of itself, before it runs."""

from __future__ import annotations

import pytest

from checks.session import Session
from checks.share import Check
from checks.verdict import Verdict


def check_id(item: pytest.Item) -> str:
    """Return the check's id: its function's name without `test_`."""
    return item.name.removeprefix("test_")


def as_check(item: pytest.Item) -> Check:
    """Return what a share decides by."""
    return Check(check_id(item), frozenset(getattr(item, "fixturenames", ())))


def needs(mark: pytest.Mark | None) -> list[str]:
    """Return the ids of the checks that must pass for one with this mark to mean something."""
    needed = mark.kwargs.get("needs", ()) if mark else ()
    return [needed] if isinstance(needed, str) else list(needed)


def planned(item: pytest.Item, state: Session) -> Verdict:
    """Return the verdict, still pending, of a check; raises UsageError if it says not what it is worth."""
    own = state.owner(item.path)
    mark = item.get_closest_marker("check")
    if mark is None:
        raise pytest.UsageError(f"{item.nodeid} lacks @pytest.mark.check(points=…).")
    doc = getattr(item, "function").__doc__ or check_id(item)  # noqa: B009  # pytest.Item does not declare it
    return Verdict(
        id=check_id(item),
        title=doc.strip().splitlines()[0],
        outcome="pending",
        points=int(mark.kwargs.get("points", 1)),
        hint=own.hints.get(check_id(item), ("",))[0],
        carried_from=None if own == state.lesson else own.name,
    )
