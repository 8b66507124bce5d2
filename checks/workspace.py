"""The learner's folder of a lesson: back to the starter, and what the solution changes against it."""

from __future__ import annotations

import difflib
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from checks.course import Lesson
from checks.files import state_folder, write_whole
from checks.starters import differences, is_work, pristine, work_files


class WorkspaceError(Exception):
    """The learner's folder could not be changed, and was not; the message is one sentence with the way out."""


def reset(lesson: Lesson) -> Path | None:
    """Put the starter back, after keeping a copy of all of the learner's files.

    Returns the folder with the copy, or None if there was nothing to put back. Raises WorkspaceError if the copy cannot
    be made: then nothing is changed.
    """
    changed = differences(lesson)
    if not changed:
        return None
    try:
        kept = _keep(lesson)
    except OSError as error:
        raise WorkspaceError(
            f"Your files in lessons/{lesson.name} could not be copied to .workshop/kept ({error}), so they were left"
            " as they are; make room or allow writing there, and try again."
        ) from None
    try:
        _put_back(lesson, changed)
    except OSError as error:
        raise WorkspaceError(
            f"lessons/{lesson.name} could not be put back whole ({error}); your work is safe in {kept};"
            " close the programs that use the folder and try again."
        ) from None
    return kept


def _keep(lesson: Lesson) -> Path:
    """Copy the learner's files to a new folder, named by the time of the copy."""
    parent = state_folder(lesson.root) / "kept" / lesson.name
    parent.mkdir(parents=True, exist_ok=True)
    stamp = f"{datetime.now(UTC):%Y-%m-%d-%H%M%S}"
    names = (stamp if nth == 1 else f"{stamp}-{nth}" for nth in range(1, 1000))
    for folder in (parent / name for name in names):
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        for name in work_files(lesson.folder):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(lesson.folder / name, folder / name)
        return folder
    raise FileExistsError(f"{parent / stamp} and 999 more exist")


def _put_back(lesson: Lesson, changed: list[Path]) -> None:
    given = pristine(lesson)
    lesson.folder.mkdir(parents=True, exist_ok=True)
    for name in changed:
        target = lesson.folder / name
        if not (given / name).exists():
            target.unlink()
    _remove_empty_folders(lesson.folder)
    for name in changed:
        if (given / name).exists():
            (lesson.folder / name).parent.mkdir(parents=True, exist_ok=True)
            write_whole(lesson.folder / name, (given / name).read_bytes())
    # A stale .pyc can hide a restored file that has the size and the second of the one it replaces.
    shutil.rmtree(lesson.folder / "__pycache__", ignore_errors=True)


def _remove_empty_folders(folder: Path) -> None:
    inner = [path for path in folder.rglob("*") if path.is_dir() and is_work(path.relative_to(folder))]
    for path in sorted(inner, reverse=True):
        shutil.rmtree(path / "__pycache__", ignore_errors=True)
        try:
            path.rmdir()
        except OSError:
            pass  # not empty: something hidden of the learner's is in it


def solution_diff(lesson: Lesson) -> list[str]:
    """Return what the solution changes against the starter, as lines of a unified diff without line ends."""
    given, solution = pristine(lesson), lesson.solution
    names = sorted({*work_files(given), *work_files(solution)})
    return [line for name in names for line in _file_diff(given / name, solution / name, name.as_posix())]


def _file_diff(old: Path, new: Path, name: str) -> Iterator[str]:
    before, after = _lines(old), _lines(new)
    if before is None or after is None:
        if not (old.exists() and new.exists() and old.read_bytes() == new.read_bytes()):
            yield f"The file {name} differs, and is not text."
        return
    old_name = f"starter/{name}" if old.exists() else "/dev/null"
    new_name = f"solution/{name}" if new.exists() else "/dev/null"
    yield from difflib.unified_diff(before, after, old_name, new_name, lineterm="")


def _lines(path: Path) -> list[str] | None:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return []
    except UnicodeDecodeError:
        return None
