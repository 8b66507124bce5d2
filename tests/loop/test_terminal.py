"""The learner's loop as a learner has it: keys go in, the screen is read."""

import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.loop.conftest import FIRST, Workshop
from tests.tree import ROOT

if sys.platform == "win32":
    pytest.skip("Windows has no pseudo-terminals for pexpect", allow_module_level=True)

from tests.loop.terminal import Terminal, flat

OWN_CHECKS = 11


@pytest.fixture
def terminal(workshop: Workshop) -> Iterator[Terminal]:
    with Terminal(workshop, "watch", "01") as found:
        yield found


def failing(text: str) -> bool:
    return "Start here" in text and "Checking" not in text


def quit_cleanly(terminal: Terminal) -> None:
    family = terminal.family()
    terminal.press("q")
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored
    assert [process for process in family if process.is_running()] == []


def test_a_save_turns_a_check_to_passed(workshop: Workshop, terminal: Terminal) -> None:
    seen = terminal.wait_for(failing)
    assert "✗ GET / answers a text that contains Hello" in seen
    workshop.main.write_text(
        'from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get("/")\ndef home():\n    return "Hello"\n'
    )
    terminal.wait_for(lambda text: failing(text) and "✓ GET / answers a text that contains Hello" in text)
    workshop.solve()
    seen = terminal.wait_for("Well done")
    assert "n goes on to lesson 02" in seen
    quit_cleanly(terminal)


def test_three_hints_and_no_more(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    for level in (1, 2, 3):
        terminal.press("h")
        terminal.wait_for(f"Hint {level} of 3")
    terminal.press("h")
    terminal.wait_for("These are all three hints")
    quit_cleanly(terminal)


def test_next_previous_and_list(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    terminal.press("n")
    terminal.wait_for("Lesson 02")
    terminal.press("p")
    terminal.wait_for("Lesson 01")
    terminal.press("p")
    terminal.wait_for("This is the first lesson.")
    terminal.press("l")
    terminal.wait_for("All lessons")
    terminal.press("\x1b[B")
    terminal.wait_for("▸ 02")
    terminal.press("\r")
    terminal.wait_for(lambda text: "Lesson 02" in text and "All lessons" not in text)
    quit_cleanly(terminal)


def test_the_lesson_is_kept_for_the_next_start(workshop: Workshop, terminal: Terminal) -> None:
    terminal.wait_for(failing)
    terminal.press("n")
    terminal.wait_for("Lesson 02")
    quit_cleanly(terminal)
    assert "02  A JSON API" in next(line for line in workshop.run("list").stdout.splitlines() if "here" in line)


def test_reset_asks_first_and_says_where_the_copy_is(workshop: Workshop, terminal: Terminal) -> None:
    given = workshop.main.read_bytes()
    workshop.solve()
    terminal.wait_for("Well done")
    terminal.press("r")
    terminal.wait_for("Put lessons/01_hello_flask back")
    terminal.press("n")
    terminal.wait_for(lambda text: "h hint" in text)
    assert workshop.main.read_bytes() != given
    terminal.press("r")
    terminal.wait_for("Put lessons/01_hello_flask back")
    terminal.press("y")
    terminal.wait_for(lambda text: "your files are in .workshop/kept/01_hello_flask/" in flat(text) and failing(text))
    assert workshop.main.read_bytes() == given
    quit_cleanly(terminal)


def test_the_solution_comes_after_a_warning(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    terminal.press("s")
    terminal.wait_for("You have not passed this lesson yet")
    terminal.press("x")
    terminal.wait_for("h hint")
    terminal.press("s")
    terminal.wait_for("You have not passed this lesson yet")
    terminal.press("y")
    terminal.wait_for("+++ solution/main.py")
    terminal.press("q")
    terminal.wait_for("h hint")
    quit_cleanly(terminal)


def test_the_page_is_named_where_no_site_runs(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    terminal.press("o")
    terminal.wait_for("lessons/01_hello_flask/README.md; python3 workshop.py shows it")
    quit_cleanly(terminal)


def test_the_view_follows_the_windows_size(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    terminal.resize(60, 16)
    terminal.press("h")
    seen = terminal.wait_for(lambda text: "Hint 1 of 3" in text and "q quit" in text.splitlines()[-1])
    assert len(seen.splitlines()) <= 16


def test_the_card_is_in_view_at_80_by_24(workshop: Workshop) -> None:
    with Terminal(workshop, "watch", "01", rows=24) as terminal:
        assert "The reply has status 404" in terminal.wait_for(failing)
        quit_cleanly(terminal)


def test_without_color_there_is_none(workshop: Workshop) -> None:
    with Terminal(workshop, "watch", "01", NO_COLOR="1") as terminal:
        terminal.wait_for(failing)
        quit_cleanly(terminal)
        assert b"\x1b[31m" not in terminal.sent
        assert b"\x1b[1;31m" not in terminal.sent


def test_a_dumb_terminal_gets_plain_reports(workshop: Workshop) -> None:
    with Terminal(workshop, "watch", "01", TERM="dumb") as terminal:
        terminal.wait_for("points")
        terminal.signal(signal.SIGINT)
        assert terminal.wait_for_end() == 0
        assert b"\x1b" not in terminal.sent


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
def test_a_signal_ends_everything_and_restores_the_terminal(terminal: Terminal, number: signal.Signals) -> None:
    terminal.wait_for(failing)
    family = terminal.family()
    assert family
    terminal.signal(number)
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored
    assert [process for process in family if process.is_running()] == []


def test_ctrl_c_is_a_way_to_quit(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    terminal.press("\x03")
    assert terminal.wait_for_end() == 0
    assert terminal.is_restored


def test_a_closed_window_leaves_nothing_behind(terminal: Terminal) -> None:
    terminal.wait_for(failing)
    everything = [terminal.process, *terminal.family()]
    terminal.hang_up()
    _, left = psutil.wait_procs(everything, timeout=30)
    assert left == []


def test_a_save_during_a_run_starts_anew(workshop: Workshop, terminal: Terminal) -> None:
    slow = "import time\ntime.sleep(600)\n"
    workshop.main.write_text(slow)  # a server that never opens its port keeps the run busy
    terminal.wait_for("Checking")
    workshop.solve()
    terminal.wait_for("Well done")
    quit_cleanly(terminal)


def test_what_a_server_writes_beside_its_code_starts_no_run(workshop: Workshop, terminal: Terminal) -> None:
    solution = (ROOT / "solutions" / FIRST / "main.py").read_text(encoding="utf-8")
    log = 'open("calls.log", "a").write("x")\n'
    workshop.main.write_text(f"{solution}\n{log}", encoding="utf-8")
    seen = terminal.wait_for("Well done")
    calls = (workshop.main.parent / "calls.log").read_text()
    terminal.press("h")
    terminal.wait_for("Nothing fails now")
    assert (workshop.main.parent / "calls.log").read_text() == calls
    assert "Well done" in seen


def test_the_workshops_own_failure_is_said_to_be_its_own(workshop: Workshop) -> None:
    broken = workshop.root / "checks" / "lessons" / f"test_{FIRST}.py"
    broken.write_text("import nothing_of_this_name\n", encoding="utf-8")
    with Terminal(workshop, "watch", "01") as terminal:
        seen = terminal.wait_for("The workshop itself failed, which is not your fault")
        assert "checks.log" in seen.replace("\n", "")
        log = workshop.root / ".workshop" / "logs" / "checks.log"
        assert "nothing_of_this_name" in log.read_text(encoding="utf-8")
        quit_cleanly(terminal)


def test_a_pipe_gets_plain_reports(workshop: Workshop, tmp_path: Path) -> None:
    import subprocess

    argv = [sys.executable, "-m", "checks", "watch", "01"]
    process = subprocess.Popen(argv, cwd=workshop.root, env=workshop.environment(), stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    lines = iter(process.stdout.readline, "")
    before = next(line for line in lines if "checks pass" in line)
    workshop.solve()
    after = next(line for line in lines if "checks pass" in line)
    process.send_signal(signal.SIGINT)
    rest = process.stdout.read()
    assert process.wait(30) == 0
    assert before.startswith("0 of 11")
    assert after.startswith("11 of 11")
    assert "\x1b" not in before + after + rest
