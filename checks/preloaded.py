"""A process that has the lessons' libraries loaded, and forks a server of a submission in a fraction of a second.

Run as a script, with a Unix socket to listen on as its argument. It knows nothing of the checks: what it forks must
find no more than a fresh process would. One connection is one server:

    to it: {"argv": […], "folder": …, "env": {…}}, with two descriptors for standard output and error
    from it: {"pid": …}, and when that process has ended {"status": …}
    closed by the other side: everything that came of the server is killed

For each server stands a keeper between this process and the server: the one to whom orphans come, so that it finds
the daemons too.
"""

import atexit
import contextlib
import ctypes
import gc
import importlib
import json
import os
import random
import runpy
import select
import signal
import socket
import sys
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, NoReturn

LIBRARIES = (
    "flask",
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "fastapi",
    "uvicorn",
    "uvicorn.protocols.http.httptools_impl",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "uvloop",
    "httpx",
    "requests",
    "pydantic_settings",
    "prometheus_client",
    "pandas",
    "skops.io",
    "sklearn.compose",
    "sklearn.ensemble",
    "sklearn.impute",
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.neighbors",
    "sklearn.pipeline",
    "sklearn.preprocessing",
    "sklearn.tree",
)
PR_SET_CHILD_SUBREAPER = 36
MOST_BYTES = 1 << 20


def load() -> None:
    """Import the libraries; one that is missing is met again where a lesson needs it, with its own message."""
    for name in LIBRARIES:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # what is loaded now is never looked at again, so forks go on sharing its memory


def serve(path: str) -> None:
    """Take one connection after the other, until our standard input ends, as it does with whoever started us."""
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen(64)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # keepers are not waited for
    while True:
        ready, _, _ = select.select([listener, sys.stdin], [], [])
        if sys.stdin in ready:
            return
        connection, _ = listener.accept()
        if os.fork() == 0:
            listener.close()
            keep(connection)
        connection.close()


def keep(connection: socket.socket) -> NoReturn:
    """Be the keeper of one server; never returns."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    try:
        data, descriptors, _, _ = socket.recv_fds(connection, MOST_BYTES, 2)
        while not data.endswith(b"\n"):
            data += connection.recv(MOST_BYTES)
        adopt_orphans()
        # The server waits for its pid to be told, so that its end cannot be heard before its beginning.
        hold, let_go = os.pipe()
        pid = os.fork()
        if pid == 0:
            connection.close()
            os.close(let_go)
            os.read(hold, 1)
            os.close(hold)
            become(json.loads(data), descriptors)
        for descriptor in (*descriptors, hold):
            os.close(descriptor)
        connection.sendall(json.dumps({"pid": pid}).encode() + b"\n")
        os.close(let_go)
        threading.Thread(target=kill_when_closed, args=(connection,), daemon=True).start()
        wait_for(pid, connection)
    finally:
        os._exit(0)


def adopt_orphans() -> None:
    """Become the parent of every descendant whose own parent ends (Linux; elsewhere a daemon's mark tells)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)


def wait_for(server: int, connection: socket.socket) -> None:
    """Reap all that ends; tell when the server did, then wait until nothing is left or the connection closes."""
    with contextlib.suppress(ChildProcessError):
        while True:
            pid, status = os.wait()
            if pid == server:
                with contextlib.suppress(OSError):
                    connection.sendall(json.dumps({"status": os.waitstatus_to_exitcode(status)}).encode() + b"\n")
    threading.Event().wait()  # the other side closes, and kill_when_closed ends us


def kill_when_closed(connection: socket.socket) -> None:
    """End everything below us as soon as the other side is gone."""
    with contextlib.suppress(OSError):
        while connection.recv(1):
            pass
    while below := list(children(os.getpid())):
        for pid in below:
            with contextlib.suppress(OSError):
                os.kill(pid, signal.SIGKILL)
        threading.Event().wait(0.002)
    os._exit(0)


def children(parent: int) -> Iterator[int]:
    """Yield the living children of a process; orphans of its descendants are among them (Linux)."""
    for task in Path(f"/proc/{parent}/task").glob("*/children"):
        with contextlib.suppress(OSError):
            for pid in map(int, task.read_text().split()):
                if not is_dead(pid):
                    yield pid


def is_dead(pid: int) -> bool:
    """Tell if a process has ended and only waits to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in "ZX"
    except OSError:
        return True


def become(order: dict[str, Any], descriptors: list[int]) -> NoReturn:
    """Be the server: the same as a fresh process in its folder, environment, arguments and output; never returns."""
    status = 1
    try:
        os.setsid()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
            signal.signal(number, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(descriptors[0], 1)
        os.dup2(descriptors[1], 2)
        os.closerange(3, 256)
        os.chdir(order["folder"])
        os.environ.clear()
        os.environ.update(order["env"])
        forget_our_folder()
        draw_afresh()
        run(order["argv"])
        status = 0
    except SystemExit as end:
        status = end.code if isinstance(end.code, int) else int(end.code is not None)
        if end.code is not None and not isinstance(end.code, int):
            sys.stderr.write(f"{end.code}\n")
    except BaseException as error:  # noqa: BLE001  # as Python itself ends: with a traceback and exit status 1
        sys.excepthook(type(error), error, without_our_frames(error.__traceback__))
    finally:
        leave(status)


def forget_our_folder() -> None:
    """Tell Gunicorn and multiprocessing (Uvicorn's reloader) where they are: they keep the folder of their import."""
    if "gunicorn.config" in sys.modules:
        sys.modules["gunicorn.config"].Chdir.default = str(Path.cwd())
    if "multiprocessing.process" in sys.modules:
        vars(sys.modules["multiprocessing.process"])["ORIGINAL_DIR"] = str(Path.cwd())


def draw_afresh() -> None:
    """Give numpy's and Python's random numbers a seed of this process's own: every fork has the same one."""
    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def run(argv: list[str]) -> None:
    """Run `python FILE …`, `python -m MODULE …` or a script of the environment as Python does."""
    words = argv[1:] if Path(argv[0]).name.startswith("python") else argv
    sys.orig_argv = [sys.executable, *words]  # by which Flask's reloader starts itself again
    sys.path[:] = [entry for entry in sys.path if entry != str(Path(__file__).parent)]
    if words[0] == "-m":
        sys.argv = words[1:]
        sys.path.insert(0, str(Path.cwd()))
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
        return
    script = str(Path(words[0]).resolve())
    sys.argv = words
    sys.path.insert(0, str(Path(script).parent))
    main = types.ModuleType("__main__")
    main.__file__ = script
    sys.modules["__main__"] = main
    exec(compile(Path(script).read_bytes(), script, "exec"), main.__dict__)  # noqa: S102  # it is what we are here for


def without_our_frames(trace: TracebackType | None) -> TracebackType | None:
    """Return a traceback from the program's own first line on."""
    while trace is not None and trace.tb_frame.f_code.co_filename == __file__:
        trace = trace.tb_next
    return trace


def leave(status: int) -> NoReturn:
    """End as a process of its own does: threads are waited for and `atexit` is heard, then nothing of ours runs."""
    with contextlib.suppress(BaseException):
        threading._shutdown()  # type: ignore[attr-defined]  # noqa: SLF001  # as Python itself does before it ends
    with contextlib.suppress(BaseException):
        atexit._run_exitfuncs()  # noqa: SLF001  # likewise
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
        sys.stderr.flush()
    os._exit(status & 0xFF)


if __name__ == "__main__":
    load()
    serve(sys.argv[1])
