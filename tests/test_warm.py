"""Servers forked from the preloaded process are like fresh ones, and nothing of them is left behind."""

import json
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from checks import warm
from checks.course import all_lessons
from checks.ports import free_port
from checks.process import Server
from checks.program import run_program
from checks.started import Launch, cold
from checks.sweep import descendants
from tests.tree import ROOT

pytestmark = pytest.mark.skipif(not warm.CAN_FORK, reason="this system cannot fork")

SERVER = ["flask", "--app", "main", "run", "--port", "{port}"]


@pytest.fixture(scope="module")
def launch() -> Iterator[Launch]:
    """Give the launcher of a preloaded process."""
    preloaded = warm.Preloaded()
    assert preloaded.wait_until_ready()
    yield preloaded.launch
    preloaded.close()


def program(folder: Path, text: str) -> Path:
    (folder / "main.py").write_text(textwrap.dedent(text), encoding="utf-8")
    return folder


def printed(folder: Path, launch: Launch, **env: str) -> dict[str, object]:
    finished = run_program(["python", "main.py"], folder, env, 30, launch=launch)
    assert finished.status == 0, finished.stderr
    found = json.loads(finished.stdout)
    assert isinstance(found, dict)
    return found


LOOKS_AROUND = """
    import json, os, sys
    ours = [name for name in sys.modules if name.split(".")[0] in ("checks", "preloaded")]
    print(json.dumps({
        "argv": sys.argv, "again": sys.orig_argv, "folder": os.getcwd(), "first": sys.path[0],
        "file": __file__, "name": __name__,
        "variables": sorted(set(os.environ) - {"WORKSHOP_RUN"}), "given": os.environ["GIVEN"], "ours": ours,
        "path": sys.path[1:], "leader": os.getsid(0) == os.getpid(), "input": sys.stdin.read(),
        "descriptors": len(os.listdir("/dev/fd")),
    }))
"""


def test_a_program_finds_what_a_fresh_process_finds(launch: Launch, tmp_path: Path) -> None:
    folder = program(tmp_path, LOOKS_AROUND)
    assert printed(folder, launch, GIVEN="x") == printed(folder, cold, GIVEN="x")


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("import sys; sys.exit(3)", 3),
        ("import sys; sys.exit('the port is taken')", 1),
        ("raise RuntimeError('no model')", 1),
        ("import os, signal; os.kill(os.getpid(), signal.SIGTERM)", -15),
        ("print('done')", 0),
        ("import atexit; atexit.register(print, 'bye')", 0),
        ("import threading; threading.Timer(0.1, print, ['late']).start()", 0),
        ("x = = 1", 1),
    ],
)
def test_a_program_ends_as_a_fresh_process_ends(text: str, status: int, launch: Launch, tmp_path: Path) -> None:
    folder = program(tmp_path, text)
    forked, fresh = (run_program(["python", "main.py"], folder, {}, 30, launch=way) for way in (launch, cold))
    assert (forked.status, forked.stdout) == (status, fresh.stdout)
    assert forked.stderr.splitlines()[-1:] == fresh.stderr.splitlines()[-1:]


def test_no_two_programs_draw_the_same_numbers(launch: Launch, tmp_path: Path) -> None:
    folder = program(
        tmp_path,
        """
        import json, random
        import numpy as np
        print(json.dumps({"python": random.random(), "numpy": np.random.random()}))
        """,
    )
    one, other = printed(folder, launch), printed(folder, launch)
    assert all(one[name] != other[name] for name in ("python", "numpy"))


def test_what_a_server_starts_ends_with_it(launch: Launch, tmp_path: Path) -> None:
    folder = program(
        tmp_path,
        """
        import os, subprocess, sys
        from flask import Flask
        app = Flask(__name__)

        @app.get("/")
        def daemons():
            if os.fork() == 0:  # a daemon of the old school: no parent, no group, no environment of its own
                os.setsid()
                if os.fork() == 0:
                    os.environ.clear()
                    os.execve(sys.executable, [sys.executable, "-c", "import time; time.sleep(60)"], {})
                os._exit(0)
            os.wait()
            return {}
        """,
    )
    server = Server(SERVER, folder, free_port(), {}, "curl/8", launch=launch)
    server.wait_until_ready()
    server.client.get("/").expect_status(200)
    keeper = psutil.Process(server.pid).parent()
    assert keeper is not None
    below = keeper.children(recursive=True)
    assert len(below) > 1
    server.stop()
    assert psutil.wait_procs([keeper, *below], timeout=5)[1] == []


def test_a_server_ends_with_whoever_asked_for_it(launch: Launch, tmp_path: Path) -> None:
    folder = program(tmp_path, "from flask import Flask\napp = Flask(__name__)\n")
    asks = f"""
        import os, sys
        from pathlib import Path
        from checks.ports import free_port
        from checks.process import Server
        from checks.warm import Launcher
        server = Server({SERVER!r}, Path({str(folder)!r}), free_port(), {{}}, "x", launch=Launcher({launch.path!r}))
        server.wait_until_ready()
        print(server.pid, flush=True)
        input()
    """  # type: ignore[attr-defined]  # the fixture's is a Launcher
    asker = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(asks)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert asker.stdout is not None
    server = psutil.Process(int(asker.stdout.readline()))
    asker.kill()
    asker.communicate()
    assert psutil.wait_procs([server], timeout=10)[1] == []


def test_the_preloaded_process_ends_with_its_owner() -> None:
    owner = subprocess.Popen(
        [sys.executable, "-c", "from checks.warm import Preloaded; p = Preloaded(); print(1, flush=True); input()"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert owner.stdout is not None
    owner.stdout.readline()
    below = descendants(owner.pid)
    assert below
    owner.kill()
    owner.communicate()
    assert psutil.wait_procs(below, timeout=30)[1] == []


def test_without_a_preloaded_process_a_server_starts_cold(tmp_path: Path) -> None:
    folder = program(tmp_path, "print('cold')")
    finished = run_program(["python", "main.py"], folder, {}, 30, launch=warm.Launcher(str(tmp_path / "nobody")))
    assert (finished.status, finished.stdout) == (0, "cold\n")


@pytest.mark.parametrize("lesson", [lesson.name for lesson in all_lessons() if lesson.serve])
def test_a_solution_passes_warm_too(lesson: str, launch: Launch) -> None:
    code = f"""
        import json
        from pathlib import Path
        from checks.run import Job, run
        from checks.course import find
        from checks.warm import Launcher
        lesson = find({lesson!r})
        report = run(Job(lesson, lesson.solution, 1), launch=Launcher({launch.path!r}))
        print(json.dumps([(v.id, v.outcome, v.message) for v in report.verdicts if v.outcome != "passed"]))
    """  # type: ignore[attr-defined]  # as above
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert done.stdout.strip().splitlines()[-1:] == ["[]"], done.stdout + done.stderr
