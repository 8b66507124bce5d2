"""A request as a curl line that a learner can paste."""

from __future__ import annotations

import shlex
import subprocess

from checks.exchange import Exchange

MAX_BODY_CHARACTERS = 2000
OWN_HEADERS = {"host", "user-agent", "accept", "connection", "content-length", "transfer-encoding"}


def curl_line(exchange: Exchange, base_url: str, *, windows: bool = False) -> str:
    """Return the curl command that repeats the exchange's request against `base_url` (no slash at its end)."""
    words = ["curl.exe" if windows else "curl", "-i"]
    implied = "POST" if exchange.body is not None else "GET"
    if exchange.method != implied:
        words += ["-X", exchange.method]
    for name, value in exchange.headers:
        if name.lower() not in OWN_HEADERS:
            words += ["-H", f"{name}: {value}"]
    pipe = ""
    if exchange.body is not None:
        # Without this header curl claims that the body is a form.
        if not any(name.lower() == "content-type" for name, _ in exchange.headers):
            words += ["-H", "Content-Type:"]
        option, value, pipe = _body(exchange.body)
        words += [option, value]
    words.append(base_url + exchange.target)
    joined = subprocess.list2cmdline(words) if windows else shlex.join(words)
    return pipe + joined


def _body(body: bytes) -> tuple[str, str, str]:
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        escaped = "".join(f"\\{byte:03o}" for byte in body[:MAX_BODY_CHARACTERS])
        return "--data-binary", "@-", f"printf '{escaped}' | "
    if len(text) > MAX_BODY_CHARACTERS:
        return "--data-raw", f"{text[:60]}... ({len(text):,} characters)", ""
    return "--data-raw" if text.startswith("@") else "-d", text, ""
