"""What each key does."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

from checks.course import CourseError
from checks.desk import Desk
from checks.overlays import ladder_overlay, move
from checks.screen import Overlay
from checks.workspace import WorkspaceError, reset, solution_diff
from checks.wrapping import unfolded, unfolded_diff

CARD_WIDTH = 78


class Actions:
    """Turns keys into changes of the desk; a trouble of an action becomes the screen's notice."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._if_yes: Callable[[], None] | None = None
        self._keys: dict[str, Callable[[], None]] = {
            "h": desk.hint,
            "n": lambda: desk.neighbour(1, "This is the last lesson."),
            "p": lambda: desk.neighbour(-1, "This is the first lesson."),
            "l": self._list,
            "o": self._open_page,
            "s": self._ask_for_solution,
            "c": desk.check,
            "enter": desk.check,
            "r": self._ask_for_reset,
            "v": self._whole_card,
        }

    def press(self, key: str) -> bool:
        """Do what a key means; returns False if the learner wants to leave."""
        screen = self._desk.screen
        if screen.question:
            act, self._if_yes = self._if_yes, None
            screen.question = ""
            if key == "y" and act is not None:
                self.safely(act)
        elif screen.overlay is not None:
            self.safely(lambda: self._in_overlay(key))
        elif key == "q":
            return False
        elif key in self._keys:
            screen.notice = ""
            self.safely(self._keys[key])
        return True

    def safely(self, act: Callable[[], None]) -> None:
        """Do something; if it cannot be done, the screen says why."""
        try:
            act()
        except (CourseError, WorkspaceError, OSError) as error:
            self._desk.screen.notice = str(error)

    def _in_overlay(self, key: str) -> None:
        screen = self._desk.screen
        overlay = screen.overlay
        if overlay is None:
            return
        if key == "enter" and overlay.selected is not None:
            self._desk.go_to(screen.rungs[overlay.selected].name)
        elif key in ("q", "escape", "l", "enter", "v", "s"):
            screen.overlay = None
        else:
            move(overlay, key)

    def _list(self) -> None:
        screen = self._desk.screen
        screen.overlay = ladder_overlay(screen.rungs, screen.lesson.name)

    def _whole_card(self) -> None:
        screen = self._desk.screen
        if screen.card is not None:
            screen.overlay = Overlay(screen.lesson.title, unfolded(screen.card, CARD_WIDTH))

    def _open_page(self) -> None:
        screen = self._desk.screen
        if not screen.page_url.startswith("http"):
            screen.notice = f"The page is the file {screen.page_url}; python3 workshop.py shows it in the browser."
            return
        open_in_browser(screen.page_url)
        screen.notice = f"Opening {screen.page_url} - if no browser comes up, paste the address into one."

    def _ask_for_solution(self) -> None:
        screen = self._desk.screen
        passed = any(rung.name == screen.lesson.name and rung.passed for rung in screen.rungs)
        if passed:
            self._show_solution()
            return
        self._if_yes = self._show_solution
        screen.question = (
            "You have not passed this lesson yet, and what you find out yourself stays with you longest."
            " Show the solution now? y shows it, any other key goes back."
        )

    def _show_solution(self) -> None:
        lesson = self._desk.screen.lesson
        lines = unfolded_diff(solution_diff(lesson), CARD_WIDTH)
        where = [f"The whole solution is in solutions/{lesson.name}.", "What it changes against the starter:", ""]
        self._desk.screen.overlay = Overlay(f"Solution of lesson {lesson.number:02d}", [*where, *lines])

    def _ask_for_reset(self) -> None:
        lesson = self._desk.screen.lesson
        self._if_yes = self._reset
        self._desk.screen.question = (
            f"Put lessons/{lesson.name} back to how it was given? Your files are kept in .workshop/kept/{lesson.name}."
            " y does it, any other key goes back."
        )

    def _reset(self) -> None:
        kept = reset(self._desk.screen.lesson)
        if kept is not None:
            self._desk.check()
        shown = kept.relative_to(self._desk.screen.lesson.root).as_posix() if kept else ""
        self._desk.screen.notice = (
            f"The starter is back; your files are in {shown}."
            if kept
            else "Nothing to put back: it is as it was given."
        )


def open_in_browser(url: str) -> None:
    """Ask the system for a browser, in a process of its own: some print, and a text browser would take the terminal."""
    subprocess.Popen(
        [sys.executable, "-m", "webbrowser", url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
    )
