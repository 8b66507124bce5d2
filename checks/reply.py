"""A complete reply, and what a check may expect of it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from typing import Any, NoReturn

from checks.compare import json_diff, same_json, shortened
from checks.exchange import Exchange
from checks.misconceptions import general
from checks.verdict import CheckFailed

Explain = Callable[["Reply"], str]
INTERNAL_ERROR = 500


class Reply:
    """One complete reply, and what a check may expect of it; every `expect_` method raises CheckFailed."""

    def __init__(self, exchange: Exchange, curl: str) -> None:
        self.exchange = exchange
        self.status = exchange.status
        self.headers = exchange.reply_headers
        self.body = exchange.reply_body
        self._curl = curl

    @property
    def sent_at(self) -> float:
        """When the whole request was written, in monotonic seconds."""
        return self.exchange.sent_at

    @property
    def answered_at(self) -> float:
        """When the whole reply was read, in monotonic seconds."""
        return self.exchange.answered_at

    @property
    def seconds(self) -> float:
        """How long the exchange took, its connection included."""
        return self.exchange.seconds

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are not are replaced."""
        return self.body.decode("utf-8", errors="replace")

    @property
    def content_type(self) -> str:
        """The media type in lower case, without parameters; "" if there is none."""
        return self.headers.get("content-type", "").split(";")[0].strip().lower()

    def __str__(self) -> str:
        kind = self.content_type or "no Content-Type"
        if not self.body:
            return f"status {self.status}, no body"
        page = self.text.lstrip()[:9].lower() == "<!doctype"  # a whole page of HTML says little on a card
        return f"status {self.status}, {kind}: {shortened(self.text, 80 if page else 300)}"

    def fail(
        self,
        sentence: str,
        *,
        expected: str = "",
        got: str = "",
        diff: str = "",
        misconception: str = "",
    ) -> NoReturn:
        """Raise CheckFailed with this exchange's curl line; `got` is the whole reply unless given."""
        raise CheckFailed(
            sentence,
            expected=expected,
            got=got or str(self),
            diff=diff,
            curl=self._curl,
            misconception=misconception,
            traceback_due=self.status == INTERNAL_ERROR,
        )

    def expect_status(self, *wanted: int, misconception: Explain | None = None) -> None:
        """Expect one of these status codes."""
        if self.status not in wanted:
            names = " or ".join(str(status) for status in wanted)
            idea = (misconception(self) if misconception else "") or general(self, wanted[0])
            self.fail(
                f"The reply has status {self.status}, not {names}.", expected=f"status {names}", misconception=idea
            )

    def json(self, misconception: Explain | None = None) -> Any:
        """Return the body's JSON value; fails if the Content-Type or the body is not JSON."""
        if self.content_type != "application/json":
            kind = self.content_type or "none"
            idea = (misconception(self) if misconception else "") or general(self, None)
            self.fail(f"The reply's Content-Type is {kind}, not application/json.", expected="JSON", misconception=idea)
        try:
            value = json.loads(self.body, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            self.fail(f"The body says that it is JSON, but is not: {error}.", expected="JSON")
        return value

    def json_object(self, misconception: Explain | None = None) -> dict[str, Any]:
        """Return the body's JSON object; fails on any other value."""
        value = self.json(misconception)
        if not isinstance(value, dict):
            self.fail(
                "The JSON in the reply is not an object.",
                expected="a JSON object, such as {…}",
                misconception=misconception(self) if misconception else "",
            )
        return value

    def expect_json(self, members: dict[str, Any], misconception: Explain | None = None) -> dict[str, Any]:
        """Expect a JSON object with at least these members, equal in type and value; returns the whole object."""
        value = self.json_object(misconception)
        wrong = [key for key in members if key not in value or not same_json(members[key], value[key])]
        if wrong:
            what = "lacks" if wrong[0] not in value else "has another value for"
            self.fail(
                f'The JSON object {what} "{wrong[0]}".',
                expected=shortened(json.dumps(members, ensure_ascii=False)),
                diff=json_diff(members, value),
                misconception=misconception(self) if misconception else "",
            )
        return value

    def expect_contains(self, text: str) -> None:
        """Expect this text in the body."""
        if text not in self.text:
            self.fail(f"The body does not contain {text}.", expected=f"a body that contains {text}")

    def expect_json_error(
        self,
        status: int,
        names: str | Iterable[str] = (),
        never: Iterable[str] = (),
        misconception: Explain | None = None,
    ) -> str:
        """Expect the course's JSON error; its sentence names one of `names` and none of `never`; returns it."""
        self.expect_status(status, misconception=misconception)
        value = self.json_object(misconception)
        sentence = value.get("error")
        form = '{"error": "<a sentence>"}'
        idea = misconception(self) if misconception else ""
        if not isinstance(sentence, str) or not sentence.strip():
            wanted_form = f"status {status}, {form}"
            self.fail('The JSON object has no sentence under "error".', expected=wanted_form, misconception=idea)
        wanted = [names] if isinstance(names, str) else list(names)
        if wanted and not any(_mentions(sentence, name) for name in wanted):
            field = " or ".join(wanted)
            wanted_sentence = f"a sentence that names {field}"
            self.fail(f"The error does not name {field}.", expected=wanted_sentence, misconception=idea)
        if blamed := [name for name in never if _mentions(sentence, name)]:
            self.fail(
                f"The error names {blamed[0]}, which is right in this request.",
                expected="a sentence that names only what is wrong",
                misconception=idea,
            )
        return sentence


def _mentions(sentence: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence) is not None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
