"""Which checks of a run a process has, where others have the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from checks.verdict import Outcome


@dataclass(frozen=True)
class Check:
    """A check, and the names of the fixtures that it uses."""

    id: str
    fixtures: frozenset[str]


class Share(Protocol):
    """The part of the checks that a process runs, if others run the rest."""

    def takes(self, check: Check) -> bool:
        """Tell if the next check is this part's; asked of each check, in order."""

    def wait_for(self, check: str) -> Outcome:
        """Return the outcome of another part's check, once it has one."""
