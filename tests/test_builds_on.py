"""A lesson begins where the one below it ended: its starter, less its TODO blocks, is the solution below.

What a starter has beyond that: stubs that lesson.toml names, new files that the learner is to edit, and files given
with the lesson, which are the same in its solution.
"""

import ast
import re
from operator import attrgetter
from pathlib import Path

import pytest

from checks.course import Lesson, all_lessons, load
from checks.starters import differences, pristine, work_files

LESSONS = all_lessons()
TODO = re.compile(r"^ *# TODO (\d+): \S")

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=attrgetter("name"))
each_that_builds = pytest.mark.parametrize(
    "lesson", [lesson for lesson in LESSONS if lesson.builds_on], ids=attrgetter("name")
)


def without_todo_blocks(lines: list[str]) -> list[str]:
    """Leave out each comment block that begins with `# TODO 1: …`, up to its last comment line."""
    kept: list[str] = []
    inside = False
    for line in lines:
        inside = bool(TODO.match(line)) or (inside and line.lstrip().startswith("#"))
        if not inside:
            kept.append(line)
    return kept


def without_stubs(text: str, stubs: tuple[str, ...]) -> list[str]:
    """Leave out the functions, classes and variables of these names, with their decorators."""
    lines: list[str | None] = list(text.splitlines())
    for node in ast.parse(text).body:
        names = {getattr(node, "name", "")} | {getattr(target, "id", "") for target in getattr(node, "targets", [])}
        if names & set(stubs):
            first = min(part.lineno for part in [node, *getattr(node, "decorator_list", [])])
            assert node.end_lineno is not None
            lines[first - 1 : node.end_lineno] = [None] * (node.end_lineno - first + 1)
    return [line for line in lines if line is not None]


def code(path: Path, stubs: tuple[str, ...] = ()) -> list[str]:
    """The lines of a file that count: no TODO block, no stub, no empty line."""
    text = path.read_text(encoding="utf-8")
    lines = without_stubs(text, stubs) if path.suffix == ".py" else text.splitlines()
    return [line for line in without_todo_blocks(lines) if line.strip()]


@each_that_builds
def test_a_starter_is_the_solution_below_it(lesson: Lesson) -> None:
    below = load(str(lesson.builds_on)).solution
    for name in work_files(below):
        assert code(pristine(lesson) / name, lesson.stubs) == code(below / name), name


@each_that_builds
def test_a_stub_is_new(lesson: Lesson) -> None:
    below = load(str(lesson.builds_on)).solution
    for name in work_files(below):
        text = (below / name).read_text(encoding="utf-8")
        assert [stub for stub in lesson.stubs if re.search(rf"\b{re.escape(stub)}\b", text)] == [], name


@each_lesson
def test_what_a_starter_has_besides_is_edited_or_given(lesson: Lesson) -> None:
    below = set(work_files(load(lesson.builds_on).solution)) if lesson.builds_on else set()
    for name in set(work_files(pristine(lesson))) - below - {Path(edited) for edited in lesson.edit}:
        assert (pristine(lesson) / name).read_bytes() == (lesson.solution / name).read_bytes(), name


@each_lesson
def test_todo_blocks_are_numbered_from_1(lesson: Lesson) -> None:
    lines = [
        line for name in lesson.edit for line in (pristine(lesson) / name).read_text(encoding="utf-8").splitlines()
    ]
    numbers = [int(match[1]) for match in map(TODO.match, lines) if match]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers, "a starter says what there is to do"


@each_lesson
def test_a_solution_has_nothing_left_to_do(lesson: Lesson) -> None:
    python = [name for name in work_files(lesson.solution) if name.suffix == ".py"]
    assert [name for name in python if "TODO" in (lesson.solution / name).read_text(encoding="utf-8")] == []


@each_lesson
def test_a_lesson_is_committed_as_its_starter(lesson: Lesson) -> None:
    assert differences(lesson) == [], "restore the lesson with `reset`, or keep it: python -m checks.starters"
