"""The learner's verbs, as a shell runs them."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
from urllib.request import urlopen

import psutil
import pytest

from checks import verbs
from checks.ports import free_port
from tests.loop.conftest import FIRST, SECOND, Workshop
from tests.tree import ROOT


def lines(text: str) -> list[str]:
    return text.strip().splitlines()


def test_list_shows_the_ladder_with_progress(workshop: Workshop) -> None:
    done = workshop.run("list")
    assert done.returncode == 0
    assert lines(done.stdout)[0].startswith("01  Hello, Flask")
    assert lines(done.stdout)[0].endswith("<- you are here")
    workshop.solve()
    assert workshop.run("hint", "01").returncode == 0  # it runs the checks
    assert "passed" in lines(workshop.run("list").stdout)[0]


def test_hints_come_one_at_a_time(workshop: Workshop) -> None:
    texts = [workshop.run("hint", "01").stdout for _ in range(4)]
    assert [lines(text)[0] for text in texts] == ["GET / answers a text that contains Hello"] * 4
    assert [lines(text)[1].split(":")[0] for text in texts] == [f"Hint {level} of 3" for level in (1, 2, 3, 3)]
    assert "python3 workshop.py diff 01 shows the solution" in texts[3]


def test_a_hint_can_be_asked_for_by_level(workshop: Workshop) -> None:
    assert "Hint 3 of 3" in workshop.run("hint", "hello_flask", "--level", "3").stdout
    assert workshop.run("hint", "01", "--level", "4").returncode == 2


def test_a_hint_uses_the_last_run_while_nothing_changed(workshop: Workshop) -> None:
    workshop.run("hint", "01")
    kept = workshop.root / ".workshop" / "last" / f"{FIRST}.json"
    before = json.loads(kept.read_text(encoding="utf-8"))["report"]["seed"]
    workshop.run("hint", "01")
    assert json.loads(kept.read_text(encoding="utf-8"))["report"]["seed"] == before
    workshop.main.write_text(workshop.main.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    workshop.run("hint", "01")
    assert json.loads(kept.read_text(encoding="utf-8"))["report"]["seed"] != before


def test_a_passed_lesson_needs_no_hint(workshop: Workshop) -> None:
    workshop.solve()
    assert "there is no hint to give" in workshop.run("hint", "01").stdout


def test_a_carried_check_has_its_own_lessons_hints(workshop: Workshop) -> None:
    (workshop.root / "lessons" / SECOND / "main.py").write_text("from flask import Flask\napp = Flask(__name__)\n")
    assert "Hint 1 of 3: A route joins a path to a function" in workshop.run("hint", "02").stdout


def test_no_hint_on_a_route_is_given_while_the_server_does_not_start(workshop: Workshop) -> None:
    (workshop.root / "lessons" / FIRST / "main.py").write_text("def home()\n    pass\n")
    told = workshop.run("hint", "01").stdout
    assert "Hint" not in told
    assert "does not start" in told


@pytest.mark.parametrize("number", [errno.EROFS, errno.EACCES, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_ends_the_loop_with_one_sentence(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def loop(*_: object) -> int:
        raise OSError(number, os.strerror(number), ".workshop/logs/checks.log")

    monkeypatch.setattr(verbs, "loop", loop)
    assert verbs.watch("01") == 3
    told = capsys.readouterr().err
    assert told.startswith(".workshop/logs/checks.log could not be written")
    assert told.count("\n") == 1


def test_an_unknown_lesson_is_wrong_use(workshop: Workshop) -> None:
    done = workshop.run("hint", "99")
    assert done.returncode == 2
    assert lines(done.stderr)[0].startswith("There is no lesson '99'; there are 01_hello_flask, 02_json_api")
    assert len(lines(done.stderr)) == 1


def test_the_diff_through_a_pipe_wants_a_yes(workshop: Workshop) -> None:
    refused = workshop.run("diff", "01")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Add --yes" in refused.stderr
    shown = workshop.run("diff", "01", "--yes")
    assert shown.returncode == 0
    assert lines(shown.stdout)[:2] == ["--- starter/main.py", "+++ solution/main.py"]
    assert "\x1b" not in shown.stdout


def test_the_diff_of_a_passed_lesson_comes_at_once(workshop: Workshop) -> None:
    workshop.solve()
    workshop.run("hint", "01")
    assert workshop.run("diff", "01").returncode == 0


def test_reset_says_where_the_copy_is(workshop: Workshop) -> None:
    workshop.main.write_text("mine\n", encoding="utf-8")
    said = workshop.run("reset", "1").stdout
    kept = workshop.root / said.strip().removesuffix(".").rpartition(" ")[2] / "main.py"
    assert kept.read_text(encoding="utf-8") == "mine\n"
    assert "as it was given" in workshop.run("reset", "1").stdout


@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_an_encoding_without_the_signs_is_no_trouble(workshop: Workshop, encoding: str) -> None:
    assert workshop.run("list", PYTHONIOENCODING=encoding).returncode == 0
    assert workshop.run("hint", "01", PYTHONIOENCODING=encoding).returncode == 0


class Serving:
    """`serve` in the background."""

    def __init__(self, workshop: Workshop, *arguments: str) -> None:
        self.port = free_port()
        argv = [sys.executable, "-m", "checks", "serve", *arguments, "--port", str(self.port)]
        self.process = subprocess.Popen(
            argv,
            cwd=workshop.root,
            env=workshop.environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self.output = self.process.stdout
        self.said = ""

    def wait_for(self, text: str) -> None:
        for line in self.output:
            self.said += line
            if text in line:
                return
        raise AssertionError(f"{text!r} was not said: {self.said}")

    def end(self, number: signal.Signals) -> int:
        family = psutil.Process(self.process.pid).children(recursive=True)
        self.process.send_signal(number)
        status = self.process.wait(30)
        self.said += self.output.read()
        self.output.close()
        assert [process for process in family if process.is_running()] == []
        return status


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent to a process group of POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_runs_the_server_until_it_is_asked_to_end(workshop: Workshop, number: signal.Signals) -> None:
    serving = Serving(workshop, "01", "--solution")
    serving.wait_for("Running on")
    with urlopen(f"http://127.0.0.1:{serving.port}/hello/Ada") as reply:
        assert json.load(reply) == {"message": "Hello, Ada!"}
    assert serving.end(number) == 0
    assert serving.said.startswith(f"$ flask --app main run --port {serving.port}    (in solutions/{FIRST};")


def test_serve_says_when_the_server_ends_by_itself(workshop: Workshop) -> None:
    workshop.main.write_text("import nothing_of_this_name\n", encoding="utf-8")
    done = workshop.run("serve", "01", "--port", str(free_port()))
    assert done.returncode == 1
    assert "No module named 'nothing_of_this_name'" in done.stderr
    assert "The server ended by itself" in done.stderr


def test_serve_names_the_process_that_has_the_port(workshop: Workshop) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = workshop.run("serve", "01", "--port", str(port))
    assert done.returncode == 1
    assert f"Port {port} is taken by process {psutil.Process().pid} " in done.stderr
    assert f"--port {port + 1}" in done.stderr
    assert len(lines(done.stderr)) == 1


def test_a_folder_is_meant_from_where_the_command_was_typed(workshop: Workshop) -> None:
    solutions = str(workshop.root / "solutions")
    done = workshop.run("check", "01", "--submission", FIRST, WORKSHOP_CWD=solutions)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_doctor_says_what_it_found() -> None:
    done = Workshop(ROOT).run("doctor")
    assert done.returncode in (0, 1)
    assert lines(done.stdout)[0].split()[1] == "Python"
    assert "in a learner's way" in lines(done.stdout)[-1].lower()
