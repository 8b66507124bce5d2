"""A set-up from nothing, a second start, a changed lock."""

import os
import re
import shutil
import statistics
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.setup.clone import Clone, make_wheel

HAS_LOCKED_PIP = "[3/4] Installing packages with pip"


def test_sets_up_and_hands_over_in_a_folder_with_spaces_and_other_letters(clone: Clone) -> None:
    started = clone.start("check", "01", "--url", "http://127.0.0.1:1")
    assert started.code == 0
    assert started.out.splitlines() == ["checks|check|01|--url|http://127.0.0.1:1", str(clone.venv)]


def test_each_step_says_which_of_how_many_it_is(clone: Clone) -> None:
    err = clone.start("list").err
    assert re.findall(r"\[(\d/\d)\]", err) == ["1/4", "2/4", "3/4", "4/4"]
    assert "1 packages" in err


def test_without_a_verb_the_course_begins(ready: Clone) -> None:
    assert ready.start().out.startswith("checks|course\n")


def test_standard_output_belongs_to_the_command(clone: Clone) -> None:
    assert clone.start("check", "01", "--json").out.startswith("checks|")


def test_pip_installs_where_uv_cannot_be_had(bare: Clone) -> None:
    started = bare.start("list")
    assert started.code == 0
    assert HAS_LOCKED_PIP in started.err
    assert bare.imports("import first; print(first.VERSION)") == "1.0\n"


def test_uv_comes_from_the_lock_by_its_hash_where_it_is_not_on_path(bare: Clone) -> None:
    if os.name == "nt":
        pytest.skip("the stand-in for uv is a shell script")
    real = Path(sys.executable).with_name("uv")
    line = make_wheel(bare.wheels, "uv", "9.9", program=f'#!/bin/sh\nexec "{real}" "$@"\n')
    lock = bare.root / "requirements.lock"
    lock.write_text(line + lock.read_text(encoding="utf-8"), encoding="utf-8")
    started = bare.start("list")
    assert started.code == 0
    assert HAS_LOCKED_PIP not in started.err
    assert bare.imports("import first, uv; print(uv.VERSION)") == "9.9\n"


def test_a_fetched_uv_that_does_not_run_gives_way_to_pip(bare: Clone) -> None:
    bare.lock("first 1.0", "uv 9.9")  # this uv has no program inside
    started = bare.start("list")
    assert started.code == 0
    assert HAS_LOCKED_PIP in started.err


def test_an_old_uv_or_one_that_does_not_run_is_as_good_as_none(bare: Clone) -> None:
    if os.name == "nt":
        pytest.skip("the stand-in for uv is a shell script")
    for script in ("echo uv 0.1.2", "echo no such version >&2; exit 127"):
        program = bare.desk / "stand-in"
        program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
        program.chmod(0o755)
        bare.put_on_path("uv", program)
        shutil.rmtree(bare.venv, ignore_errors=True)
        assert HAS_LOCKED_PIP in bare.start("list").err


def test_packages_are_compiled(ready: Clone) -> None:
    assert list(ready.venv.rglob("first/__pycache__/__init__.*.pyc"))


def test_a_package_that_is_not_the_locked_one_is_refused(clone: Clone) -> None:
    lock = clone.root / "requirements.lock"
    lock.write_text(re.sub("sha256:....", "sha256:0000", lock.read_text(encoding="utf-8")), encoding="utf-8")
    started = clone.start("list")
    assert started.code == 3
    assert "is not the one that requirements.lock names" in started.sentence


def test_a_second_start_says_and_builds_nothing(ready: Clone) -> None:
    variables = {"PYTHONPROFILEIMPORTTIME": "1"}
    err = ready.start("list", **variables).err
    assert "setup_workshop.environment" in err
    assert not re.search(r"setup_workshop\.(build|install|tool)|\[\d/\d\]", err)


def test_a_second_start_adds_little(ready: Clone, capsys: pytest.CaptureFixture[str]) -> None:
    def seconds(command: list[str]) -> float:
        began = time.perf_counter()
        subprocess.run(command, cwd=ready.root, env=ready.variables, capture_output=True, check=True)
        return time.perf_counter() - began

    python = str(ready.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))
    pairs = [
        (seconds([ready.python, "workshop.py", "list"]), seconds([python, "-m", "checks", "list"])) for _ in range(20)
    ]
    through, direct = (statistics.median(times) for times in zip(*pairs, strict=True))
    with capsys.disabled():
        print(f"\na second start adds {(through - direct) * 1000:.0f} ms, median of {len(pairs)}")
    assert through < 6 * direct  # two starts of Python, and a stamp to read: about three times one start


def test_a_changed_lock_is_noticed_and_only_the_difference_installed(ready: Clone) -> None:
    own = next(ready.venv.rglob("first/__init__.py")).with_name("own.txt")
    own.write_text("the learner's", encoding="utf-8")
    ready.lock("first 1.0", "second 2.0")
    started = ready.start("list")
    assert started.code == 0
    assert "installing what differs" in started.err
    assert ready.imports("import second; print(second.VERSION)") == "2.0\n"
    assert own.exists()
    assert ready.start("list").err == ""


def test_a_changed_lock_without_a_network_leaves_the_old_packages_whole(ready: Clone) -> None:
    before = dict(ready.variables)
    ready.lock("first 1.1")
    ready.offline()
    started = ready.start("list")
    assert started.code == 3
    assert "The package index cannot be reached" in started.sentence
    assert ready.imports("import first; print(first.VERSION)") == "1.0\n"
    ready.variables = before
    assert "installing what differs" in ready.start("list").err
    assert ready.imports("import first; print(first.VERSION)") == "1.1\n"


def test_the_tests_own_packages_come_on_top_and_stay(ready: Clone) -> None:
    lock = ready.root / "requirements.lock"
    main = lock.read_text(encoding="utf-8")
    ready.lock("linter 3.0")
    lock.rename(ready.root / "requirements-dev.lock")
    lock.write_text(main, encoding="utf-8")
    ready.start("test", "--version")
    assert ready.imports("import first, linter; print(linter.VERSION)") == "3.0\n"
    assert ready.start("list").err == ""


def test_help_needs_no_set_up(clone: Clone) -> None:
    started = clone.start("--help")
    assert started.code == 0
    assert "python3 workshop.py doctor" in started.out
    assert not clone.venv.exists()


def test_variables_that_lead_python_astray_are_left_behind(clone: Clone) -> None:
    (clone.desk / "json.py").write_text("raise SystemExit('astray')", encoding="utf-8")
    assert clone.start("list").code == 0
    (clone.root / "checks" / "__main__.py").write_text("import json; print('well')", encoding="utf-8")
    assert clone.start("list", PYTHONPATH=str(clone.desk / "nowhere")).out == "well\n"


def test_the_command_runs_in_the_root_and_knows_where_the_reader_stands(ready: Clone) -> None:
    (ready.root / "checks" / "__main__.py").write_text(
        "import os; print(os.getcwd()); print(os.environ['WORKSHOP_CWD'])", encoding="utf-8"
    )
    assert ready.start("list").out.splitlines() == [str(ready.root), str(ready.desk)]


def test_the_exit_code_is_the_commands(ready: Clone) -> None:
    (ready.root / "checks" / "__main__.py").write_text("raise SystemExit(1)", encoding="utf-8")
    assert ready.start("check", "01").code == 1
