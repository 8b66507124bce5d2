"""Draws the learner's screen: a pure function from the state and the terminal's size to lines that fit it."""

from __future__ import annotations

from rich.console import Console, Group
from rich.text import Text

from checks.folding import Line, fold
from checks.reports.text import card as card_text
from checks.screen import Overlay, Screen
from checks.signs import Signs
from checks.wrapping import parts, wrap

WIDEST = 100  # longer lines are hard to read
LOW = 30  # a terminal of fewer lines gets the short heading
# Sixteen-color names only: a terminal's own theme makes them readable on light and on dark.
STYLES = {"passed": "green", "failed": "bold red", "error": "bold magenta", "skipped": "", "pending": ""}


def render(screen: Screen, width: int, height: int, signs: Signs) -> Group:
    """Return the screen as `height` lines at most, none wider than `width` cells."""
    painter = _Painter(min(width, WIDEST) - 1, signs)
    overlay = screen.overlay
    lines = painter.overlay(overlay, height) if overlay is not None else painter.lesson(screen, height)
    for line in lines:
        line.no_wrap, line.overflow = True, "ellipsis" if signs.unicode else "crop"
    return Group(*lines[:height])


class _Painter:
    def __init__(self, width: int, signs: Signs) -> None:
        self.width = width
        self.signs = signs
        self._console = Console(width=width)

    def lesson(self, screen: Screen, height: int) -> list[Text]:
        """The usual screen, from the top: heading, list, card with hints, and what concerns the keys at the bottom."""
        head = self._heading(screen, short=height < LOW)
        status = self._status(screen)
        foot = self._foot(screen)
        room = height - len(head) - len(status) - len(foot)
        card = self._card(screen)
        hints = self._hints(screen, newest_only=height < LOW)
        wanted = len(card) + len(hints)
        listed = fold(screen.verdicts, max(1, room - (wanted if card else 0)))
        body = [self._check(line) for line in listed][: max(1, room)]
        card = self._cut(card, room - len(body) - len(hints))
        above = [*head, *status, *body, *card, *hints]
        return [*above, *[Text()] * (height - len(above) - len(foot)), *foot]

    def _heading(self, screen: Screen, *, short: bool) -> list[Text]:
        lesson = screen.lesson
        title = Text(f"Lesson {lesson.number:02d}  {lesson.title}", style="bold")
        done = sum(rung.passed for rung in screen.rungs)
        lines = [self._ends(title, Text(f"{done} of {len(screen.rungs)} lessons passed"))]
        if not short:
            lines += self._wrapped(lesson.goal)
        edit = ", ".join(f"lessons/{lesson.name}/{name}" for name in lesson.edit)
        lines += [Text(f"edit  {edit}"), Text(f"read  {screen.page_url}")]
        if not short:
            lines.append(Text(f"try   {screen.notebook_url}"))
        return [*lines, *self._services(screen)]

    def _services(self, screen: Screen) -> list[Text]:
        notes = [state.note for state in screen.services if state.note]
        starting = [state.title for state in screen.services if state.state == "starting"]
        notes += [f"{' and '.join(starting)} {'is' if len(starting) == 1 else 'are'} starting."] if starting else []
        return [line for note in notes for line in self._wrapped(note)]

    def _status(self, screen: Screen) -> list[Text]:
        rule = Text(self.signs.rule * self.width)
        if screen.crash:
            lines = self._wrapped(f"{self.signs.of('error')} {screen.crash}", "bold magenta")
        elif screen.running:
            decided = sum(verdict.outcome != "pending" for verdict in screen.verdicts)
            count = f" {decided} of {len(screen.verdicts)} checks done." if screen.verdicts else ""
            said = "Making sure, in a fresh process." if screen.confirming else f"Checking what you saved.{count}"
            lines = [Text(said, style="bold")]
        elif screen.report is None:
            lines = [Text("Waiting for the first check.", style="bold")]
        elif screen.passed:
            lines = self._passed(screen)
        else:
            lines = self._wrapped(_score(screen), "bold")
        return [rule, *lines]

    def _passed(self, screen: Screen) -> list[Text]:
        report = screen.report
        points = f"{report.score} of {report.max_score} points" if report else ""
        work = "your server" if screen.lesson.serve else "your program"
        lines = self._wrapped(
            f"{self.signs.of('passed')} Well done: {work} does all that lesson {screen.lesson.number:02d} asks"
            f" ({points}).",
            "bold green",
        )
        following = screen.following
        ahead = f"n goes on to lesson {following.number}, {following.title}." if following else "That was the last one."
        return [*lines, *self._wrapped(ahead, "bold")]

    def _check(self, line: Line) -> Text:
        text = Text(f" {self.signs.of(line.outcome)} ", style=STYLES[line.outcome])
        return text.append(line.text, style="bold" if line.outcome in ("failed", "error") else "not bold default")

    def _card(self, screen: Screen) -> list[Text]:
        verdict = screen.card
        if verdict is None:
            return []
        heading = "Before this save" if screen.card_is_old else "Start here"
        rule = f"{self.signs.rule * 2} {heading} "
        lines = [Text(rule + self.signs.rule * max(0, self.width - len(rule)))]
        for text in self.signs.fit(card_text(verdict, self.width)).splitlines():
            lines += self._card_line(text)
        return lines

    def _card_line(self, text: str) -> list[Text]:
        if text[:6] in ("    - ", "    + "):
            return [Text(text, style="red" if text[4] == "-" else "green")]
        if text.startswith("  sent "):
            return [Text(line) for line in parts(text, self.width)]
        indent = " " * (len(text) - len(text.lstrip()) + 2)
        return [Text(line) for line in wrap(text, self.width, indent)]

    def _cut(self, card: list[Text], room: int) -> list[Text]:
        if len(card) > room:  # what the server said comes last, and helps most: empty lines go before it does
            card = [line for line in card if line.plain.strip()]
        if len(card) <= room:
            return card
        hidden = len(card) - max(0, room - 1)
        return [*card[: max(0, room - 1)], Text(f"  {hidden} more lines: press v to view them all", style="bold")]

    def _hints(self, screen: Screen, *, newest_only: bool) -> list[Text]:
        if screen.card is None or screen.card.outcome != "failed":
            return []
        lines = []
        for level, hint in enumerate(screen.hints, start=1):
            if newest_only and level < len(screen.hints):
                continue
            lines += self._wrapped(f"Hint {level} of 3: {self.signs.fit(hint)}")
        return [Text(), *lines] if lines else []

    def _foot(self, screen: Screen) -> list[Text]:
        lines = [Text(self.signs.rule * self.width)]
        if screen.question:
            return [*lines, *self._wrapped(screen.question, "bold")]
        if screen.notice:
            lines += self._wrapped(screen.notice)
        return [*lines, *self._keys(_KEYS)]

    def _keys(self, keys: list[tuple[str, str]]) -> list[Text]:
        lines = [Text()]
        for key, meaning in keys:
            if lines[-1].cell_len + len(key) + len(meaning) + 3 > self.width:
                lines.append(Text())
            gap = "  " if lines[-1].cell_len else ""
            lines[-1].append(gap).append(key, style="bold underline").append(f" {meaning}")
        return lines

    def overlay(self, overlay: Overlay, height: int) -> list[Text]:
        """A text over the whole screen, with its own keys."""
        choosing = overlay.selected is not None
        keys = [("up", "and"), ("down", "choose"), ("enter", "go there"), ("l", "back")] if choosing else _PAGER_KEYS
        foot = [Text(self.signs.rule * self.width), *self._keys(keys)]
        room = max(1, height - len(foot) - 1)
        if overlay.selected is not None:
            overlay.top = min(overlay.top, overlay.selected)
            overlay.top = max(overlay.top, overlay.selected - room + 1)
        overlay.top = max(0, min(overlay.top, len(overlay.lines) - room))
        shown = overlay.lines[overlay.top : overlay.top + room]
        place = f"{overlay.top + 1}-{overlay.top + len(shown)} of {len(overlay.lines)}"
        lines = [self._ends(Text(overlay.title, style="bold"), Text("" if choosing else place))]
        for number, text in enumerate(shown, start=overlay.top):
            lines.append(self._overlay_line(text, selected=number == overlay.selected, choosing=choosing))
        return [*lines, *[Text()] * (room - len(shown)), *foot]

    def _overlay_line(self, text: str, *, selected: bool, choosing: bool) -> Text:
        text = self.signs.fit(text)
        if choosing:
            return Text(f"{self.signs.pointer if selected else ' '} {text}", style="bold" if selected else "")
        return Text(text, style=_diff_style(text))

    def _wrapped(self, text: str, style: str = "") -> list[Text]:
        return [Text(line, style=style) for line in wrap(self.signs.fit(text), self.width, "")]

    def _ends(self, left: Text, right: Text) -> Text:
        gap = self.width - left.cell_len - right.cell_len
        return left.append(" " * gap).append(right.plain, style="not bold default") if gap >= 2 else left


_KEYS = [
    ("h", "hint"),
    ("n", "next"),
    ("p", "prev"),
    ("l", "list"),
    ("o", "page"),
    ("s", "solution"),
    ("c", "check"),
    ("r", "reset"),
    ("q", "quit"),
]
_PAGER_KEYS = [("space", "further"), ("b", "back"), ("q", "close")]


def _diff_style(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return "bold"
    return {"+": "green", "-": "red"}.get(line[:1], "")


def _score(screen: Screen) -> str:
    report = screen.report
    if report is None:
        return ""
    failed = sum(verdict.outcome == "failed" for verdict in report.verdicts)
    score = f"{report.score} of {report.max_score} points. {failed} {'check fails' if failed == 1 else 'checks fail'}"
    if any(verdict.outcome == "error" for verdict in report.verdicts):
        return f"{score}, and a check itself is broken: that is the workshop's fault, not yours."
    return f"{score}."
