"""The ideas behind what lesson 06's checks find wrong, and what helps: one or two sentences on the failure card."""

import html
import unicodedata
from urllib.parse import quote, unquote, unquote_plus

from checks.client import Reply
from checks.lessons.ideas import Idea, at, first_of

DEFAULT_TITLE = 'FastAPI(title="…") names your API. Without it, everyone\'s API is called FastAPI.'
HIDDEN = (
    "FastAPI describes each route that is written with @app.get(…), unless include_in_schema=False hides it. "
    "A route that takes every path is one route, whatever it answers."
)
NOT_LISTED = (
    "Swagger UI lists what /openapi.json describes. FastAPI describes each route that is written with @app.get(…), "
    "unless include_in_schema=False hides it."
)
NO_FIELD = "Swagger UI has a field for each parameter in /openapi.json. A parameter of the function becomes one."
NO_BUTTON = "Swagger UI has the button by itself. Do swagger_ui_parameters take it away?"
NO_GREETING = "The reply is shown, but not the greeting. Do the same on /docs yourself, and read the Response body."
NO_RELOAD = (
    "uvicorn saw the change and asked the old process to end; the new one starts after that. What of yours goes on: "
    "a loop, a thread, a lifespan that waits after its yield?"
)
OPEN_TO_ALL = (
    'host="0.0.0.0" opens the server to everyone on your network. '
    'Leave host out, or write "127.0.0.1": then only programs on this machine reach it.'
)
STR_RETURNED = "A function that returns a str answers a JSON string. Return a dict, and FastAPI makes an object of it."
JSON_TWICE = "The reply is JSON twice over: a dict was made a str, and the str made JSON. Return the dict itself."
NOT_REACHED = "The name did not reach the message. {name} in the path gives it to the function's parameter `name`."
CUT_SHORT = "Only the beginning of the name is there. A name may be long and have spaces: greet all of it."
ONCE_ONLY = "The greeting came once. Where does your function use times?"
NO_SPACE = 'The greetings are there, but not joined by one space: " ".join([greeting] * times).'
NO_DETAIL = "FastAPI's own 422 is the list `detail`. If you answer 422 by hand, leave it to FastAPI instead."

NO_BOUNDS = first_of(
    at(200, "times: int takes every whole number. Query(ge=1, le=5), inside Annotated, sets the bounds."),
    at(400, "FastAPI answers 422 to what a type or a bound refuses. Let it do that; do not check by hand."),
    at(500, "500 says that the server is broken, but the request is. Give times a type and bounds."),
    at(422, NO_DETAIL),
)
NO_TYPE = first_of(
    at(200, "A word is not a number of times. With times: int FastAPI refuses it before your function is called."),
    at(400, "FastAPI answers 422 to what a type refuses. Let it do that; do not convert by hand."),
    at(500, "int() raises ValueError for a word, and that makes 500. With times: int FastAPI answers 422 by itself."),
    at(422, NO_DETAIL),
)
NO_DOCS = first_of(
    at(404, "FastAPI() has /docs and /redoc by itself. Are they switched off, or moved, by docs_url or redoc_url?"),
    at(200, "FastAPI() has /docs and /redoc by itself; leave these two paths to it."),
)
REFUSED = first_of(
    at(422, "422 says that FastAPI could not make your function's parameters of this request. `detail` says which."),
)


def changed_name(name: str) -> Idea:
    """Return the idea that one of the usual things happened to `name` on its way into the message."""
    return first_of(REFUSED, lambda reply: _what_changed(reply, name))


def repeated(name: str, times: int) -> Idea:
    """Return the idea that the greeting of `name` was not repeated, or not joined by one space."""

    def idea(reply: Reply) -> str:
        message = _message(reply)
        if message == f"Hello, {name}!" and times > 1:
            return ONCE_ONLY
        return NO_SPACE if message is not None and message.count(f"Hello, {name}!") == times else ""

    return first_of(REFUSED, idea, lambda reply: _what_changed(reply, name))


def _message(reply: Reply) -> str | None:
    answer = reply.json() if reply.content_type == "application/json" else None
    message = answer.get("message") if isinstance(answer, dict) else None
    return message if isinstance(message, str) else None


def _what_changed(reply: Reply, name: str) -> str:
    if reply.content_type != "application/json":
        return "Return a dict, and FastAPI answers JSON."
    answer = reply.json()
    if isinstance(answer, str):
        return JSON_TWICE if answer.startswith("{") else STR_RETURNED
    message = _message(reply)
    if message is None:
        return ""
    changes = {f"Hello, {changed}!": help_ for changed, help_ in reversed(_changes(name)) if changed != name}
    greeted = message.removeprefix("Hello, ").removesuffix("!").strip()
    fallback = CUT_SHORT if greeted and name.startswith(greeted) else "" if greeted in name else NOT_REACHED
    return changes.get(message, fallback)


def _changes(name: str) -> list[tuple[str, str]]:
    case = "The letters changed case. Greet the name as it came."
    return [
        (unquote(name), "The name was decoded twice. It is decoded before FastAPI calls your function."),
        (unquote_plus(name), "A + was read as a space. In a query, after `?`, it is one; in a path + is just a +."),
        (quote(name), "The name is still percent-encoded: it was not decoded, or it was encoded again."),
        (html.escape(name), "The name was escaped for HTML. JSON needs no escape(): it is not read as a page."),
        (name.encode("ascii", "ignore").decode(), "Letters outside ASCII were dropped. A Python str holds them all."),
        (
            unicodedata.normalize("NFC", name),
            "The name was normalized: e and its accent were two characters, and became one. Greet it as it came.",
        ),
        *((changed, case) for changed in (name.title(), name.capitalize(), name.lower(), name.upper())),
    ]
