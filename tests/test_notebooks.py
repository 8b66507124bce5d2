"""Each lesson's notebook runs against the solution's server and gives what is committed.

UPDATE_NOTEBOOKS=1 in the environment runs them and writes them anew; look at them before you keep them.
"""

import os
import subprocess
import sys
from operator import attrgetter
from pathlib import Path

import nbformat
import psutil
import pytest

from checks.course import Lesson, all_lessons
from checks.ports import accepts
from tests.pages.notebooks import code_cells, comparable, executed, read, tidy
from tests.tree import ROOT

LESSONS = all_lessons()
MOST_PICTURE_BYTES = 150_000
SERVE = "from serving import server; print(server({name!r}).rpartition(':')[2], flush=True); input()"

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=attrgetter("name"))


@each_lesson
def test_a_notebook_gives_what_is_committed(lesson: Lesson, tmp_path: Path) -> None:
    now = executed(lesson.notebook, tmp_path)
    if os.environ.get("UPDATE_NOTEBOOKS"):
        lesson.notebook.write_text(nbformat.writes(now) + "\n", encoding="utf-8", newline="\n")
    assert comparable(now) == comparable(read(lesson.notebook))


@each_lesson
def test_a_notebook_is_committed_without_traces_of_a_machine(lesson: Lesson) -> None:
    text = lesson.notebook.read_text(encoding="utf-8")
    assert text == nbformat.writes(tidy(read(lesson.notebook))) + "\n"
    assert str(ROOT) not in text


@pytest.mark.parametrize("lesson", [lesson for lesson in LESSONS if lesson.serve], ids=attrgetter("name"))
def test_a_notebook_asks_for_this_lessons_server(lesson: Lesson) -> None:
    sources = [cell.source for cell in code_cells(read(lesson.notebook))]
    assert any(f'server("{lesson.name}")' in source for source in sources)


@each_lesson
def test_pictures_are_small_and_said_in_words(lesson: Lesson) -> None:
    for cell in code_cells(read(lesson.notebook)):
        pictures = [output.data["image/png"] for output in cell.outputs if "image/png" in output.get("data", {})]
        assert all(len(picture) <= MOST_PICTURE_BYTES for picture in pictures)
        assert not pictures or cell.metadata.get("alt"), "the cell's metadata lacks `alt`, for readers who do not see"


@each_lesson
def test_a_notebook_starts_in_the_workshops_folder_too(lesson: Lesson) -> None:
    first = next(code_cells(read(lesson.notebook))).source
    env = os.environ | {"WORKSHOP_NOTEBOOK_SERVER": "solution"}
    done = subprocess.run(
        [sys.executable, "-c", first], cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"lesson {lesson.number:02d}" in done.stdout


@pytest.mark.parametrize("end", ["by itself", "killed"])
def test_the_solutions_server_ends_with_the_notebook(end: str) -> None:
    code = SERVE.format(name=LESSONS[0].name)
    env = os.environ | {"WORKSHOP_NOTEBOOK_SERVER": "solution"}
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    notebook = subprocess.Popen(
        [sys.executable, "-c", code], cwd=ROOT / "notebooks", env=env, encoding="utf-8", **pipes
    )
    assert notebook.stdin is not None
    assert notebook.stdout is not None
    port = int(next(line for line in notebook.stdout if line.strip().isdecimal()))
    started = psutil.Process(notebook.pid).children(recursive=True)
    assert accepts(port)
    if end == "killed":
        notebook.kill()
    notebook.communicate("\n")
    assert psutil.wait_procs(started, timeout=20)[1] == []
    assert not accepts(port)
