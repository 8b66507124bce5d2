"""The check of --reload changes a copy of the submission, never the submission."""

import os
from pathlib import Path

import pytest

from checks.lessons.reloading import copy_of, save_one_more_answer


def submission(tmp_path: Path) -> Path:
    folder = tmp_path / "submission"
    for name in ("main.py", "greetings/views.py", "__pycache__/main.pyc", ".git/HEAD"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("app = None\n", encoding="utf-8")
    return folder


def names(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}


def test_the_copy_has_the_files_that_a_server_needs(tmp_path: Path) -> None:
    assert names(copy_of(submission(tmp_path), tmp_path / "copy")) == {"main.py", "greetings/views.py"}


def test_a_change_of_the_copy_leaves_the_submission_as_it_is(tmp_path: Path) -> None:
    folder = submission(tmp_path)
    (folder / "main.py").chmod(0o444)
    main = copy_of(folder, tmp_path / "copy") / "main.py"
    save_one_more_answer(main, "word", 1)
    assert (folder / "main.py").read_text(encoding="utf-8") == "app = None\n"
    assert "/word" in main.read_text(encoding="utf-8")


@pytest.mark.skipif(os.name != "posix", reason="links and pipes are made as POSIX has them")
def test_what_leads_out_of_the_submission_is_left_out(tmp_path: Path) -> None:
    folder = submission(tmp_path)
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    (folder / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "elsewhere").symlink_to(tmp_path)
    (folder / "round").symlink_to(".")
    (folder / "lost").symlink_to("nowhere")
    (folder / "again.py").symlink_to("main.py")
    os.mkfifo(folder / "pipe")
    copy = copy_of(folder, tmp_path / "copy")
    assert names(copy) == {"main.py", "greetings/views.py", "again.py"}
    assert not (copy / "again.py").is_symlink()
