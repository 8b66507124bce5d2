"""What a check says: one verdict, and the report of one run. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

Outcome = Literal["pending", "passed", "failed", "skipped", "error"]


class CheckFailed(Exception):
    """The learner's server broke a sentence of the contract: the only exception that means `failed`."""

    def __init__(
        self,
        message: str,
        *,
        expected: str = "",
        got: str = "",
        diff: str = "",
        curl: str = "",
        misconception: str = "",
        log: str = "",
        hint: bool = True,
        traceback_due: bool = False,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.expected = expected
        self.got = got
        self.diff = diff
        self.curl = curl
        self.misconception = misconception
        self.log = log  # of a program that ended; a server's own log is added by the run
        self.traceback_due = traceback_due  # a reply of 500 comes before its reason is in the log
        self.hint = hint  # False where a hint on the check's subject cannot help: the server is gone or stuck


@dataclass(frozen=True)
class Verdict:
    """The outcome of one check, with everything that its failure card shows."""

    id: str
    title: str
    outcome: Outcome
    points: int = 1
    message: str = ""
    curl: str = ""
    hint: str = ""
    carried_from: str | None = None
    expected: str = ""
    got: str = ""
    diff: str = ""
    log: str = ""
    misconception: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return every field as JSON-ready values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Verdict:
        """Rebuild a verdict from `to_json`'s form; raises TypeError on unknown fields."""
        return cls(**data)

    def decided(self, outcome: Outcome, **changes: Any) -> Verdict:
        """Return a copy with this outcome and these fields."""
        return replace(self, outcome=outcome, **changes)

    def public(self) -> dict[str, Any]:
        """Return the eight fields that `check --json` promises; the card's parts are folded into `message`."""
        parts = [self.message]
        parts += [f"expected: {self.expected}"] if self.expected else []
        parts += [f"got: {self.got}"] if self.got else []
        parts += [self.diff] if self.diff else []
        parts += [self.misconception] if self.misconception else []
        return {
            "id": self.id,
            "title": self.title,
            "outcome": self.outcome,
            "points": self.points,
            "message": "\n".join(part for part in parts if part),
            "curl": self.curl,
            "hint": self.hint,
            "carried_from": self.carried_from,
        }


@dataclass(frozen=True)
class Report:
    """All verdicts of one run of one lesson's checks on one submission; `seconds` is wall time."""

    lesson: str
    submission: str
    seed: int
    verdicts: list[Verdict] = field(default_factory=list)
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)

    @property
    def score(self) -> int:
        """The points of the passed checks."""
        return sum(v.points for v in self.verdicts if v.outcome == "passed")

    @property
    def max_score(self) -> int:
        """The points of all checks that could be run on this machine."""
        return sum(v.points for v in self.verdicts)

    @property
    def first_failure(self) -> Verdict | None:
        """The first verdict that is not the learner's success: an error of ours before a failure."""
        for outcome in ("error", "failed"):
            for verdict in self.verdicts:
                if verdict.outcome == outcome:
                    return verdict
        return None

    @property
    def passed(self) -> bool:
        """True if something was checked and nothing failed."""
        return self.exit_code == 0

    @property
    def exit_code(self) -> int:
        """0 all passed, 1 some check failed, 3 the workshop itself failed."""
        outcomes = {v.outcome for v in self.verdicts}
        if "error" in outcomes or "pending" in outcomes or not self.verdicts:
            return 3
        return 1 if "failed" in outcomes else 0

    def to_json(self) -> dict[str, Any]:
        """Return the whole report as JSON-ready values."""
        return {**asdict(self), "verdicts": [v.to_json() for v in self.verdicts]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """Rebuild a report from `to_json`'s form; raises KeyError or TypeError on a malformed one."""
        return cls(**{**data, "verdicts": [Verdict.from_json(v) for v in data["verdicts"]]})

    def public(self) -> dict[str, Any]:
        """Return the object that `check --json` prints."""
        return {
            "lesson": self.lesson,
            "submission": self.submission,
            "seed": self.seed,
            "score": self.score,
            "max_score": self.max_score,
            "seconds": round(self.seconds, 3),
            "checks": [v.public() for v in self.verdicts],
            "notes": list(self.notes),
        }
