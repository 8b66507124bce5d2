"""What a learner's broken server does never looks like a fault of the workshop: each has its own card.

Each folder of `tests/broken/` is a submission to lesson 01 and the card that it must get. After a change of wording:
`REWRITE_CARDS=1 python -m pytest tests/test_broken_servers.py`, then read the difference.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from checks import course, ports, process
from checks.process import Server
from checks.verdict import CheckFailed

BROKEN = Path(__file__).parent / "broken"
NAMES = sorted(folder.name for folder in BROKEN.iterdir())
# Submissions without a fault of the contract: a note, or nothing at all.
ACCEPTED = {"hanging_shutdown", "leaves_daemons"}


def check(folder: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return run("--submission", str(folder), "--seed", "1", *more)


def run(*options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checks", "check", "01", *options]
    return subprocess.run(command, cwd=course.ROOT, capture_output=True, text=True, check=False, timeout=120)


def processes_in(folder: Path) -> list[psutil.Process]:
    there = psutil.process_iter(["cwd", "status"])
    return [one for one in there if one.info["cwd"] == str(folder) and one.info["status"] != psutil.STATUS_ZOMBIE]


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[subprocess.CompletedProcess[str]]]:
    """All broken servers checked side by side, each from a folder of its own: most of their time is waiting."""
    top = tmp_path_factory.mktemp("broken")
    with ThreadPoolExecutor(4) as pool:
        return {name: pool.submit(check, Path(shutil.copytree(BROKEN / name, top / name))) for name in NAMES}


def card_of(output: str) -> str:
    card = output[output.index("\n\n") + 2 :] if "\n\n" in output else output
    card = re.sub(r"port \d{4,5}|\(\d{4,5}\)", lambda match: re.sub(r"\d+", "PORT", match[0]), card)
    card = re.sub(r"\([\d,]+ bytes", "(N bytes", re.sub(r"exit status -?\d+", "exit status N", card))
    return re.sub(r"noise \d+", "noise N", card)


@pytest.mark.parametrize("name", NAMES)
def test_it_has_its_own_card(name: str, runs: dict[str, Future[subprocess.CompletedProcess[str]]]) -> None:
    done = runs[name].result()
    assert done.stderr == ""
    assert done.returncode == (0 if name in ACCEPTED else 1)
    golden = BROKEN / name / "card.txt"
    if os.environ.get("REWRITE_CARDS"):
        golden.write_text(card_of(done.stdout), encoding="utf-8")
    assert card_of(done.stdout) == golden.read_text(encoding="utf-8")


def test_nothing_is_left_running(runs: dict[str, Future[subprocess.CompletedProcess[str]]]) -> None:
    folders = {run.result().args[6] for run in runs.values()}
    assert [one for folder in folders for one in processes_in(Path(folder))] == []


def test_a_foreign_process_on_the_port_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process, "START_SECONDS", 5.0)
    (tmp_path / "main.py").write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        server = Server(["python", "main.py"], tmp_path, foreign.getsockname()[1], {}, "curl/8.5.0")
        try:
            with pytest.raises(CheckFailed, match=f"process {os.getpid()}.*not by your server"):
                server.wait_until_ready()
        finally:
            server.stop()


def test_a_server_that_already_runs_is_checked_by_its_url(tmp_path: Path) -> None:
    shutil.copytree(BROKEN / "leaves_daemons", tmp_path, dirs_exist_ok=True)
    source = (tmp_path / "main.py").read_text(encoding="utf-8")
    (tmp_path / "main.py").write_text(re.sub(r"import subprocess(.|\n)*?app = ", "app = ", source), encoding="utf-8")
    port = ports.free_port()
    server = Server(["flask", "--app", "main", "run", "--port", "{port}"], tmp_path, port, {}, "curl/8.5.0")
    try:
        server.wait_until_ready()
        done = run("--url", f"http://127.0.0.1:{server.port}")
    finally:
        server.stop()
    assert done.returncode == 0
    assert "With --url only the running server is checked." in done.stdout


def test_a_url_where_nothing_answers_is_said_in_one_sentence() -> None:
    url = f"http://127.0.0.1:{ports.free_port()}"
    done = run("--url", url)
    assert done.returncode == 1
    assert f"Nothing answers at {url}; start your server first." in done.stdout


@pytest.mark.parametrize("other", [["--solution"], ["--submission", "."]])
def test_a_url_and_a_folder_are_wrong_use(other: list[str]) -> None:
    done = run("--url", "http://127.0.0.1:8000", *other)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == "--url checks a server that already runs, so leave out --submission and --solution.\n"


def test_log_lines_never_block_a_server(tmp_path: Path) -> None:
    (tmp_path / "main.py").write_text("print('x' * 50_000_000)\nprint('the end')\n", encoding="utf-8")
    server = Server(["python", "main.py"], tmp_path, ports.free_port(), {}, "curl/8.5.0")
    server.process.wait(60)
    server.log.finish(10)
    assert server.log.text().rstrip().endswith("the end")
    assert len(server.log.text()) < 1_000_000
    server.stop()
    assert threading.active_count() < 20
