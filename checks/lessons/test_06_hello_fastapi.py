"""Checks of lesson 06, hello_fastapi: greetings by type hints, their description, and the pages made from it."""

import random
import re
import string
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import pytest

from checks.client import Client
from checks.lessons import browser, docs_pages, reloading
from checks.lessons import ideas_06 as ideas
from checks.lessons.validation import expect_422

FIRST_NAMES = ("Ada", "Grace", "Alan", "Katherine", "Linus", "Barbara", "Dennis", "Radia", "Edsger", "Margaret")
LAST_NAMES = ("Lovelace", "Hopper", "Turing", "Johnson", "Liskov", "Perlman", "Hamilton", "de la Cruz", "van Rossum")
OTHER_SCRIPTS = ("José", "Søren", "Łukasz", "小林", "Ольга", "Ελένη", "नेहा", "🐧", "👩‍🔬")
WITH_SIGNS = ('"Ada"', "<Ada>", "Ada&Co", "{name}", "Ada.json", "a=b", "who?", "#1", "100%", "favicon.ico", "@ada")
DECODED_ONCE = ("%20", "%C3%A9", "100%25", "%252B")
WORDS = ("one", "three", "many", "nan", "none", "five")
# The two operations, each with a pattern for how it is described: the parameter may have another name.
OPERATIONS = {"GET /": r"GET /", "GET /hello/{name}": r"GET /hello/\{[^{}/]+\}"}
DEFAULT_TITLE = "FastAPI"


class Server(Protocol):
    """What the fixture `start` gives: a server that a check started for itself."""

    client: Client
    port: int

    def listening(self) -> set[tuple[str, int]]:
        """Return the addresses and ports that the server's processes listen on."""


Start = Callable[..., Server]


@pytest.fixture(scope="module")
def chromium() -> Iterator[browser.Browser]:
    """A real browser, which the checks that look at a page share; they are skipped where there is none."""
    program = browser.find_chromium()
    if program is None:
        pytest.skip(browser.NOT_FOUND)
    with browser.launched(program) as running:
        yield running


@pytest.fixture
def tab(chromium: browser.Browser, client: Client) -> Iterator[browser.Tab]:
    """An empty page that reaches the lesson's server alone."""
    with browser.opened(chromium, client.base_url) as opened:
        yield opened


def hello(name: str, query: str = "") -> str:
    """Return the path that greets a name: every byte that is not a letter, a digit or one of `_.-~` is encoded."""
    return "/hello/" + quote(name, safe="") + query


def word(rng: random.Random, letters: int = 8) -> str:
    """Return letters in no order, which no submission can know."""
    return "".join(rng.choices(string.ascii_lowercase, k=letters))


def greet(client: Client, name: str, path: str = "") -> None:
    """Ask for a greeting of `name` and expect it once, with exactly that name."""
    reply = client.get(path or hello(name))
    reply.expect_status(200, misconception=ideas.REFUSED)
    reply.expect_json({"message": f"Hello, {name}!"}, misconception=ideas.changed_name(name))


def described(client: Client) -> dict[str, Any]:
    """Return the API's description, a JSON object with the object `paths`."""
    reply = client.get("/openapi.json")
    reply.expect_status(200)
    document = reply.json_object()
    if not isinstance(document.get("paths"), dict):
        reply.fail("The description has no paths.", expected='{"openapi": …, "info": …, "paths": {…}}')
    return document


@pytest.mark.check(points=1)
def test_root_greets_the_world(client: Client) -> None:
    """GET / answers JSON that greets the world"""
    reply = client.get("/")
    reply.expect_status(200)
    reply.expect_json({"message": "Hello, World!"}, misconception=ideas.changed_name("World"))


@pytest.mark.check(points=2)
def test_greets_a_name(client: Client, rng: random.Random) -> None:
    """GET /hello/{name} answers JSON that greets the name, once"""
    for name in (*rng.sample(FIRST_NAMES, 2), word(rng).capitalize(), word(rng), word(rng).upper()):
        greet(client, name)


@pytest.mark.check(points=2, needs="greets_a_name")
def test_greets_any_name(client: Client, rng: random.Random) -> None:
    """A name may be any text: spaces, é, 李, an apostrophe, +, %2B"""
    names = [f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}", " ".join(word(rng) for _ in range(20))]
    names += ["Zoë", "李", *rng.sample(OTHER_SCRIPTS, 3), "Rene\u0301", unicodedata.normalize("NFC", "Rene\u0301")]
    names += ["O'Brien", *rng.sample(WITH_SIGNS, 4), f"{word(rng)}+{word(rng)}"]
    names += ["%2B", *rng.sample(DECODED_ONCE, 2), f"{word(rng)}%20{word(rng)}"]
    for name in names:
        greet(client, name)
    greet(client, "C++", path="/hello/C++")


@pytest.mark.check(points=2, needs="greets_a_name")
def test_repeats_the_greeting(client: Client, rng: random.Random) -> None:
    """?times=N repeats the greeting, joined by one space, for 1 to 5"""
    for times in rng.sample(range(1, 6), 5):
        name = rng.choice((word(rng), f"{rng.choice(FIRST_NAMES)} {rng.choice(LAST_NAMES)}", "李"))
        reply = client.get(hello(name, f"?times={times}"))
        idea = ideas.repeated(name, times)
        reply.expect_status(200, misconception=idea)
        reply.expect_json({"message": " ".join([f"Hello, {name}!"] * times)}, misconception=idea)


@pytest.mark.check(points=2, needs="repeats_the_greeting")
def test_refuses_times_out_of_bounds(client: Client, rng: random.Random) -> None:
    """Whole numbers outside 1 to 5 answer 422 that names times"""
    name = word(rng)
    client.get(hello(name, "?times=5")).expect_status(200)
    for times in (0, 6, -1, rng.randint(7, 99), -rng.randint(2, 99), rng.randint(10**3, 10**9)):
        expect_422(client.get(hello(name, f"?times={times}")), "times", idea=ideas.NO_BOUNDS)


@pytest.mark.check(points=1, needs="repeats_the_greeting")
def test_refuses_times_in_words(client: Client, rng: random.Random) -> None:
    """A word for times answers 422 that names times"""
    name = word(rng)
    client.get(hello(name, "?times=2")).expect_status(200)
    for times in (*rng.sample(WORDS, 2), word(rng)):
        expect_422(client.get(hello(name, f"?times={times}")), "times", idea=ideas.NO_TYPE)


@pytest.mark.check(points=2, needs=["root_greets_the_world", "greets_a_name"])
def test_openapi_describes_both_routes(client: Client) -> None:
    """/openapi.json describes GET / and GET /hello/{name}"""
    paths = described(client)["paths"]
    gets = [f"GET {path}" for path, methods in paths.items() if isinstance(methods, dict) and "get" in methods]
    for operation, pattern in OPERATIONS.items():
        if not any(re.fullmatch(pattern, one) for one in gets):
            client.get("/openapi.json").fail(
                f"The description has no {operation}.",
                expected=f'"paths" with {operation}',
                got=", ".join(gets) or "no GET at all",
                misconception=ideas.HIDDEN,
            )


@pytest.mark.check(points=1)
def test_has_a_title_of_its_own(client: Client) -> None:
    """The API has a title of its own"""
    info = described(client).get("info")
    title = info.get("title") if isinstance(info, dict) else None
    if not isinstance(title, str) or title.strip() in ("", DEFAULT_TITLE):
        client.get("/openapi.json").fail(
            "The API's title is FastAPI's default." if title == DEFAULT_TITLE else "The API has no title.",
            expected='"title" under "info" in /openapi.json, other than "FastAPI"',
            got=f'"title": "{title}"' if isinstance(title, str) else "no title",
            misconception=ideas.DEFAULT_TITLE,
        )


@pytest.mark.check(points=1, needs="greets_a_name")
def test_docs_and_redoc_are_there(client: Client, rng: random.Random) -> None:
    """/docs is Swagger UI, and /redoc is ReDoc"""
    greet(client, word(rng))
    for path, sign, name in (("/docs", "swagger-ui", "Swagger UI"), ("/redoc", "redoc", "ReDoc")):
        reply = client.get(path)
        reply.expect_status(200, misconception=ideas.NO_DOCS)
        if reply.content_type != "text/html" or sign not in reply.text.lower():
            reply.fail(
                f"{path} is not {name}.", expected=f"a page that loads {name}", misconception=ideas.NO_DOCS(reply)
            )


@pytest.mark.check(points=2, needs=["openapi_describes_both_routes", "docs_and_redoc_are_there"])
def test_docs_greet_in_a_browser(tab: browser.Tab, rng: random.Random) -> None:
    """In a browser, Execute on /docs shows the greeting"""
    name = f"{rng.choice(FIRST_NAMES)} {word(rng).capitalize()}"
    greeting = f"Hello, {name}!"
    docs_pages.open_docs(tab)
    shown = docs_pages.try_it_out(tab, docs_pages.operation(tab, "/hello/{"), name, greeting)
    if greeting not in shown:
        tab.fail(
            "The Response body does not show the greeting.",
            expected=greeting,
            got=" ".join(shown.split())[:300],
            misconception=ideas.NO_GREETING,
        )


@pytest.mark.check(points=1, needs=["openapi_describes_both_routes", "docs_and_redoc_are_there"])
def test_redoc_lists_both_in_a_browser(tab: browser.Tab) -> None:
    """In a browser, /redoc lists both operations"""
    listed = docs_pages.operations_on_redoc(tab, [f"^{pattern}$" for pattern in OPERATIONS.values()])
    for operation, pattern in OPERATIONS.items():
        if not any(re.fullmatch(pattern, one) for one in listed):
            tab.fail(
                f"ReDoc does not list {operation}.",
                expected=operation,
                got=", ".join(listed),
                misconception=ideas.NOT_LISTED,
            )


@pytest.mark.check(points=2, needs=["root_greets_the_world", "greets_a_name"])
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


@pytest.mark.check(points=1, needs="greets_a_name")
def test_a_saved_change_shows(start: Start, submission: Path, tmp_path: Path, rng: random.Random) -> None:
    """With --reload, saving a changed main.py changes the answers"""
    copy = reloading.copy_of(submission, tmp_path / "copy")
    reloading_server = start(["uvicorn", "main:app", "--reload", "--port", "{port}"], folder=copy)
    greet(reloading_server.client, word(rng))
    reloading.expect_a_saved_change_to_show(reloading_server.client, copy / "main.py", word(rng))
