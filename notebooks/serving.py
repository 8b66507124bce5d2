"""The server that a notebook calls: yours, if it runs on port 8000, else the solution's."""

from __future__ import annotations

import atexit
import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
DATASETS = ROOT / "datasets"
sys.path.append(str(ROOT))  # a notebook starts in its own folder, and `checks` lies in the workshop's

from checks.beside import station  # noqa: E402
from checks.course import Lesson, load  # noqa: E402
from checks.ports import HOST, accepts, next_free_port  # noqa: E402
from checks.prepared import NotTrainedError, settings  # noqa: E402
from checks.process import Server  # noqa: E402
from checks.verdict import CheckFailed  # noqa: E402

LEARNERS_PORT = 8000
STOP_SECONDS = 15.0
READY = "ready"
# What a notebook shows should be the same for every reader who has no server: our tests set this to "solution".
WHOSE = "WORKSHOP_NOTEBOOK_SERVER"
# A company's proxy must not be asked for a server on this computer.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = ",".join(filter(None, [os.environ.get("NO_PROXY"), HOST]))

_solutions: dict[str, tuple[subprocess.Popen[str], int]] = {}


def server(name: str) -> str:
    """Return the base URL of a lesson's server, such as `http://127.0.0.1:8000`, and say whose it is.

    A server on port 8000 is taken if it runs in this lesson's folder; else the solution's is started on a free port,
    and ends with the notebook. Raises RuntimeError if the lesson has none, or the solution's does not start.
    """
    lesson = load(name)
    if not lesson.serve:
        raise RuntimeError(f"Lesson {lesson.number:02d} has no server; its page says what to run instead.")
    folder = _folder_of_server(LEARNERS_PORT) if os.environ.get(WHOSE) != "solution" else None
    if folder in (lesson.folder, lesson.solution):
        url = f"http://{HOST}:{LEARNERS_PORT}"
        print("Your server" if folder == lesson.folder else "The solution's server", f"is called, on {url}.")
        return url
    url = f"http://{HOST}:{_port_of_solution(lesson)}"
    print(
        f"No server of lesson {lesson.number:02d} runs on port {LEARNERS_PORT}, so the solution's is called, on {url}."
    )
    print(f"To call your own, run `python3 workshop.py serve {lesson.number}` in a terminal, then this cell again.")
    return url


def _folder_of_server(port: int) -> Path | None:
    """Return the folder that the server on a port was started in; None without a server, or if it is hidden."""
    if not accepts(port):
        return None
    for process in psutil.process_iter():
        with suppress(psutil.Error, OSError):
            sockets = process.net_connections(kind="tcp")
            if any(one.status == psutil.CONN_LISTEN and one.laddr.port == port for one in sockets):
                return Path(process.cwd()).resolve()
    return None


def _port_of_solution(lesson: Lesson) -> int:
    """Start the solution's server unless this notebook has done so already; return its port."""
    if lesson.name in _solutions and _solutions[lesson.name][0].poll() is None:
        return _solutions[lesson.name][1]
    port = next_free_port(LEARNERS_PORT + 1)
    # A process of ours watches over the server: its input ends when the notebook's Python does, however that happens.
    keeper = subprocess.Popen(
        [sys.executable, __file__, lesson.name, str(port)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,  # so that interrupting a cell does not end the server
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    atexit.register(_stop, keeper)
    first_line = keeper.stdout.readline().strip()
    if first_line != READY:
        raise RuntimeError(f"The solution of lesson {lesson.number:02d} does not start: {first_line}")
    _solutions[lesson.name] = keeper, port
    return port


def _stop(keeper: subprocess.Popen[str]) -> None:
    assert keeper.stdin is not None
    with suppress(OSError):
        keeper.stdin.close()
    with suppress(subprocess.TimeoutExpired):
        keeper.wait(STOP_SECONDS)


def _keep(name: str, port: int) -> None:
    """Serve a lesson's solution until the standard input ends; print READY once it answers, or what is wrong."""
    lesson = load(name)
    try:
        model = settings(lesson, lesson.solution)
    except NotTrainedError as error:
        print(error, flush=True)
        return
    try:
        with station(lesson, lesson.solution) as beside:
            own = Server(lesson.serve, lesson.solution, port, model | beside, "notebook")
            try:
                own.wait_until_ready()
                print(READY, flush=True)
                sys.stdin.read()
            finally:
                own.stop()
    except CheckFailed as failure:
        print(failure, flush=True)


if __name__ == "__main__":
    _keep(sys.argv[1], int(sys.argv[2]))
