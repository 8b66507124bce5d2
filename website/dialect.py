"""Pages are written for GitHub; Python-Markdown spells a few things differently."""

from __future__ import annotations

import re

from website.fences import outside

ALERT = re.compile(r"^> \[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*\n((?:>.*(?:\n|\Z))*)", re.MULTILINE)
ADMONITION = {"NOTE": "note", "TIP": "tip", "IMPORTANT": "info", "WARNING": "warning", "CAUTION": "danger"}


def translate(markdown: str) -> str:
    """Return the page with GitHub's alerts as admonitions, and with Markdown read inside `<details>`."""
    return outside(markdown, lambda text: ALERT.sub(_admonition, text).replace("<details>", '<details markdown="1">'))


def _admonition(alert: re.Match[str]) -> str:
    lines = [re.sub(r"^> ?", "    ", line).rstrip() for line in alert[2].splitlines()]
    return "\n".join([f"!!! {ADMONITION[alert[1]]}", "", *lines, ""])
