"""Bounded HTTP for checks: every exchange is remembered, and every surprise is the learner's `CheckFailed`."""

from __future__ import annotations

import json as json_module
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from checks.curl import curl_line
from checks.exchange import Exchange, Limits, perform
from checks.misconceptions import FAULTS
from checks.pending import Pending, together
from checks.reply import Reply
from checks.verdict import CheckFailed

__all__ = ["CheckFailed", "Client", "Limits", "Pending", "Reply", "together"]

_MISSING = object()
_FAULTS = {
    "refused": "Nothing answers on port {port} any more.",
    "deadline": "No complete reply came within {seconds:g} s ({received} bytes came).",
    "closed": "The server closed the connection before its reply was complete ({received} bytes came).",
    "too_large": "The reply is larger than {cap} bytes, so reading it was stopped.",
    "not_http": "What came back is not HTTP; it begins with {first}.",
}


class Client:
    """Sends requests to one server; `shown_url` stands in the curl lines, `explain_loss` says why a server is gone."""

    def __init__(
        self,
        base_url: str,
        *,
        shown_url: str | None = None,
        limits: Limits | None = None,
        user_agent: str = "curl/8.5.0",
        explain_loss: Callable[[], str] = lambda: "",
    ) -> None:
        parts = urlsplit(base_url)
        self.host = parts.hostname or "127.0.0.1"
        self.port = parts.port or 80
        self.base_url = base_url.rstrip("/")
        self.shown_url = (shown_url or base_url).rstrip("/")
        self.limits = limits or Limits()
        self.exchanges: list[Exchange] = []
        self._user_agent = user_agent
        self._explain_loss = explain_loss

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> Reply:
        """Send GET; `path` is the raw, percent-encoded request target."""
        return self.request("GET", path, headers=headers)

    def post(
        self, path: str, *, json: Any = _MISSING, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Reply:
        """Send POST with a JSON value (Content-Type: application/json) or raw bytes (no Content-Type of their own)."""
        return self.request("POST", path, json=json, body=body, headers=headers)

    def request(
        self,
        method: str,
        path: str,
        *,
        json: Any = _MISSING,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Reply:
        """Send one request and return the reply; raises CheckFailed if no complete reply comes back."""
        exchange = self._exchange(method, path, json, body, headers)
        self._perform(exchange)
        return self._reply(exchange)

    def later(
        self,
        method: str,
        path: str,
        *,
        json: Any = _MISSING,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
    ) -> Pending:
        """Send one request from a thread of its own; the reply, or CheckFailed, comes with `result()`."""
        exchange = self._exchange(method, path, json, body, headers)
        return Pending(exchange, lambda: self._perform(exchange), lambda: self._reply(exchange))

    def patient(self, seconds: float) -> Client:
        """Return a client of the same server that waits so many seconds for a whole reply."""
        return Client(
            self.base_url,
            shown_url=self.shown_url,
            limits=replace(self.limits, deadline_seconds=seconds),
            user_agent=self._user_agent,
            explain_loss=self._explain_loss,
        )

    def _exchange(
        self, method: str, path: str, json: Any, body: bytes | None, headers: dict[str, str] | None
    ) -> Exchange:
        exchange = Exchange(method, path, self._headers(headers or {}, json is not _MISSING), body)
        if json is not _MISSING:
            exchange.body = _encode(json)
        if exchange.body is not None:
            exchange.headers.append(("Content-Length", str(len(exchange.body))))
        elif method in ("POST", "PUT", "PATCH"):
            exchange.headers.append(("Content-Length", "0"))
        self.exchanges.append(exchange)
        return exchange

    def _perform(self, exchange: Exchange) -> None:
        perform(exchange, self.host, self.port, self.limits)

    def _reply(self, exchange: Exchange) -> Reply:
        if exchange.fault:
            raise self._lost(exchange)
        return Reply(exchange, self.curl(exchange))

    def curl(self, exchange: Exchange) -> str:
        """Return the curl line that repeats an exchange."""
        return curl_line(exchange, self.shown_url, windows=sys.platform == "win32")

    def _headers(self, extra: dict[str, str], is_json: bool) -> list[tuple[str, str]]:
        headers = [("Host", f"{self.host}:{self.port}"), ("User-Agent", self._user_agent), ("Accept", "*/*")]
        if is_json and not any(name.lower() == "content-type" for name in extra):
            headers.append(("Content-Type", "application/json"))
        return [*headers, *extra.items(), ("Connection", "close")]

    def _lost(self, exchange: Exchange) -> CheckFailed:
        sentence = _FAULTS[exchange.fault].format(
            port=self.port,
            seconds=self.limits.deadline_seconds,
            received=f"{exchange.received_bytes:,}",
            cap=f"{self.limits.max_body_bytes:,}",
            first=repr(exchange.first_bytes[:40])[1:],
        )
        # Only a lost connection can mean that the process is gone; a slow or large reply explains itself.
        reason = self._explain_loss() if exchange.fault in ("refused", "closed") else ""
        return CheckFailed(
            reason or sentence,
            expected="one complete HTTP reply",
            got=_got_of_lost(exchange),
            curl=self.curl(exchange),
            misconception="" if reason or not exchange.fault else FAULTS.get(exchange.fault, ""),
            hint=False,
        )


def _encode(value: Any) -> bytes:
    return json_module.dumps(value, ensure_ascii=False).encode("utf-8")


def _got_of_lost(exchange: Exchange) -> str:
    if exchange.status:
        return f"status {exchange.status} and part of a body"
    return "no reply"
