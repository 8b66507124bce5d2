"""Lessons, solutions, notebooks and checks mirror each other."""

import re
from operator import attrgetter

import pytest

from checks.course import Lesson, all_lessons, chain
from tests.tree import ROOT, files

NAME = re.compile(r"\d\d_[a-z][a-z0-9_]*")
LESSONS = [lesson.name for lesson in all_lessons()]


def folders(parent: str) -> set[str]:
    return {path.parts[1] for path in files() if path.parts[0] == parent and len(path.parts) > 2}


def stems(parent: str, pattern: str) -> set[str]:
    return {path.stem for path in files() if str(path.parent) == parent and path.match(pattern)}


def lesson_folders() -> set[str]:
    return {name for name in folders("lessons") if NAME.fullmatch(name)}


def test_there_are_lessons() -> None:
    assert LESSONS
    assert set(LESSONS) == lesson_folders()


def test_each_lesson_has_a_solution() -> None:
    assert folders("solutions") == lesson_folders()


def test_each_lesson_has_a_notebook() -> None:
    assert stems("notebooks", "*.ipynb") == lesson_folders()


def test_each_lesson_has_checks() -> None:
    checks = {name.removeprefix("test_") for name in stems("checks/lessons", "test_*.py")}
    assert checks == lesson_folders()


def test_numbers_are_unique() -> None:
    numbers = [name[:2] for name in LESSONS]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("folder", ["lessons", "solutions"])
def test_folders_are_named_number_and_slug(folder: str) -> None:
    with_python = {path.parts[1] for path in files() if path.parts[0] == folder and path.suffix == ".py"}
    assert [name for name in with_python if not NAME.fullmatch(name)] == []


@pytest.mark.parametrize("lesson", all_lessons(), ids=attrgetter("name"))
def test_a_lesson_builds_on_lessons_before_it(lesson: Lesson) -> None:
    builds_on = [step.name for step in chain(lesson)]
    assert builds_on == sorted(set(builds_on))
    assert builds_on[-1] == lesson.name


@pytest.mark.parametrize("lesson", all_lessons(), ids=attrgetter("name"))
def test_a_lesson_has_what_it_names(lesson: Lesson) -> None:
    assert lesson.page.is_file()
    for name in lesson.edit:
        assert (lesson.folder / name).is_file()
        assert (lesson.solution / name).is_file()


def test_lessons_are_found_under_the_root() -> None:
    assert all(lesson.folder == ROOT / "lessons" / lesson.name for lesson in all_lessons())
