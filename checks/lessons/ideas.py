"""The ideas behind wrong replies that the checks know, and what helps: one or two sentences on the failure card."""

import html
import json
import unicodedata
from collections.abc import Callable, Iterable
from urllib.parse import quote, unquote, unquote_plus

from checks.client import Reply
from checks.lessons.oracles import FIELDS, NUMBERS, Penguin, species_by_the_rule, why_by_the_rule

Idea = Callable[[Reply], str]


def at(status: int, help_: str) -> Idea:
    """Return the idea that replies of this status come from, with what helps."""
    return lambda reply: help_ if reply.status == status else ""


def first_of(*ideas: Idea | None) -> Idea:
    """Return one idea: that of the first of `ideas` that knows the reply."""
    return lambda reply: next((help_ for idea in ideas if idea and (help_ := idea(reply))), "")


STR_RETURNED = "A view that returns a str answers text/html. Return a dict, and Flask makes JSON of it."
JSON_TWICE = "The reply is JSON twice over: a dict was made a str, and the str made JSON. Return the dict itself."
DICT_RETURNED = "A view that returns a dict answers JSON. Return a str, and Flask answers text/html."
OPEN_TO_ALL = (
    'host="0.0.0.0" opens the server to everyone on your network. '
    'Leave host out, or write "127.0.0.1": then only programs on this machine reach it.'
)
CUT_SHORT = "Only the beginning of the name is there. A name may be long and have spaces: greet all of it."
NOT_REACHED = "The name did not reach the message. <name> in the route gives it to your function as an argument."
REDIRECTED = "A redirect says that the page is elsewhere. Here there is none: leave unknown paths to Flask."
CATCH_ALL = first_of(
    at(200, "A route takes every path, or an error handler leaves out the status: return body, 404."),
    *(at(status, REDIRECTED) for status in (301, 302, 303, 307, 308)),
)
METHOD_TAKEN = first_of(
    at(200, "The route takes this method too. A route answers GET alone unless methods= says more."),
    at(404, "404 says that there is no such path; 405 says that the path is there, but not for this method."),
)


def changed_name(name: str) -> Idea:
    """Return the idea that one of the usual things happened to `name` on its way into the message."""
    return lambda reply: _what_changed(reply, name)


def _what_changed(reply: Reply, name: str) -> str:
    if reply.content_type != "application/json":
        return STR_RETURNED
    answer = reply.json()
    if not isinstance(answer, dict):
        return JSON_TWICE if isinstance(answer, str) else ""
    changes = {f"Hello, {changed}!": help_ for changed, help_ in reversed(_changes(name)) if changed != name}
    message = answer.get("message")
    if not isinstance(message, str):
        return ""
    greeted = message.removeprefix("Hello, ").removesuffix("!").strip()
    fallback = CUT_SHORT if greeted and name.startswith(greeted) else "" if greeted in name else NOT_REACHED
    return changes.get(message, fallback)


def _changes(name: str) -> list[tuple[str, str]]:
    escaped = "The name was escaped for HTML. JSON needs no escape(): it is not read as a page."
    encoded = "The name is still percent-encoded: it was not decoded, or it was encoded again."
    case = "The letters changed case. Greet the name as it came."
    return [
        (unquote(name), "The name was decoded twice. Flask decodes it before it calls your function."),
        (unquote_plus(name), "A + was read as a space. In a query, after `?`, it is one; in a path + is just a +."),
        (quote(name, safe=""), encoded),
        (quote(name), encoded),
        (html.escape(name), escaped),
        (html.escape(name).replace("&#x27;", "&#39;").replace("&quot;", "&#34;"), escaped),
        (name.encode().decode("latin-1"), "The bytes of the name were read as Latin-1. They are UTF-8."),
        (name.encode("ascii", "ignore").decode(), "Letters outside ASCII were dropped. A Python str holds them all."),
        (
            unicodedata.normalize("NFC", name),
            "The name was normalized: e and its accent were two characters, and became one. Greet it as it came.",
        ),
        *((changed, case) for changed in (name.title(), name.capitalize(), name.lower(), name.upper())),
    ]


def html_page(reply: Reply) -> str:
    """Return what helps where an error has the right status and Flask's own page as its body."""
    if "<!doctype html>" not in reply.text.lower():
        return ""
    return f"This is Flask's own page for {reply.status}. @app.errorhandler(HTTPException) can answer JSON instead."


def other_key(reply: Reply) -> str:
    """Return what helps where the sentence of a JSON error does not stand under `error`."""
    answer = reply.json() if reply.content_type == "application/json" else None
    return (
        'The sentence of an error stands under "error".' if isinstance(answer, dict) and "error" not in answer else ""
    )


def all_named(reply: Reply) -> str:
    """Return what helps where the sentence lists the fields instead of naming the one at fault."""
    if sum(name in reply.text for name in FIELDS) <= 2:
        return ""
    return "A sentence that lists the fields leaves the reader to search. Name the one that is at fault."


ACCEPTED = first_of(
    at(200, "A body with a fault got an answer, so nobody learns of the fault. Check each field before you use it."),
    at(422, "422 is what FastAPI answers, in lesson 07. Here a fault in the body answers 400."),
    at(500, "500 says that the server is broken, but the request is. Check the field before you use it."),
)
REFUSAL = first_of(ACCEPTED, html_page, other_key, all_named)

SEX_NEEDED = first_of(
    at(400, "sex is the one field that may be absent or null."),
    at(500, 'sex may be absent or null. penguin["sex"] fails where it is absent; penguin.get("sex") gives None.'),
)
ANOTHER_BOUND = at(400, "A measurement is a number above 0. The contract has no other bound.")
ONE_KIND_OF_NUMBER = at(400, "39 and 39.0 are both numbers. JSON has one kind where Python has two, int and float.")
NOT_ASKED_FOR = at(400, "A field that you do not know does no harm. Look only at the six that you know.")
PARAMETERS = at(415, "What follows the `;` is a parameter. request.mimetype is the Content-Type without it.")
ANY_TYPE = first_of(
    at(200, "The body was read whatever its Content-Type says. get_json(force=True) and json.loads do that."),
    at(400, "get_json(silent=True) gives None for a wrong Content-Type too. Ask request.is_json first."),
    html_page,
)
LOADS_RAISED = at(500, "json.loads raises ValueError here. request.get_json() answers 400 by itself.")
NO_OBJECT = "A list, a text, a number and null are JSON too. Ask isinstance(penguin, dict) first."
NO_OBJECT_AT_ALL = first_of(at(200, NO_OBJECT), at(500, NO_OBJECT))
GET_TAKEN = at(200, "A route answers GET here. /predict answers POST alone.")
KEY_ERROR = at(
    500, "penguin[name] raises KeyError where the name is absent, and that makes 500. Ask whether it is there."
)
CONVERTED = at(200, '"39.1" in quotes is text, and float("39.1") hides it. Ask what the value is; do not convert it.')
TRUE_IS_INT = at(200, "In Python True is an int: isinstance(True, int) holds. Ask for bool first, and refuse it.")
ZERO_PASSES = at(200, "0 is not above 0: a number is at fault if it is <= 0, not only if it is < 0.")
FALSY_PASSES = at(200, '`if sex` takes 0, false and "" for nothing. Only null is nothing: ask `sex is not None`.')
UNHASHABLE = at(
    500, "`in` on a set or a dict raises TypeError for a list or an object. Keep the known names in a tuple."
)


def no_fault(penguin: Penguin) -> Idea:
    """Return the ideas that a penguin without fault is refused by; its whole numbers are the usual one."""
    whole = [name for name in NUMBERS if isinstance(penguin[name], int)]
    found = at(400, "This penguin has no fault. Which of your conditions refuses it? The sentence in the reply tells.")
    return first_of(lambda reply: ONE_KIND_OF_NUMBER(reply) if any(name in reply.text for name in whole) else "", found)


def fault_of(penguin: Penguin, wrong: Iterable[str], idea: Idea) -> Idea:
    """Return `idea` after a sentence that points at the fields `wrong` of a body, which is long to read."""
    there = [f'"{name}": {json.dumps(penguin[name])}' for name in wrong if name in penguin]
    missing = [name for name in wrong if name not in penguin]
    said = [*there, *([f"no {', no '.join(missing)}"] if missing else [])]
    return pointing_at(", ".join(said), idea)


def pointing_at(fault: str, idea: Idea) -> Idea:
    """Return `idea` after a sentence that says where the fault of the request is."""
    return lambda reply: f"The fault in what was sent: {fault}. {idea(reply)}".strip()


def not_finite(number: str) -> Idea:
    """Return the idea that a comparison alone refuses `NaN`, `Infinity` or `1e999`."""
    compared = "NaN <= 0 is false, as every comparison with NaN is." if number == "NaN" else f"{number} is above 0."
    return at(200, f"{compared} Python's JSON reader takes it for a float: ask math.isfinite().")


def of_the_rule(penguin: Penguin) -> Idea:
    """Return the ideas that the rule's steps change places, or that a limit which `penguin` lies on is misread."""
    limits = {
        ("flipper_length_mm", 206): "A flipper of 206 mm is at least 206 mm: the rule says >=, not >.",
        ("bill_depth_mm", 17.6): "A bill 17.6 mm deep is not below 17.6 mm: the rule says <, not <=.",
        ("bill_length_mm", 44): "A bill of 44 mm is at least 44 mm: the rule says >=, not >.",
    }
    on_a_limit = next((help_ for (name, limit), help_ in limits.items() if penguin[name] == limit), "")
    order = "This penguin meets the conditions of Gentoo and of Chinstrap: Gentoo is decided first."
    is_gentoo = species_by_the_rule(penguin) == "Gentoo"
    by_the_rule = on_a_limit or why_by_the_rule(penguin)
    return lambda reply: order if is_gentoo and '"Chinstrap"' in reply.text else by_the_rule
