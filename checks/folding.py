"""The list of checks in as many lines as there is room for: what matters stays, the rest is counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from checks.verdict import Outcome, Verdict


@dataclass(frozen=True)
class Line:
    """One line of the list: the outcome whose sign it bears, and its text."""

    outcome: Outcome
    text: str


def fold(verdicts: Sequence[Verdict], room: int) -> list[Line]:
    """Return at most `room` lines (at least 1), or as few as can be said; passed carried checks are always counted."""
    own = [verdict for verdict in verdicts if verdict.carried_from is None]
    carried = _carried(verdicts)
    steps: list[tuple[Outcome, ...]] = [(), ("passed",), ("passed", "skipped"), ("passed", "skipped", "pending")]
    for counted in steps:
        lines = carried + _counted(own, counted)
        if len(lines) <= room:
            return lines
    return _shortest(verdicts, room)


def _carried(verdicts: Sequence[Verdict]) -> list[Line]:
    """Return a line for each lesson that checks are carried from, and one for each of them that does not pass."""
    lines = []
    for name in dict.fromkeys(verdict.carried_from for verdict in verdicts if verdict.carried_from):
        group = [verdict for verdict in verdicts if verdict.carried_from == name]
        from_where = f"carried from {name[:2]}"
        for outcome in _FOLDED:
            count = sum(verdict.outcome == outcome for verdict in group)
            if count:
                lines.append(Line(outcome, f"{_checks(count)} {from_where} {_VERBS[outcome](count)}"))
        wrong = [verdict for verdict in group if verdict.outcome in ("failed", "error")]
        lines += [Line(verdict.outcome, f"{verdict.title} ({from_where})") for verdict in wrong]
    return lines


def _counted(verdicts: Sequence[Verdict], counted: Sequence[Outcome]) -> list[Line]:
    """Return a line for each check, but one line for all whose outcome is `counted`, where the first of them stands."""
    lines: list[Line] = []
    said: set[Outcome] = set()
    for verdict in verdicts:
        if verdict.outcome not in counted:
            lines.append(Line(verdict.outcome, verdict.title))
        elif verdict.outcome not in said:
            said.add(verdict.outcome)
            count = sum(other.outcome == verdict.outcome for other in verdicts)
            lines.append(Line(verdict.outcome, f"{_checks(count)} {_VERBS[verdict.outcome](count)}"))
    return lines


def _shortest(verdicts: Sequence[Verdict], room: int) -> list[Line]:
    """Return the first things that are wrong, and one count of all the rest."""
    wrong = [verdict for verdict in verdicts if verdict.outcome in ("error", "failed")]
    shown = wrong[: max(0, room - 1)]
    lines = [Line(verdict.outcome, verdict.title) for verdict in shown]
    counts = []
    for outcome, verb in _VERBS.items():
        count = sum(verdict.outcome == outcome for verdict in verdicts if verdict not in shown)
        if count:
            more = "more " if outcome in ("failed", "error") and shown else ""
            counts.append((outcome, f"{count} {more}{verb(count)}"))
    return [*lines, Line(counts[0][0], ", ".join(text for _, text in counts))] if counts else lines


def _checks(count: int) -> str:
    return "1 check" if count == 1 else f"{count} checks"


def _pass(count: int) -> str:
    return "passes" if count == 1 else "pass"


def _fail(count: int) -> str:
    return "fails" if count == 1 else "fail"


def _wait_for_turn(_count: int) -> str:
    return "to come"


def _not_run(_count: int) -> str:
    return "not run"


def _broken(_count: int) -> str:
    return "could not be run"


_FOLDED: tuple[Outcome, ...] = ("passed", "pending", "skipped")
_VERBS: dict[Outcome, Callable[[int], str]] = {
    "failed": _fail,
    "error": _broken,
    "skipped": _not_run,
    "pending": _wait_for_turn,
    "passed": _pass,
}
