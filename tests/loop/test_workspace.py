from pathlib import Path

import pytest

from checks.course import CourseError, Lesson, all_lessons
from checks.starters import differences, keep_as_given, pristine, work_files
from checks.workspace import WorkspaceError, reset, solution_diff
from tests.loop.conftest import FIRST, Workshop
from tests.tree import ROOT


@pytest.mark.parametrize("lesson", all_lessons(), ids=lambda lesson: str(lesson.name))
def test_the_starters_are_what_the_lessons_give(lesson: Lesson) -> None:
    changed = [name.as_posix() for name in differences(lesson)]
    assert changed == [], "an author runs `python -m checks.starters`; a learner's own changes are no fault"


def test_no_starter_is_left_over() -> None:
    assert {path.name for path in (ROOT / ".starters").iterdir()} == {lesson.name for lesson in all_lessons()}


def test_reset_puts_the_starter_back_and_keeps_everything(workshop: Workshop) -> None:
    lesson = workshop.lesson()
    given = workshop.main.read_bytes()
    workshop.main.write_text("mine\n", encoding="utf-8")
    (lesson.folder / "parts").mkdir()
    (lesson.folder / "parts" / "extra.py").write_text("more\n", encoding="utf-8")
    page = (lesson.folder / "lesson.toml").read_bytes()
    kept = reset(lesson)
    assert kept is not None
    assert kept.is_relative_to(workshop.root / ".workshop" / "kept" / FIRST)
    assert (kept / "main.py").read_text(encoding="utf-8") == "mine\n"
    assert (kept / "parts" / "extra.py").read_text(encoding="utf-8") == "more\n"
    assert workshop.main.read_bytes() == given
    assert work_files(lesson.folder) == work_files(pristine(lesson))
    assert not (lesson.folder / "parts").exists()
    assert (lesson.folder / "lesson.toml").read_bytes() == page


def test_two_resets_within_a_second_keep_both(workshop: Workshop) -> None:
    copies = []
    for text in ("one", "two"):
        workshop.main.write_text(text, encoding="utf-8")
        copies.append(reset(workshop.lesson()))
    assert [(kept / "main.py").read_text(encoding="utf-8") for kept in copies if kept] == ["one", "two"]


def test_a_removed_file_comes_back(workshop: Workshop) -> None:
    workshop.main.unlink()
    assert reset(workshop.lesson()) is not None
    assert differences(workshop.lesson()) == []


def test_reset_without_changes_does_nothing(workshop: Workshop) -> None:
    assert reset(workshop.lesson()) is None
    assert not (workshop.root / ".workshop" / "kept").exists()


def test_without_a_copy_nothing_is_changed(workshop: Workshop) -> None:
    workshop.main.write_text("mine\n", encoding="utf-8")
    (workshop.root / ".workshop").mkdir(exist_ok=True)
    (workshop.root / ".workshop" / "kept").write_text("a file in the way", encoding="utf-8")
    with pytest.raises(WorkspaceError, match="left as they are"):
        reset(workshop.lesson())
    assert workshop.main.read_text(encoding="utf-8") == "mine\n"


def test_a_course_without_starters_says_so(workshop: Workshop) -> None:
    pristine(workshop.lesson()).rename(workshop.root / "elsewhere")
    with pytest.raises(CourseError, match=r"\.starters/01_hello_flask is missing"):
        reset(workshop.lesson())


def test_an_author_renews_a_starter(workshop: Workshop) -> None:
    workshop.main.write_text("new starter\n", encoding="utf-8")
    keep_as_given(workshop.lesson())
    assert differences(workshop.lesson()) == []


def test_the_diff_is_from_starter_to_solution_whatever_the_learner_did(workshop: Workshop) -> None:
    before = solution_diff(workshop.lesson())
    workshop.main.write_text("mine\n", encoding="utf-8")
    assert solution_diff(workshop.lesson()) == before
    assert before[:2] == ["--- starter/main.py", "+++ solution/main.py"]


def test_files_that_are_no_text_are_named_in_the_diff(workshop: Workshop) -> None:
    (workshop.lesson().solution / "model.skops").write_bytes(b"\xff\xfe\x00")
    assert "The file model.skops differs, and is not text." in solution_diff(workshop.lesson())


def test_pages_pictures_and_hidden_files_are_no_work(tmp_path: Path) -> None:
    for name in ("README.md", "lesson.toml", "wire.svg", ".env", "__pycache__/main.pyc", "main.py", "a/README.md"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert [path.as_posix() for path in work_files(tmp_path)] == ["a/README.md", "main.py"]
