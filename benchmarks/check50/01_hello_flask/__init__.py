"""Lesson 01's requests as a check50 problem. check50 isolates its checks, so each starts a server of its own."""

import contextlib
import os
import random
import socket
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import quote

import check50
import requests

PYTHON = os.environ["WORKSHOP_PYTHON"]
SERVE = [PYTHON, "-m", "flask", "--app", "main", "run", "--port", "{port}"]
NAMES = ["Ada", "two words", "Zoé", "李", "O'Neill", "a+b", "%2B"]
METHODS = ["POST", "PUT", "PATCH", "DELETE"]
PATHS = ["/", "/hello/Ada"]


@contextlib.contextmanager
def serving(argv: list[str]) -> Iterator[str]:
    """Start a server on a free port; the address is given once it takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    started = [part.replace("{port}", str(port)) for part in argv]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen(started, env=os.environ | {"PORT": str(port)}, stdout=quiet, stderr=quiet)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when the port takes connections."""
    while server.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise check50.Failure("the server ended before it answered")


def expect(reply: requests.Response, status: int) -> requests.Response:
    """Return the reply if it has this status."""
    if reply.status_code != status:
        raise check50.Failure(f"expected status {status}, got {reply.status_code}")
    return reply


@check50.check()
def root_says_hello() -> None:
    """GET / says Hello"""
    with serving(SERVE) as url:
        if "Hello" not in expect(requests.get(url, timeout=10), 200).text:
            raise check50.Failure("expected the word Hello")


@check50.check()
def greets_any_name() -> None:
    """GET /hello/<name> greets any name"""
    with serving(SERVE) as url:
        for name in random.sample(NAMES, len(NAMES)):
            reply = expect(requests.get(f"{url}/hello/{quote(name, safe='')}", timeout=10), 200)
            if reply.json() != {"message": f"Hello, {name}!"}:
                raise check50.Failure(f"expected a greeting of {name}, got {reply.text}")


@check50.check()
def unknown_path_is_404() -> None:
    """A path without a route is 404"""
    with serving(SERVE) as url:
        expect(requests.get(f"{url}/no/such/path", timeout=10), 404)


@check50.check()
def other_methods_are_405() -> None:
    """POST, PUT, PATCH and DELETE are 405"""
    with serving(SERVE) as url:
        for path in PATHS:
            for method in METHODS:
                expect(requests.request(method, url + path, timeout=10), 405)


@check50.check()
def runs_as_a_program() -> None:
    """python main.py serves on the port that PORT names"""
    with serving([PYTHON, "main.py"]) as url:
        expect(requests.get(url, timeout=10), 200)
