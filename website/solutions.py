"""The page of a solution: what it changes against the step before, then each file whole."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from pathlib import Path

from checks.course import Lesson
from website.fences import fence
from website.ladder import label

LANGUAGES = {
    ".py": "python",
    ".toml": "toml",
    ".json": "json",
    ".yml": "yaml",
    ".yaml": "yaml",
    ".md": "markdown",
    ".html": "html",
    ".csv": "text",
    ".txt": "text",
}
MADE_BY_RUNNING = {"model.json", "model.skops"}
MOST_BYTES = 100_000
OTHER_WAYS = """This is one way to do it. The checks see a server from outside only, so yours may look quite different
and be just as right.
"""
HOW_TO_READ = """Lines with `+` are new, lines with `-` are gone. A line with `@@` says where: `+21,50` means 50 lines
from line 21 on.
"""


def files(lesson: Lesson) -> dict[str, str]:
    """Return the text files of a lesson's solution by their path in it; the ones that learners edit come first."""
    if not lesson.solution.is_dir():
        return {}
    found = {path.relative_to(lesson.solution).as_posix(): path for path in _sources(lesson.solution)}
    order = sorted(found, key=lambda name: (lesson.edit.index(name) if name in lesson.edit else len(lesson.edit), name))
    texts = {name: _text(found[name]) for name in order}
    return {name: text for name, text in texts.items() if text is not None}


def _sources(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        inside = path.relative_to(folder).parts
        hidden = any(part.startswith(".") or part == "__pycache__" for part in inside)
        if path.is_file() and not hidden and path.name not in MADE_BY_RUNNING and path.stat().st_size <= MOST_BYTES:
            yield path


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None


def anchor(name: str) -> str:
    """Return the anchor of a file on the solution's page: `main-py` for main.py."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def markdown(lesson: Lesson, before: Lesson | None, facts: str = "") -> str:
    """Return the page of a lesson's solution; `before` is what it builds on, `facts` goes under the title."""
    head = [
        "---\nsearch:\n  exclude: true\n---\n",
        f"# Solution {label(lesson)}\n",
        facts,
        OTHER_WAYS,
        fence(f"$ python3 workshop.py serve {lesson.number} --solution", "console"),
    ]
    changes = [_changes(lesson, before)] if before else []
    return "\n".join([*head, *changes, *_whole(lesson)])


def _changes(lesson: Lesson, before: Lesson) -> str:
    ours, theirs = files(lesson), files(before)
    blocks = [difference(theirs.get(name, ""), ours.get(name, ""), name) for name in {**ours, **theirs}]
    shown = [block for block in blocks if block]
    said = [HOW_TO_READ, *shown] if shown else ["Nothing: the files are the same.\n"]
    return "\n".join([f"## What changed since {label(before)} {{ #what-changed }}\n", *said])


def difference(before: str, after: str, name: str) -> str:
    """Return a block with the changed lines of one file; a sentence if the file is new or gone; else nothing."""
    if before == after:
        return ""
    if not before:
        return f"`{name}` is new; it stands whole [below](#{anchor(name)}).\n"
    if not after:
        return f"`{name}` is gone.\n"
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=3)
    return fence("\n".join(list(lines)[2:]), "diff", name)


def _whole(lesson: Lesson) -> Iterator[str]:
    for name, text in files(lesson).items():
        language = LANGUAGES.get(Path(name).suffix, "text")
        yield f"## {name} {{ #{anchor(name)} }}\n"
        yield fence(text, language)
