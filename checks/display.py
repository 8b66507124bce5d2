"""Where the screen goes: a full-screen terminal view, or plain reports one after another for pipes."""

from __future__ import annotations

import contextlib
import os
import sys
from types import TracebackType
from typing import Protocol, Self

from rich.console import Console
from rich.live import Live

from checks.reports.text import report as report_text
from checks.screen import Screen
from checks.signs import Signs
from checks.verdict import Report
from checks.view import render


class Display(Protocol):
    """Shows screens while its block runs."""

    def __enter__(self) -> Self: ...
    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    def show(self, screen: Screen) -> None:
        """Show this state."""


def is_interactive() -> bool:
    """Tell if a learner sits at a terminal that can show a view and give keys."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM") not in ("dumb", "unknown")


def never_fail_on_letters() -> None:
    """Let standard output show `?` for what its encoding lacks, as Windows' code pages do."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


class TerminalDisplay:
    """The whole terminal, drawn anew when something changed; what was there before comes back at the end."""

    def __init__(self) -> None:
        # Markup, emoji codes and highlighting would change what a learner's server said.
        self._console = Console(markup=False, emoji=False, highlight=False)
        self._live = Live(console=self._console, screen=True, auto_refresh=False, redirect_stdout=False)
        self._signs = Signs(sys.stdout.encoding or "ascii")

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with contextlib.suppress(OSError):  # the terminal was closed
            self._live.stop()

    def show(self, screen: Screen) -> None:
        """Draw the state for the terminal's present size."""
        width, height = self._console.size
        with contextlib.suppress(OSError):
            self._live.update(render(screen, width, height, self._signs), refresh=True)


class PlainDisplay:
    """Prints each finished run's report, and each new notice, as text."""

    def __init__(self) -> None:
        self._report: Report | None = None
        self._said: set[str] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None

    def show(self, screen: Screen) -> None:
        """Print what is new."""
        lesson = screen.lesson
        self._say(f"Lesson {lesson.number:02d}, {lesson.title}. Edit lessons/{lesson.name}; read {screen.page_url}.")
        for state in screen.services:
            self._say(state.note)
        for text in (screen.crash, screen.notice):
            self._say(text)
        if screen.report is not None and screen.report is not self._report and not screen.running:
            self._report = screen.report
            self._print(report_text(screen.report))
            if screen.report.passed:
                self._print(f"Well done: lesson {lesson.number:02d} passes.")

    def _say(self, text: str) -> None:
        if text and text not in self._said:
            self._said.add(text)
            self._print(text)

    def _print(self, text: str) -> None:
        sys.stdout.write(text + "\n\n")
        sys.stdout.flush()
