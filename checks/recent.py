"""The last report of each lesson, kept for as long as the files that it judged are the same."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from checks.course import Lesson
from checks.files import state_folder, write_whole
from checks.starters import work_files
from checks.verdict import Report


def fingerprint(lesson: Lesson) -> str:
    """Return a SHA-256 of the learner's files, of the lesson's data and of its checks."""
    digest = hashlib.sha256()
    paths = [lesson.folder / name for name in work_files(lesson.folder)]
    for path in [*paths, lesson.folder / "lesson.toml", lesson.check_file]:
        digest.update(path.as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest() if path.is_file() else b"-")
    return digest.hexdigest()


def keep(lesson: Lesson, report: Report, of: str) -> None:
    """Keep a report on files with the fingerprint `of`; not being able to costs only a later run."""
    content = json.dumps({"of": of, "report": report.to_json()}).encode()
    try:
        path = _path(lesson)
        path.parent.mkdir(exist_ok=True)
        write_whole(path, content)
    except OSError:
        return


def recall(lesson: Lesson) -> Report | None:
    """Return the kept report if it is on the files as they are now."""
    try:
        data = json.loads(_path(lesson).read_text(encoding="utf-8"))
        return Report.from_json(data["report"]) if data["of"] == fingerprint(lesson) else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _path(lesson: Lesson) -> Path:
    return state_folder(lesson.root) / "last" / f"{lesson.name}.json"
