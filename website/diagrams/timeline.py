"""Timelines of requests: a bar each, from the moment it was sent to its answer, on one time axis for all panels."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from website.diagrams.svg import Anchor, drawing, line, number, text, text_width

Bar = tuple[float, float]  # (sent, answered), both since the panel's first request was sent
Panel = tuple[str, Sequence[Bar]]

WIDTH = 400
LEFT, RIGHT = 12, 388  # the axis goes from 0 at LEFT to its end at RIGHT
ROW, GAP = 11.0, 3.0  # a bar with the gap below it
MOST_BARS_HEIGHT = 132.0  # many bars are drawn thinner
HEAD, AFTER = 24.0, 16.0  # the panel's label above its bars, and the room after them
AXIS = 38.0
MOST_TICKS = 6
NARROWEST = 1.5  # a bar of no length would not be seen
STEPS = (1.0, 2.0, 5.0)  # times a power of ten: how far ticks lie apart


def panel_timelines(panels: Sequence[Panel], *, title: str, desc: str, unit: str = "s") -> str:
    """Return panels of bars under each other as one SVG file's text, each with the time of its last answer.

    A bar is (sent, answered) in `unit`, 0 being when the panel's first request was sent. Bars are drawn in the order
    of their answers. Raises ValueError for no panel, a panel without bars, or a label that does not fit.
    """
    if not panels or not all(bars for _, bars in panels):
        raise ValueError("A timeline needs a panel, and each panel needs a bar.")
    longest = max(answered for _, bars in panels for _, answered in bars)
    step = tick_step(longest)
    ticks = [step * count for count in range(math.ceil(longest / step) + 1)]
    parts: list[str] = []
    top = 8.0
    for label, bars in panels:
        parts += _panel(top, label, bars, ticks, unit)
        top += HEAD + _bars_height(bars) + AFTER
    parts += _tick_labels(top, ticks, step, unit)
    return drawing(WIDTH, top + AXIS, parts, title=title, desc=desc)


def tick_step(longest: float) -> float:
    """Return how far ticks lie apart on an axis up to `longest`, in the same unit: 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(longest / MOST_TICKS))
    return next((step * power for step in STEPS if longest <= step * power * MOST_TICKS), 10 * power)


def _bars_height(bars: Sequence[Bar]) -> float:
    return min(len(bars) * ROW, MOST_BARS_HEIGHT)


def _x(value: float, end: float) -> float:
    return LEFT + (RIGHT - LEFT) * value / end


def _panel(top: float, label: str, bars: Sequence[Bar], ticks: Sequence[float], unit: str) -> Iterator[str]:
    last = f"{max(answered for _, answered in bars):.{2 if unit == 's' else 0}f} {unit}"
    if text_width(label) + text_width(last) > RIGHT - LEFT:
        raise ValueError(f"The label {label!r} does not fit beside {last!r}.")
    yield text(LEFT, top + 14, label, bold=True)
    yield text(RIGHT, top + 14, last, anchor="end", kind="server", bold=True)
    height = _bars_height(bars)
    for tick in ticks:
        x = _x(tick, ticks[-1])
        yield line(x, top + HEAD - 3, x, top + HEAD + height, dashed=tick > 0)
    row = height / len(bars)
    for index, bar in enumerate(sorted(bars, key=lambda one: (one[1], one[0]))):
        yield _bar(bar, top + HEAD + index * row, row * (1 - GAP / ROW), ticks[-1])


def _bar(bar: Bar, top: float, height: float, end: float) -> str:
    sent, answered = bar
    width = max(_x(answered, end) - _x(sent, end), NARROWEST)
    place = f'x="{number(_x(sent, end))}" y="{number(top)}" width="{number(width)}" height="{number(height)}"'
    return f'<rect {place} rx="{number(min(2, height / 2))}" style="fill:var(--server-line)"/>'


def _tick_labels(bottom: float, ticks: Sequence[float], step: float, unit: str) -> Iterator[str]:
    decimals = max(0, -math.floor(math.log10(step)))
    for tick in ticks:
        anchor: Anchor = "start" if tick == 0 else "end" if tick == ticks[-1] else "middle"
        label = f"{tick:.{decimals}f}" + (f" {unit}" if tick == ticks[-1] else "")
        yield text(_x(tick, ticks[-1]), bottom + 6, label, anchor=anchor, kind="muted")
    yield text(LEFT, bottom + 27, "time since the first request was sent", kind="muted")
