"""Verdicts as plain text: the failure card, and the report of one run."""

from __future__ import annotations

import sys
import textwrap

from checks.verdict import Report, Verdict

SYMBOLS = {"passed": "✓", "failed": "✗", "skipped": "–", "error": "!", "pending": "·"}
ASCII_SYMBOLS = {"passed": "+", "failed": "x", "skipped": "-", "error": "!", "pending": "."}
COLORS = {"passed": "32", "failed": "31", "skipped": "33", "error": "35", "pending": "39"}
LABEL_WIDTH = 10


def symbol(outcome: str, encoding: str | None = None) -> str:
    """Return the sign of an outcome, in ASCII where the encoding has no better one."""
    try:
        SYMBOLS[outcome].encode(encoding or sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return ASCII_SYMBOLS[outcome]
    return SYMBOLS[outcome]


def card(verdict: Verdict, width: int = 80) -> str:
    """Return the failure card: what was sent, what was expected, what came, why, and the server's own words."""
    blocks = [f"{symbol(verdict.outcome)} {verdict.title}"]
    if verdict.carried_from:
        blocks.append(f"  (carried from lesson {verdict.carried_from})")
    blocks += ["", *_wrapped(verdict.message, width, "  ")]
    fields = [("sent", verdict.curl), ("expected", verdict.expected), ("got", verdict.got)]
    shown = [line for label, text in fields if text for line in _labelled(label, text, width)]
    blocks += ["", *shown] if shown else []
    if verdict.diff:
        blocks += ["", "  difference  (- expected, + got)", *_indented(verdict.diff)]
    if verdict.misconception:
        blocks += ["", *_wrapped(verdict.misconception, width, "  ")]
    if verdict.log:
        # What was sent is a request, or the command that ran a program.
        who = "server" if not verdict.curl or verdict.curl.startswith("curl") else "program"
        label = "where it failed" if verdict.outcome == "error" else f"your {who} said"
        blocks += ["", f"  {label}", *_indented(verdict.log)]
    return "\n".join(blocks)


def _wrapped(text: str, width: int, indent: str) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False)


def _labelled(label: str, text: str, width: int) -> list[str]:
    head = f"  {label:<{LABEL_WIDTH}}"
    if label == "sent":
        return [head + text]  # One line, however long: it is there to be pasted.
    return textwrap.wrap(
        text, width, initial_indent=head, subsequent_indent=" " * len(head), break_on_hyphens=False
    ) or [head]


def _indented(text: str) -> list[str]:
    return [f"    {line}" for line in text.splitlines()]


def report(report: Report, width: int = 80, *, color: bool = False) -> str:
    """Return all verdicts, a line each, the card of the first failure, the notes and the score."""
    lines = [_line(verdict, color=color) for verdict in report.verdicts]
    first = report.first_failure
    if first is not None:
        lines += ["", card(first, width)]
        if first.hint and first.outcome == "failed":
            lines += ["", *_wrapped(f"Hint: {first.hint}", width, "  ")]
    for note in report.notes:
        lines += ["", *_wrapped(f"Note: {note}", width, "")]
    return "\n".join([*lines, "", summary(report)])


def _line(verdict: Verdict, *, color: bool) -> str:
    sign = symbol(verdict.outcome)
    if color:
        sign = f"\x1b[{COLORS[verdict.outcome]}m{sign}\x1b[0m"
    carried = f"  ({verdict.carried_from[:2]})" if verdict.carried_from else ""
    reason = f"\n    {verdict.message}" if verdict.outcome == "skipped" else ""
    return f"{sign} {verdict.title}{carried}{reason}"


def summary(report: Report) -> str:
    """Return one line: how many checks passed, the points, and the seed that repeats the run."""
    passed = sum(v.outcome == "passed" for v in report.verdicts)
    line = f"{passed} of {len(report.verdicts)} checks pass, {report.score} of {report.max_score} points"
    if report.exit_code == 3:
        line += "; the workshop itself failed in at least one check, which is not your server's fault"
    return f"{line} (--seed {report.seed} repeats this run)."
