"""Checks of lesson 01, hello_flask: what a GET answers, and how a name travels in a path."""

import random
import string
import unicodedata
from collections.abc import Callable
from typing import Protocol
from urllib.parse import quote

import pytest

from checks.client import Client
from checks.lessons import ideas

FIRST_NAMES = ("Ada", "Grace", "Alan", "Katherine", "Linus", "Barbara", "Dennis", "Radia", "Edsger", "Margaret")
LAST_NAMES = ("Lovelace", "Hopper", "Turing", "Johnson", "Liskov", "Perlman", "Hamilton", "de la Cruz", "van Rossum")
OTHER_SCRIPTS = ("Zoë", "José", "Søren", "Łukasz", "李", "小林", "Ольга", "Ελένη", "नेहा", "🐧", "👩‍🔬")
QUOTED = ('"Ada"', "<Ada>", "Ada&Co", "Ada;Grace", "{name}", "Ada.json")
IN_ADDRESSES = ("a=b", "who?", "#1", "C:\\penguins", "100%", "favicon.ico", "@ada")
DECODED_ONCE = ("%2B", "%20", "%C3%A9", "100%25", "%252B")
OTHER_METHODS = ("POST", "PUT", "PATCH", "DELETE")


class Server(Protocol):
    """What the fixture `start` gives: a server that a check started for itself."""

    client: Client
    port: int

    def listening(self) -> set[tuple[str, int]]:
        """Return the addresses and ports that the server's processes listen on."""


Start = Callable[..., Server]


def hello(name: str) -> str:
    """Return the path that greets a name: every byte that is not a letter, a digit or one of `_.-~` is encoded."""
    return "/hello/" + quote(name, safe="")


def word(rng: random.Random, letters: int = 8) -> str:
    """Return letters in no order, which no submission can know."""
    return "".join(rng.choices(string.ascii_lowercase, k=letters))


def greet(client: Client, name: str, path: str = "") -> None:
    """Ask for a greeting of `name` and expect exactly that name in it."""
    reply = client.get(path or hello(name))
    reply.expect_status(200)
    reply.expect_json({"message": f"Hello, {name}!"}, misconception=ideas.changed_name(name))


@pytest.mark.check(points=1)
def test_root_says_hello(client: Client) -> None:
    """GET / answers a text that contains Hello"""
    reply = client.get("/")
    reply.expect_status(200)
    reply.expect_contains("Hello")
    if not reply.content_type.startswith("text/") and reply.content_type != "application/xhtml+xml":
        reply.fail(
            "The reply to GET / is not a text.",
            expected="Content-Type: text/html or text/plain",
            got=f"Content-Type: {reply.headers.get('content-type', '(none)')}",
            misconception=ideas.DICT_RETURNED,
        )


@pytest.mark.check(points=2)
def test_greets_a_name(client: Client, rng: random.Random) -> None:
    """GET /hello/<name> answers JSON that greets the name"""
    for name in (*rng.sample(FIRST_NAMES, 2), word(rng).capitalize(), word(rng), word(rng).upper()):
        greet(client, name)


@pytest.mark.check(points=1, needs="greets_a_name")
def test_greets_names_with_spaces(client: Client, rng: random.Random) -> None:
    """A name may have spaces and be long"""
    for first, last in zip(rng.sample(FIRST_NAMES, 3), rng.sample(LAST_NAMES, 3), strict=True):
        greet(client, f"{first} {last}")
    greet(client, f"{word(rng)}  {word(rng)}")
    greet(client, " ".join(word(rng, 9) for _ in range(20)))


@pytest.mark.check(points=1, needs="greets_a_name")
def test_greets_names_in_any_script(client: Client, rng: random.Random) -> None:
    """A name may have letters such as é and 李"""
    for name in ("Zoë", "李", *rng.sample(OTHER_SCRIPTS, 4)):
        greet(client, name)
    base = rng.choice(("Rene", "Chloe", "Andre"))
    for accented in (base + "\u0301", unicodedata.normalize("NFC", base + "\u0301")):
        greet(client, accented)


@pytest.mark.check(points=1, needs="greets_a_name")
def test_greets_names_with_punctuation(client: Client, rng: random.Random) -> None:
    """A name may have an apostrophe, quotes, & or <"""
    for name in ("O'Brien", *rng.sample(QUOTED, 4), *rng.sample(IN_ADDRESSES, 4)):
        greet(client, name)
    greet(client, f"{word(rng)}'{word(rng)}")


@pytest.mark.check(points=1, needs="greets_a_name")
def test_leaves_a_plus_alone(client: Client, rng: random.Random) -> None:
    """A + in a name stays a +"""
    for name in (f"{word(rng)}+{word(rng)}", "C++", "+"):
        greet(client, name)
        greet(client, name, path="/hello/" + name)


@pytest.mark.check(points=1, needs="greets_a_name")
def test_decodes_a_name_once(client: Client, rng: random.Random) -> None:
    """A name is decoded once: %252B is the name %2B"""
    for name in ("%2B", *rng.sample(DECODED_ONCE, 3), f"{word(rng)}%20{word(rng)}"):
        greet(client, name)


@pytest.mark.check(points=1, needs="root_says_hello")
def test_unknown_paths_answer_404(client: Client, rng: random.Random) -> None:
    """A path without a route answers 404"""
    client.get("/").expect_status(200)
    for path in (f"/{word(rng)}", f"/{word(rng)}/{word(rng)}", f"/{word(rng)}.html", f"/{word(rng)}?name=Ada"):
        client.get(path).expect_status(404, misconception=ideas.CATCH_ALL)


@pytest.mark.check(points=1, needs=["root_says_hello", "greets_a_name"])
def test_other_methods_answer_405(client: Client, rng: random.Random) -> None:
    """POST, PUT, PATCH and DELETE answer 405"""
    for path in ("/", hello(rng.choice(FIRST_NAMES))):
        for method in OTHER_METHODS:
            client.request(method, path).expect_status(405, misconception=ideas.METHOD_TAKEN)


@pytest.mark.check(points=2, needs=["root_says_hello", "greets_a_name"])
def test_python_main_py_reads_the_port(start: Start, rng: random.Random) -> None:
    """python main.py serves on the port that PORT names"""
    own = start(["python", "main.py"], env={"PORT": "{port}"})
    own.client.get("/").expect_status(200)
    own.client.get(hello(word(rng))).expect_status(200)


@pytest.mark.check(points=1, needs="python_main_py_reads_the_port")
def test_listens_on_this_machine_only(start: Start) -> None:
    """python main.py listens on 127.0.0.1 only"""
    own = start(["python", "main.py"], env={"PORT": "{port}"})
    reply = own.client.get("/")
    others = sorted(f"{address}:{port}" for address, port in own.listening() if address != "127.0.0.1")
    if others:
        reply.fail(
            "The server listens on more than 127.0.0.1.",
            expected=f"127.0.0.1:{own.port}",
            got=", ".join(others),
            misconception=ideas.OPEN_TO_ALL,
        )
