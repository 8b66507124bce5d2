"""The learner's loop: saves and keys go in, runs are started, the screen is shown, until the learner leaves."""

from __future__ import annotations

import queue
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from checks.actions import Actions
from checks.course import ROOT, Lesson
from checks.desk import Addresses, Desk
from checks.display import Display, PlainDisplay, TerminalDisplay, is_interactive
from checks.keys import HUNG_UP, pressed_keys
from checks.progress import Progress
from checks.runner import Collected, Crashed, Decided, Event, Finished, Runner
from checks.saves import saved_files
from checks.services import Services

LOOK_SECONDS = 0.25  # how often the services are looked at


@dataclass(frozen=True)
class Pressed:
    """A key."""

    key: str


@dataclass(frozen=True)
class Saved:
    """Files that changed in the lessons' folders."""

    paths: frozenset[Path]


@dataclass(frozen=True)
class Leave:
    """A signal asked the workshop to end."""

    signal: int


@dataclass(frozen=True)
class Resized:
    """The terminal has another size."""


News = Pressed | Saved | Leave | Resized | Event


class Loop:
    """Waits for news of any kind, in the order of their coming, and lets the desk act on them."""

    def __init__(self, desk: Desk, runner: Runner, services: Services, news: queue.SimpleQueue[News]) -> None:
        self._desk, self._runner, self._services, self._news = desk, runner, services, news
        self._actions = Actions(desk)

    def run(self, display: Display) -> None:
        """Check once, then go on until `q`, a signal, or the end of the terminal."""
        desk = self._desk
        self._actions.safely(lambda: desk.go_to(desk.screen.lesson.name))
        display.show(desk.screen)
        while True:
            news = self._next()
            if news is not None and not self._take(news):
                return
            changed = desk.serve(self._services.states())
            if (news is not None or changed) and self._news.empty():
                display.show(desk.screen)

    def _next(self) -> News | None:
        try:
            return self._news.get(timeout=LOOK_SECONDS)
        except queue.Empty:
            return None

    def _take(self, news: News) -> bool:
        match news:
            case Leave() | Pressed(key="hung up"):
                return False
            case Pressed(key=key):
                return self._actions.press(key)
            case Saved(paths=paths):
                self._actions.safely(lambda: self._desk.saved(paths))
            case Collected() | Decided() | Finished() | Crashed():
                self._actions.safely(lambda: self._desk.hear(news))
            case Resized():
                pass
        return True
