"""The starters as they were given, in .starters/: what `reset` restores and `diff` compares with.

Learners edit lessons/ in place, may commit that, and may have no git at all. So the given files are data of the course:
they come with a zip as with a clone, a pull renews them without a conflict, and nothing a learner does changes them.
For authors, after a change to a starter: `python -m checks.starters` copies lessons/ to .starters/.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from checks.course import ROOT, CourseError, Lesson, all_lessons

# What is in a lesson's folder beside the starter: the page with its pictures, and the lesson's data.
NOT_STARTER = {"README.md", "lesson.toml"}
PICTURES = {".svg", ".png"}


def pristine(lesson: Lesson) -> Path:
    """Return the folder with the lesson's files as given; raises CourseError if the course lacks it."""
    folder = lesson.root / ".starters" / lesson.name
    if not folder.is_dir():
        raise CourseError(f"The folder .starters/{lesson.name} is missing; download the workshop again to get it back.")
    return folder


def work_files(folder: Path) -> list[Path]:
    """List the files of a starter, a solution or a learner's folder, as sorted paths relative to it.

    Left out are the page and its pictures, hidden files, and what Python writes for itself.
    """
    found = (path.relative_to(folder) for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in found if is_work(path))


def is_work(path: Path) -> bool:
    """Tell if a path, relative to its lesson's folder, is part of the learner's work."""
    if any(part.startswith(".") or part == "__pycache__" for part in path.parts):
        return False
    given = len(path.parts) == 1 and (path.name in NOT_STARTER or path.suffix in PICTURES)
    return not given and path.suffix != ".pyc"


def differences(lesson: Lesson) -> list[Path]:
    """List the files, relative to the lesson's folder, that are changed, added or missing against the starter."""
    given = pristine(lesson)
    names = sorted({*work_files(given), *work_files(lesson.folder)})
    return [name for name in names if _content(given / name) != _content(lesson.folder / name)]


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None


def keep_as_given(lesson: Lesson) -> None:
    """Make the lesson's present files its starter (an author's act); raises OSError."""
    target = lesson.root / ".starters" / lesson.name
    shutil.rmtree(target, ignore_errors=True)
    for name in work_files(lesson.folder):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(lesson.folder / name, target / name)


def main(root: Path = ROOT) -> int:
    """Keep every lesson's present files as its starter, and say which."""
    for lesson in all_lessons(root):
        keep_as_given(lesson)
        sys.stdout.write(f".starters/{lesson.name} is now lessons/{lesson.name}.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
