"""The list of checks in as many lines as there is room for: what matters stays, the rest is counted."""

from __future__ import annotations

from collections.abc import Sequence
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
    for counted in ((), ("passed",), ("passed", "waiting"), ("passed", "waiting", "pending", "skipped")):
        lines = carried + _counted(own, counted)
        if len(lines) <= room:
            return lines
    return _shortest(verdicts, room)


def _kind(verdict: Verdict) -> str:
    """Return the outcome, but `waiting` for a check that was skipped because of another one."""
    return "waiting" if verdict.outcome == "skipped" and verdict.message.startswith("It needs") else verdict.outcome


def _carried(verdicts: Sequence[Verdict]) -> list[Line]:
    """Return a line for each lesson that checks are carried from, and one for each of them that does not pass."""
    lines = []
    for name in dict.fromkeys(verdict.carried_from for verdict in verdicts if verdict.carried_from):
        group = [verdict for verdict in verdicts if verdict.carried_from == name]
        from_where = f"carried from {name[:2]}"
        lines += [_count(group, kind, f" {from_where}") for kind in _kinds(group) if kind not in ("failed", "error")]
        wrong = [verdict for verdict in group if verdict.outcome in ("failed", "error")]
        lines += [Line(verdict.outcome, f"{verdict.title} ({from_where})") for verdict in wrong]
    return lines


def _counted(verdicts: Sequence[Verdict], counted: Sequence[str]) -> list[Line]:
    """Return a line for each check, but one for all of a kind that is `counted`, where the first of them stands."""
    lines: list[Line] = []
    said: set[str] = set()
    for verdict in verdicts:
        kind = _kind(verdict)
        if kind not in counted:
            reason = f" ({verdict.message})" if kind == "skipped" and verdict.message else ""
            lines.append(Line(verdict.outcome, verdict.title + reason))
        elif kind not in said:
            said.add(kind)
            lines.append(_count(verdicts, kind))
    return lines


def _shortest(verdicts: Sequence[Verdict], room: int) -> list[Line]:
    """Return the first things that are wrong, and one count of all the rest."""
    wrong = [verdict for verdict in verdicts if verdict.outcome in ("error", "failed")]
    shown = wrong[: max(0, room - 1)]
    lines = [Line(verdict.outcome, verdict.title) for verdict in shown]
    rest = [verdict for verdict in verdicts if verdict not in shown]
    counts = [_count(rest, kind, " more" if shown and kind == _kind(shown[0]) else "") for kind in _kinds(rest)]
    if not counts:
        return lines
    others = [count.text.replace(" checks", "", 1).replace(" check", "", 1) for count in counts[1:]]
    return [*lines, Line(counts[0].outcome, ", ".join([counts[0].text, *others]))]


def _kinds(verdicts: Sequence[Verdict]) -> list[str]:
    there = {_kind(verdict) for verdict in verdicts}
    return [kind for kind in _VERBS if kind in there]


def _count(verdicts: Sequence[Verdict], kind: str, which: str = "") -> Line:
    """Return one line for all verdicts of a kind, such as `3 checks carried from 01 pass`."""
    found = [verdict for verdict in verdicts if _kind(verdict) == kind]
    one, many = _VERBS[kind]
    noun, verb = ("check", one) if len(found) == 1 else ("checks", many)
    if which == " more":
        return Line(found[0].outcome, f"{len(found)} more {noun} {verb}")
    return Line(found[0].outcome, f"{len(found)} {noun}{which} {verb}")


_VERBS = {
    "error": ("could not be run", "could not be run"),
    "failed": ("fails", "fail"),
    "pending": ("is to come", "are to come"),
    "waiting": ("waits for one that fails", "wait for one that fails"),
    "skipped": ("was left out", "were left out"),
    "passed": ("passes", "pass"),
}
