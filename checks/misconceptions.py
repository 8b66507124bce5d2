"""The likely wrong idea behind a reply that no check expects: general ones, the same in every lesson."""

from __future__ import annotations

from typing import Protocol

from checks.exchange import Exchange, Fault


class Answer(Protocol):
    """As much of a reply as these rules look at."""

    status: int
    headers: dict[str, str]
    exchange: Exchange

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters."""


FAULTS: dict[Fault, str] = {
    "deadline": "Look for what never ends: a loop, a sleep, input(), or a call to a server that does not answer.",
    "closed": "The reply promised more than it sent, or an exception came after it had begun.",
    "too_large": "A reply of this course fits into a few kilobytes; look for what makes it grow.",
}


def general(reply: Answer, wanted_status: int | None) -> str:
    """Return one or two sentences on what is probably wrong, or "" if nothing is recognised."""
    for rule in (_exception, _redirect, _no_route, _method_missing, _html_for_json):
        sentence = rule(reply, wanted_status)
        if sentence:
            return sentence
    return ""


def _exception(reply: Answer, wanted_status: int | None) -> str:
    if reply.status != 500 or wanted_status == 500:
        return ""
    return "500 means that your code raised an exception while it answered; your server's log says where."


def _redirect(reply: Answer, _wanted_status: int | None) -> str:
    location = reply.headers.get("location", "")
    if reply.status not in (301, 302, 307, 308) or not location:
        return ""
    if location.split("?")[0].endswith(reply.exchange.target.split("?")[0] + "/"):
        return "The route ends in a slash and the request does not, so the framework redirects; leave out the slash."
    return f"Your server sends the client elsewhere, to {location[:80]}; answer the request itself."


def _no_route(reply: Answer, wanted_status: int | None) -> str:
    if reply.status != 404 or wanted_status == 404:
        return ""
    return (
        "404 means that no route matches this path. If you have written one, compare the path in its decorator with it,"
        " letter by letter."
    )


def _method_missing(reply: Answer, wanted_status: int | None) -> str:
    if reply.status != 405 or wanted_status == 405:
        return ""
    return f"405 means that a route has this path but does not accept {reply.exchange.method}."


def _html_for_json(reply: Answer, wanted_status: int | None) -> str:
    if wanted_status is not None or reply.content_type != "text/html":
        return ""
    return "A function that returns a text sends HTML; return a dict, and the framework sends JSON."
