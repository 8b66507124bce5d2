"""A `.venv` that stands there already: of another Python, moved, broken, half made, or someone else's."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.setup.clone import Clone
from tests.setup.pythons import find_python


def stamp_of(clone: Clone) -> Path:
    return clone.venv / "workshop.json"


def rewrite(clone: Clone, **changes: str) -> None:
    stamp = json.loads(stamp_of(clone).read_text(encoding="utf-8"))
    stamp_of(clone).write_text(json.dumps(stamp | changes), encoding="utf-8")


def test_a_moved_clone_is_set_up_anew(ready: Clone) -> None:
    ready.root = ready.root.rename(ready.root.with_name("moved"))
    started = ready.start("list")
    assert "was made in another folder" in started.err
    assert started.out.splitlines()[1] == str(ready.venv)


def test_a_copied_venv_is_made_anew_and_its_original_left_alone(ready: Clone) -> None:
    original = ready.root
    ready.root = original.with_name("copy")
    shutil.copytree(original, ready.root, symlinks=True)
    assert "was made in another folder" in ready.start("list").err
    ready.root = original
    assert ready.start("list").err == ""


def test_a_venv_of_another_python_is_made_anew(clone: Clone) -> None:
    other = next(filter(None, map(find_python, {"3.11", "3.12", "3.13"} - {version_of(sys.version_info)})), None)
    if other is None:
        pytest.skip("no second Python of 3.11, 3.12, 3.13 on this machine")
    usual, clone.python = clone.python, str(other)
    assert clone.start("list").code == 0
    clone.python = usual
    started = clone.start("list")
    assert "was made for another Python" in started.err
    assert clone.imports("import sys, first; print(*sys.version_info[:2], sep='.')").strip() == version_of(
        sys.version_info
    )


def version_of(info: "sys._version_info") -> str:
    return f"{info[0]}.{info[1]}"


def test_a_venv_whose_python_was_removed_is_made_anew(ready: Clone) -> None:
    rewrite(ready, base=str(ready.desk / "gone" / "python3"))
    assert "has lost its Python" in ready.start("list").err
    assert ready.start("list").err == ""


@pytest.mark.parametrize("content", ["", "{", "[]", '{"state": "building"}'])
def test_a_venv_that_was_left_half_made_is_made_anew(ready: Clone, content: str) -> None:
    stamp_of(ready).write_text(content, encoding="utf-8")
    started = ready.start("list")
    assert started.code == 0
    assert "left half made" in started.err


def test_a_venv_that_is_not_ours_is_kept_aside(clone: Clone) -> None:
    for folder in (clone.venv, clone.root / ".venv-set-aside"):
        folder.mkdir()
        (folder / "work.txt").write_text(folder.name, encoding="utf-8")
    started = clone.start("list")
    assert started.code == 0
    assert "The old .venv is kept as .venv-set-aside-2." in started.err
    assert (clone.root / ".venv-set-aside-2" / "work.txt").read_text(encoding="utf-8") == ".venv"
    assert (clone.root / ".venv-set-aside" / "work.txt").read_text(encoding="utf-8") == ".venv-set-aside"


def test_a_file_or_a_link_named_venv_is_kept_aside(clone: Clone) -> None:
    clone.venv.write_text("workshop-env", encoding="utf-8")
    assert clone.start("list").code == 0
    assert (clone.root / ".venv-set-aside").read_text(encoding="utf-8") == "workshop-env"
    elsewhere = clone.venv.rename(clone.desk / "elsewhere")
    if os.name != "nt":
        clone.venv.symlink_to(elsewhere)
        assert "The old .venv is kept as .venv-set-aside-2." in clone.start("list").err
        assert (elsewhere / "workshop.json").exists()


def test_a_start_from_inside_the_venv_can_make_it_anew(ready: Clone) -> None:
    if os.name == "nt":
        pytest.skip("Windows keeps a running program's folder in its place")
    rewrite(ready, state="building")
    command = [str(ready.venv / "bin" / "python"), str(ready.root / "workshop.py"), "list"]
    done = subprocess.run(command, env=ready.variables, capture_output=True, check=True, encoding="utf-8")
    assert done.stdout.splitlines()[1] == str(ready.venv)
    base = json.loads(stamp_of(ready).read_text(encoding="utf-8"))["base"]
    assert not base.startswith(str(ready.venv))
