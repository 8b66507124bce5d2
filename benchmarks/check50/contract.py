"""What the check50 problems share: a server for the length of a block, and the requests of lesson 01.

check50 isolates its checks from each other, so each one starts a server of its own. So all requests to one server stand
in one check: fewer verdicts than the workshop gives, and as fast as check50 can be.
"""

import contextlib
import os
import random
import socket
import string
import subprocess
import time
from collections.abc import Iterator
from urllib.parse import quote

import check50
import requests

PYTHON = os.environ["WORKSHOP_PYTHON"]
SERVE = [PYTHON, "-m", "flask", "--app", "main", "run", "--port", "{port}"]
FIRST_NAMES = ["Ada", "Grace", "Alan", "Katherine", "Linus", "Barbara", "Dennis", "Radia"]
LAST_NAMES = ["Lovelace", "Hopper", "Turing", "Johnson", "Liskov", "Perlman", "Hamilton", "de la Cruz"]
SCRIPTS = ["Zoë", "李", "José", "Søren", "小林", "Ольга", "Rene\u0301", "Ren\u00e9"]
PUNCTUATION = ["O'Brien", '"Ada"', "<Ada>", "Ada&Co", "{name}", "a=b", "who?", "#1", "100%", "o'clock"]
ENCODED = ["%2B", "%20", "%C3%A9", "100%25", "x%20y"]
METHODS = ["POST", "PUT", "PATCH", "DELETE"]


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


def word() -> str:
    """Return letters in no order."""
    return "".join(random.choices(string.ascii_lowercase, k=8))


def names() -> list[str]:
    """Return as many names of each kind as the workshop's checks greet."""
    spaced = [f"{first} {last}" for first, last in zip(random.sample(FIRST_NAMES, 3), LAST_NAMES, strict=False)]
    plain = [*random.sample(FIRST_NAMES, 2), word(), word(), word()]
    long = [f"{word()}  {word()}", " ".join(word() for _ in range(20))]
    with_plus = [name for name in (f"{word()}+{word()}", "C++", "+") for _ in range(2)]
    return [*plain, *spaced, *long, *SCRIPTS, *PUNCTUATION, *with_plus, *ENCODED]


def greet(url: str, name: str) -> None:
    """Ask for a greeting and expect exactly this name in it."""
    reply = expect(requests.get(f"{url}/hello/{quote(name, safe='')}", timeout=10), 200)
    if reply.json() != {"message": f"Hello, {name}!"}:
        raise check50.Failure(f"expected a greeting of {name}, got {reply.text}")


def greets(url: str) -> None:
    """Send lesson 01's requests: GET / says Hello, any name is greeted, unknown paths are 404, other methods 405."""
    if "Hello" not in expect(requests.get(url, timeout=10), 200).text:
        raise check50.Failure("expected the word Hello")
    for name in names():
        greet(url, name)
    for path in ["/", f"/{word()}", f"/{word()}/{word()}", f"/{word()}.html", f"/{word()}?name=Ada"]:
        expect(requests.get(url + path, timeout=10), 200 if path == "/" else 404)
    for path in ["/", "/hello/Ada"]:
        for method in METHODS:
            expect(requests.request(method, url + path, timeout=10), 405)


def runs_by_itself() -> None:
    """`python main.py` serves on the port that PORT names."""
    with serving([PYTHON, "main.py"]) as url:
        expect(requests.get(url, timeout=10), 200)
        greet(url, word())
