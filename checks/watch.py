"""The learner's loop: saves and keys go in, runs are started, the screen is shown, until the learner leaves."""

from __future__ import annotations

import queue
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from checks.actions import Actions
from checks.course import ROOT, Lesson
from checks.desk import Desk
from checks.display import Display, PlainDisplay, TerminalDisplay, is_interactive
from checks.keys import HUNG_UP, pressed_keys
from checks.progress import Progress
from checks.runner import Collected, Confirming, Crashed, Decided, Event, Finished, Runner
from checks.saves import saved_files
from checks.services import Services, in_sentence

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
            case Leave():
                return False
            case Pressed(key=key):
                return key != HUNG_UP and self._actions.press(key)
            case Saved(paths=paths):
                self._actions.safely(lambda: self._desk.saved(paths))
            case Collected() | Decided() | Confirming() | Finished() | Crashed():
                self._actions.safely(lambda: self._desk.hear(news))
            case Resized():
                pass
        return True


def loop(lesson: Lesson, services: Services, root: Path = ROOT) -> int:
    """Start the services, run the learner's loop, and return the exit code; all of it is stopped on every way out.

    Raises CourseError if a lesson.toml is wrong, OSError if .workshop cannot be written.
    """
    news: queue.SimpleQueue[News] = queue.SimpleQueue()  # its put may be called from a signal handler
    interactive = is_interactive()
    display: Display = TerminalDisplay() if interactive else PlainDisplay()
    progress = Progress(root)
    runner = Runner(news.put, root)
    with signals(news), ExitStack() as cleanup:
        cleanup.callback(_say_goodbye, interactive)
        cleanup.callback(services.stop)
        cleanup.callback(runner.close)
        runner.warm()
        services.start()
        desk = Desk(lesson, runner, progress, services.states())
        cleanup.callback(_say_stopping, services)
        if interactive:
            cleanup.enter_context(pressed_keys(lambda key: news.put(Pressed(key))))
        cleanup.enter_context(display)
        cleanup.enter_context(saved_files(root / "lessons", lambda paths: news.put(Saved(frozenset(paths)))))
        Loop(desk, runner, services, news).run(display)
    return 0


@contextmanager
def signals(news: queue.SimpleQueue[News]) -> Iterator[None]:
    """Turn signals into news, so that they never break in halfway; during the clean-up they change nothing."""

    def leave(number: int, _frame: FrameType | None) -> None:
        news.put(Leave(number))

    def resized(_number: int, _frame: FrameType | None) -> None:
        news.put(Resized())

    wanted = [*[(name, leave) for name in ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")], ("SIGWINCH", resized)]
    before: dict[int, Any] = {}
    for name, handler in wanted:
        number = getattr(signal, name, None)
        if number is not None:
            before[number] = signal.signal(number, handler)
    try:
        yield
    finally:
        for number, earlier in before.items():
            signal.signal(number, earlier)


def _say_stopping(services: Services) -> None:
    titles = [in_sentence(state.title) for state in services.states() if state.state in ("starting", "running")]
    if titles:
        _say(f"Stopping {' and '.join(titles)} ...")


def _say_goodbye(interactive: bool) -> None:
    if interactive:
        _say("Your place is kept. Come back with: python3 workshop.py")


def _say(text: str) -> None:
    with suppress(OSError, ValueError):  # the terminal may be gone
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
