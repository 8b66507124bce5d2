"""Breaks long lines of cards, commands and diffs to a width in cells."""

from __future__ import annotations

import shlex
import textwrap

from rich.cells import cell_len

from checks.reports.text import card as card_text
from checks.verdict import Verdict


def wrap(text: str, width: int, indent: str) -> list[str]:
    """Wrap one line to `width` cells: a letter of some scripts takes two."""
    if cell_len(text) <= width:
        return [text]
    wide = cell_len(text) - len(text)
    return textwrap.wrap(
        text, max(20, width - wide), subsequent_indent=indent, break_on_hyphens=False, replace_whitespace=False
    ) or [""]


def _pasteable(lines: list[str]) -> list[str]:
    """End each line of a broken command with the shell's sign for "goes on", except within quotes, where it is text."""
    shown = [*lines]
    for place in range(1, len(lines)):
        try:
            shlex.split("\n".join(lines[:place]).strip())
        except ValueError:
            continue  # a quotation is open: JSON may go on in the next line
        shown[place - 1] += " \\"
    return shown


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
        return _pasteable(wrap(line, width - 2, "    "))
    return wrap(line, width, "      ")
