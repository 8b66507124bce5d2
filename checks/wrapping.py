"""Breaks long lines of cards, commands and diffs to a width in cells."""

from __future__ import annotations

import re
import shlex
import textwrap

from rich.cells import cell_len

from checks.reports.text import card as card_text
from checks.verdict import Verdict

_TEXTS = re.compile(r"""'[^'{\[]*'|"[^"]*\"""")  # no line may end at a space in them; between the parts of JSON it may
_KEPT = "\ue000"  # a letter that means nothing and has one cell


def wrap(text: str, width: int, indent: str) -> list[str]:
    """Wrap one line to `width` cells: a letter of some scripts takes two."""
    if cell_len(text) <= width:
        return [text]
    wide = cell_len(text) - len(text)
    return textwrap.wrap(
        text, max(20, width - wide), subsequent_indent=indent, break_on_hyphens=False, replace_whitespace=False
    ) or [""]


def _pasteable(text: str, width: int) -> list[str]:
    """Wrap a command so that a POSIX shell reads its lines as one: each ends in a backslash, but within quotes."""
    text = _TEXTS.sub(lambda found: found[0].replace(" ", _KEPT), text.expandtabs())
    first, *others = wrap(text, width - 2, "    ")
    lines, end = [first], len(first)
    for line in others:
        body = line.strip()
        start = text.index(body, end)
        within_word = start == end
        if not _in_quotes(text[:end]):
            lines[-1] += "\\" if within_word else " \\"
        lines.append(body if within_word else line)
        end = start + len(body)
    return [line.replace(_KEPT, " ") for line in lines]


def _in_quotes(text: str) -> bool:
    try:
        shlex.split(text)
    except ValueError:
        return True
    return False


def unfolded(verdict: Verdict, width: int) -> list[str]:
    """Return the whole card as lines, for the overlay."""
    lines = card_text(verdict, width).splitlines()
    return [part for line in lines for part in parts(line, width)]


def unfolded_diff(lines: list[str], width: int) -> list[str]:
    """Return a diff with its long lines broken; each part keeps the sign, and with it the color."""
    indents = [line[:1] + " " * (len(line) - len(line[1:].lstrip()) + 3) for line in lines]
    return [part for line, indent in zip(lines, indents, strict=True) for part in wrap(line, width, indent)]


def parts(line: str, width: int) -> list[str]:
    """Break one line of a card; a command can still be copied and pasted into a POSIX shell."""
    if line.startswith("  sent "):
        return _pasteable(line, width)
    return wrap(line, width, "      ")
