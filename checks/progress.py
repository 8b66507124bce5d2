"""What the learner has reached, kept in .workshop/progress.json: it survives restarts, and two workshops at once."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from checks.course import ROOT
from checks.files import state_folder, write_whole
from checks.verdict import Report
from setup_workshop.one_at_a_time import one_at_a_time

HINT_LEVELS = 3


@dataclass
class Record:
    """One lesson's progress: when it first passed (UTC, ISO 8601), the best score, and hint levels seen by check."""

    passed: str | None = None
    best: int = 0
    of: int = 0
    hints: dict[str, int] = field(default_factory=dict)


class Progress:
    """The file progress.json. Every change is read, made and written under a lock; unknown members are kept."""

    def __init__(self, root: Path = ROOT) -> None:
        self._path = state_folder(root) / "progress.json"
        self._notice = ""

    def current(self) -> str | None:
        """Return the name of the lesson that the learner was last at."""
        name = self._read().get("current")
        return name if isinstance(name, str) else None

    def record(self, lesson: str) -> Record:
        """Return what is known of a lesson; an empty record if nothing is."""
        return _record(self._read(), lesson)

    def records(self) -> dict[str, Record]:
        """Return what is known of every lesson, by name."""
        data = self._read()
        return {name: _record(data, name) for name in _lessons(data)}

    def go_to(self, lesson: str) -> None:
        """Keep the current lesson."""
        self._change(lambda data: data.update(current=lesson))

    def keep(self, report: Report) -> None:
        """Keep a run of the learner's own folder: the best score, and the date if it passed for the first time."""

        def change(data: dict[str, Any]) -> None:
            record = _record(data, report.lesson)
            if report.max_score and report.score * (record.of or 1) >= record.best * report.max_score:
                record.best, record.of = report.score, report.max_score
            if report.passed and record.passed is None:
                record.passed = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            _put(data, report.lesson, record)

        self._change(change)

    def see_hint(self, lesson: str, check: str, level: int) -> None:
        """Keep that the hints of a check were seen up to this level (1 to 3)."""

        def change(data: dict[str, Any]) -> None:
            record = _record(data, lesson)
            record.hints[check] = min(HINT_LEVELS, max(level, record.hints.get(check, 0)))
            _put(data, lesson, record)

        self._change(change)

    def notice(self) -> str:
        """Return, once, what the learner should know about the file (it was broken and set aside), else nothing."""
        notice, self._notice = self._notice, ""
        return notice

    def _read(self) -> dict[str, Any]:
        try:
            data = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (ValueError, OSError):
            return self._set_aside()
        return data if isinstance(data, dict) else self._set_aside()

    def _set_aside(self) -> dict[str, Any]:
        kept = self._path.with_name(f"progress.broken-{datetime.now(UTC):%Y%m%d-%H%M%S}.json")
        try:
            self._path.replace(kept)
        except OSError as error:
            self._notice = f"{self._path} cannot be read ({error.strerror}); progress starts anew until it can be."
            return {}
        self._notice = f"Your progress file was damaged; it is kept as {kept}, and progress starts anew."
        return {}

    def _change(self, change: Callable[[dict[str, Any]], None]) -> None:
        try:
            with one_at_a_time(self._path.with_name("progress.lock"), lambda _: None):
                data = self._read()
                change(data)
                text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
                write_whole(self._path, text.encode())
        except OSError as error:
            # A full disk must not end the lesson: the checks go on, only their memory is lost.
            self._notice = f"Your progress could not be kept in {self._path} ({error.strerror}); make room and go on."


def _lessons(data: dict[str, Any]) -> dict[str, Any]:
    lessons = data.get("lessons")
    return lessons if isinstance(lessons, dict) else {}


def _record(data: dict[str, Any], lesson: str) -> Record:
    known = _lessons(data).get(lesson)
    if not isinstance(known, dict):
        return Record()
    passed, hints = known.get("passed"), known.get("hints")
    return Record(
        passed=passed if isinstance(passed, str) else None,
        best=_whole(known.get("best")),
        of=_whole(known.get("of")),
        hints={check: _whole(level) for check, level in hints.items()} if isinstance(hints, dict) else {},
    )


def _whole(value: object) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else 0


def _put(data: dict[str, Any], lesson: str, record: Record) -> None:
    if not isinstance(data.get("lessons"), dict):
        data["lessons"] = {}
    known = data["lessons"].get(lesson)
    kept = known if isinstance(known, dict) else {}
    changed = {"passed": record.passed, "best": record.best, "of": record.of, "hints": record.hints}
    data["lessons"][lesson] = {**kept, **changed}
