"""The course as data: each lesson read from its lesson.toml and validated. Imports nothing of ours."""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(os.environ.get("WORKSHOP_ROOT") or Path(__file__).resolve().parent.parent)
NAME = re.compile(r"(\d\d)_([a-z0-9_]+)")
CHECK_ID = re.compile(r"[a-z][a-z0-9_]*")
HINT_LEVELS = 3


class CourseError(Exception):
    """A lesson.toml is wrong, or no lesson has that name; the message is one sentence with the way out."""


@dataclass(frozen=True)
class Lesson:
    """One lesson: what lesson.toml says, and where its parts lie.

    `minutes` is the learner's time. `serve` is empty for a lesson without a server. `model_from` names the lesson whose
    solution trains the model that this one's server needs; `station` starts a program that its server calls.
    """

    name: str
    title: str
    goal: str
    minutes: int
    edit: tuple[str, ...]
    serve: tuple[str, ...] = ()
    builds_on: str | None = None
    model_from: str | None = None
    station: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    stubs: tuple[str, ...] = ()
    hints: dict[str, tuple[str, ...]] = field(default_factory=dict, hash=False)
    root: Path = ROOT

    @property
    def number(self) -> int:
        """The lesson's place on the ladder."""
        return int(self.name[:2])

    @property
    def slug(self) -> str:
        """The name without its number."""
        return self.name[3:]

    @property
    def folder(self) -> Path:
        """Where the learner works."""
        return self.root / "lessons" / self.name

    @property
    def solution(self) -> Path:
        """A full runnable copy."""
        return self.root / "solutions" / self.name

    @property
    def page(self) -> Path:
        """The lesson's text."""
        return self.folder / "README.md"

    @property
    def notebook(self) -> Path:
        """The notebook that calls this step's server."""
        return self.root / "notebooks" / f"{self.name}.ipynb"

    @property
    def check_file(self) -> Path:
        """The pytest file with this lesson's own checks."""
        return self.root / "checks" / "lessons" / f"test_{self.name}.py"


def load(name: str, root: Path = ROOT) -> Lesson:
    """Read one lesson by its full name; raises CourseError that names the file and the key at fault."""
    path = root / "lessons" / name / "lesson.toml"
    shown = f"lessons/{name}/lesson.toml"
    if not NAME.fullmatch(name):
        raise CourseError(f"The folder lessons/{name} is not named like 04_serve_with_flask; rename it.")
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise CourseError(f"{shown} is missing; every lesson folder needs one.") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CourseError(f"{shown} is not valid TOML: {error}.") from None
    return Lesson(name=name, root=root, **_validated(data, shown))


def _validated(data: dict[str, Any], shown: str) -> dict[str, Any]:
    required: dict[str, type] = {"title": str, "goal": str, "minutes": int, "edit": list}
    lists: dict[str, type] = dict.fromkeys(("serve", "station", "replaces", "stubs"), list)
    optional: dict[str, type] = {**lists, "builds_on": str, "model_from": str, "hints": dict}
    kinds = {str: "a text", int: "a whole number", list: "a list of texts", dict: "a table"}
    known: dict[str, type] = {**required, **optional}
    for key, value in data.items():
        if key not in known:
            raise CourseError(f"{shown} has the unknown key {key!r}; known are {', '.join(known)}.")
        kind = known[key]
        if type(value) is not kind:
            raise CourseError(f"{shown}: {key} must be {kinds[kind]}.")
        if isinstance(value, list) and not all(isinstance(item, str) and item for item in value):
            raise CourseError(f"{shown}: {key} must be a list of texts that are not empty.")
    for key in required:
        if not data.get(key):
            raise CourseError(f"{shown} lacks {key}, or it is empty; add it.")
    if data["minutes"] < 1:
        raise CourseError(f"{shown}: minutes must be 1 or more.")
    _validate_hints(data.get("hints", {}), shown)
    tuples = {key: tuple(value) for key, value in data.items() if isinstance(value, list)}
    hints = {check: tuple(levels) for check, levels in data.get("hints", {}).items()}
    return {**data, **tuples, "hints": hints}


def _validate_hints(hints: dict[str, Any], shown: str) -> None:
    for check, levels in hints.items():
        if not CHECK_ID.fullmatch(check):
            raise CourseError(f"{shown}: hints.{check} is not a check's id, such as greets_any_name.")
        fit = isinstance(levels, list) and len(levels) == HINT_LEVELS
        if not fit or not all(isinstance(level, str) and level.strip() for level in levels):
            raise CourseError(f"{shown}: hints.{check} must be a list of {HINT_LEVELS} texts.")


def _names(root: Path) -> Iterator[str]:
    for folder in sorted((root / "lessons").iterdir()):
        if folder.is_dir() and folder.name[:2].isdigit():
            yield folder.name


def all_lessons(root: Path = ROOT) -> list[Lesson]:
    """Read every lesson, in the order of the ladder; raises CourseError."""
    return [load(name, root) for name in _names(root)]


def find(text: str, root: Path = ROOT) -> Lesson:
    """Find a lesson by `4`, `04`, `serve_with_flask` or `04_serve_with_flask`; raises CourseError."""
    names = list(_names(root))
    for name in names:
        if text in (name, name[3:]) or (text.isdecimal() and int(text) == int(name[:2])):
            return load(name, root)
    raise CourseError(f"There is no lesson {text!r}; there are {', '.join(names)}.")


def chain(lesson: Lesson) -> list[Lesson]:
    """Return the lessons that this one builds on, the first one first, itself last; raises CourseError."""
    lessons = [lesson]
    while (below := lessons[0].builds_on) is not None:
        if below in {known.name for known in lessons}:
            raise CourseError(f"lessons/{lesson.name}/lesson.toml: builds_on goes round in a circle at {below}.")
        if below not in set(_names(lesson.root)):
            raise CourseError(f"lessons/{lessons[0].name}/lesson.toml: builds_on names {below}, which does not exist.")
        lessons.insert(0, load(below, lesson.root))
    return lessons
