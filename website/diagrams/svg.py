"""Pieces of an SVG picture as text: pure functions, one palette for light and dark, readable on a phone.

Coordinates and sizes are in the picture's own units. A phone shows a lesson's picture about 350 px wide: draw it at
most 400 units wide with text of 14 units or more, and no letter is smaller than 12 px there. Kinds of a box, line or
text name what it stands for (`client`, `server`, `model`, `data`, `fault`, `plain`); the palette gives the colors.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from html import escape
from typing import Literal

Kind = Literal["plain", "client", "server", "model", "data", "fault"]
Anchor = Literal["start", "middle", "end"]

# Each color: on a light page, on a dark page. Every text color has a contrast of 4.5 or more on paper and on each fill.
PALETTE: dict[str, tuple[str, str]] = {
    "paper": ("#ffffff", "#1e2129"),
    "ink": ("#1f2933", "#e8eaf0"),
    "muted": ("#52606d", "#b3bac8"),
    "plain-line": ("#7b8794", "#8d96a8"),
    "plain-fill": ("#f5f7fa", "#2a2e39"),
    "client-line": ("#2563a8", "#7db4f0"),
    "client-fill": ("#e8f1fb", "#1f3450"),
    "server-line": ("#0f766e", "#5ccfc0"),
    "server-fill": ("#e3f5f2", "#17403c"),
    "model-line": ("#9a5b00", "#f0b45c"),
    "model-fill": ("#fdf1dc", "#47341a"),
    "data-line": ("#6b4fa0", "#bda4ec"),
    "data-fill": ("#f1ecfa", "#352b4d"),
    "fault-line": ("#b42318", "#ff9b8f"),
    "fault-fill": ("#fdeceb", "#4d2320"),
}
SANS = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif'
MONO = 'ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace'
LINE_HEIGHT = 1.4
HEAD_LENGTH, HEAD_WIDTH = 9.0, 8.0


def number(value: float) -> str:
    """Return a coordinate as short text: `12` for 12.0, else at most two decimals."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def text_width(content: str, *, size: float = 14, mono: bool = False) -> float:
    """Return about how wide a text is drawn, on the generous side."""
    return len(content) * size * (0.61 if mono else 0.56)


def text(
    x: float,
    y: float,
    content: str,
    *,
    size: float = 14,
    anchor: Anchor = "start",
    kind: Literal[Kind, "ink", "muted"] = "ink",
    mono: bool = False,
    bold: bool = False,
) -> str:
    """Return one line of text; (x, y) is its anchor on the baseline. Spaces are kept as they are."""
    color = kind if kind in ("ink", "muted") else f"{kind}-line"
    classes = " ".join(["mono"] * mono + ["bold"] * bold)
    attributes = f' class="{classes}"' if classes else ""
    attributes += "" if anchor == "start" else f' text-anchor="{anchor}"'
    place = f'x="{number(x)}" y="{number(y)}" font-size="{number(size)}"'
    return f'<text {place}{attributes} style="fill:var(--{color})">{escape(content, quote=False)}</text>'


def lines(
    x: float, y: float, contents: Iterable[str], *, size: float = 14, mono: bool = False, anchor: Anchor = "start"
) -> str:
    """Return several lines of text under each other; (x, y) is the anchor of the first one's baseline."""
    step = size * LINE_HEIGHT
    rows = (text(x, y + row * step, line, size=size, mono=mono, anchor=anchor) for row, line in enumerate(contents))
    return "\n".join(rows)


def box(
    x: float, y: float, width: float, height: float, *, kind: Kind = "plain", radius: float = 8, dashed: bool = False
) -> str:
    """Return a rounded rectangle with its upper left corner at (x, y)."""
    place = f'x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" rx="{number(radius)}"'
    dashes = ";stroke-dasharray:5 4" if dashed else ""
    return f'<rect {place} style="fill:var(--{kind}-fill);stroke:var(--{kind}-line);stroke-width:1.5{dashes}"/>'


def line(x1: float, y1: float, x2: float, y2: float, *, kind: Kind = "plain", dashed: bool = False) -> str:
    """Return a straight line between two points."""
    ends = f'x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"'
    dashes = ";stroke-dasharray:5 4" if dashed else ""
    return f'<line {ends} style="stroke:var(--{kind}-line);stroke-width:2{dashes}"/>'


def arrow(x1: float, y1: float, x2: float, y2: float, *, kind: Kind = "plain", dashed: bool = False) -> str:
    """Return a straight arrow whose tip is at (x2, y2); raises ValueError if it has no length."""
    length = math.hypot(x2 - x1, y2 - y1)
    if not length:
        raise ValueError(f"An arrow at ({x1}, {y1}) has no length.")
    dx, dy = (x2 - x1) / length, (y2 - y1) / length
    neck_x, neck_y = x2 - dx * HEAD_LENGTH, y2 - dy * HEAD_LENGTH
    side_x, side_y = -dy * HEAD_WIDTH / 2, dx * HEAD_WIDTH / 2
    # A polygon, not a <marker>: markers need ids, and two pictures on one page would share them.
    corners = [(x2, y2), (neck_x + side_x, neck_y + side_y), (neck_x - side_x, neck_y - side_y)]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    head = f'<polygon points="{points}" style="fill:var(--{kind}-line)"/>'
    return line(x1, y1, neck_x, neck_y, kind=kind, dashed=dashed) + head


def drawing(width: float, height: float, parts: Iterable[str], *, title: str, desc: str) -> str:
    """Return a whole SVG file: its title is read aloud first, then `desc`, which says what the picture shows."""
    name = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")
    size = f'viewBox="0 0 {number(width)} {number(height)}" width="{number(width)}" height="{number(height)}"'
    named = f'role="img" aria-labelledby="{name}-title" aria-describedby="{name}-desc"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="diagram" {size} {named}>'
    words = [f'<title id="{name}-title">{escape(title)}</title>', f'<desc id="{name}-desc">{escape(desc)}</desc>']
    style = f"<style>\n{own_style()}</style>"
    paper = '<rect width="100%" height="100%" rx="8" style="fill:var(--paper)"/>'
    return "\n".join([head, *words, style, paper, *parts, "</svg>", ""])


def own_style() -> str:
    """Return the style inside each file: the reader's system says whether it is light or dark."""
    dark = _colors(".diagram", dark=True)
    return f"{_shared_style()}{_colors('.diagram', dark=False)}@media (prefers-color-scheme: dark) {{\n{dark}}}\n"


def site_style() -> str:
    """Return the style for pictures inlined in the site, where the reader's switch says whether it is light or dark."""
    light = _colors('[data-md-color-scheme="default"] .diagram', dark=False)
    return _shared_style() + light + _colors('[data-md-color-scheme="slate"] .diagram', dark=True)


def _shared_style() -> str:
    rules = {
        "text": f"font-family: {SANS}; white-space: pre",
        ".mono": f"font-family: {MONO}",
        ".bold": "font-weight: 600",
    }
    return "".join(f".diagram {selector} {{ {rule} }}\n" for selector, rule in rules.items())


def _colors(selector: str, *, dark: bool) -> str:
    values = "; ".join(f"--{name}: {pair[dark]}" for name, pair in PALETTE.items())
    return f"{selector} {{ {values} }}\n"
