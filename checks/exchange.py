"""One bounded HTTP exchange over a socket: a total deadline, caps on headers and body, no redirects, no gzip bombs.

`requests` has no total deadline and no cap on the body, so the bytes are parsed with h11 and read here.
"""

from __future__ import annotations

import socket
import threading
import time
import zlib
from dataclasses import dataclass, field
from typing import Literal

import h11

MIB = 1024 * 1024
RECEIVE_BYTES = 65536
Fault = Literal["refused", "deadline", "closed", "too_large", "not_http"]


@dataclass(frozen=True)
class Limits:
    """What one exchange may cost at most, whatever the server does."""

    deadline_seconds: float = 10.0
    max_body_bytes: int = MIB
    max_header_bytes: int = 65536


@dataclass
class Exchange:
    """What was sent and what came back; `fault` names what kept a whole reply from coming, "" if nothing did."""

    method: str
    target: str
    headers: list[tuple[str, str]] = field(default_factory=list)
    body: bytes | None = None
    status: int = 0
    reply_headers: dict[str, str] = field(default_factory=dict)
    reply_body: bytes = b""
    received_bytes: int = 0
    first_bytes: bytes = b""
    seconds: float = 0.0
    fault: Fault | Literal[""] = ""
    # For the order of exchanges: set once the whole request was written; the ends in monotonic seconds.
    sent: threading.Event = field(default_factory=threading.Event, repr=False)
    sent_at: float = 0.0
    answered_at: float = 0.0


class _StoppedError(Exception):
    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault: Fault = fault


class _Clock:
    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        left = self._end - time.monotonic()
        if left <= 0:
            raise _StoppedError("deadline")
        return left


def perform(exchange: Exchange, host: str, port: int, limits: Limits) -> Exchange:
    """Send the request, read the reply into the same object and return it; faults are recorded, never raised."""
    started = time.monotonic()
    clock = _Clock(limits.deadline_seconds)
    try:
        _perform(exchange, host, port, limits, clock)
    except _StoppedError as stopped:
        exchange.fault = stopped.fault
    except TimeoutError:
        exchange.fault = "deadline"
    except ConnectionRefusedError:
        exchange.fault = "refused"
    except OSError:
        exchange.fault = "closed"
    except h11.RemoteProtocolError as error:
        broken: Fault = "too_large" if error.error_status_hint == 431 else "closed"
        exchange.fault = broken if _looks_like_http(exchange.first_bytes) else "not_http"
    exchange.answered_at = time.monotonic()
    exchange.seconds = exchange.answered_at - started
    exchange.sent.set()  # whoever waits for it must not wait for ever where nothing could be sent
    return exchange


def _looks_like_http(first_bytes: bytes) -> bool:
    return first_bytes == b"" or first_bytes.startswith(b"HTTP/1.")


def _perform(exchange: Exchange, host: str, port: int, limits: Limits, clock: _Clock) -> None:
    connection = h11.Connection(h11.CLIENT, max_incomplete_event_size=limits.max_header_bytes)
    with socket.create_connection((host, port), timeout=clock.remaining()) as sock:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.settimeout(clock.remaining())
        try:
            sock.sendall(_request_bytes(connection, exchange))
        except ConnectionError:
            pass  # A server may answer (413, say) and close before it has read the whole body: its reply counts.
        exchange.sent_at = time.monotonic()
        exchange.sent.set()
        chunks = _read_reply(connection, sock, exchange, limits, clock)
    exchange.reply_body = _decoded(b"".join(chunks), exchange.reply_headers.get("content-encoding", ""), limits)


def _request_bytes(connection: h11.Connection, exchange: Exchange) -> bytes:
    request = h11.Request(method=exchange.method, target=exchange.target, headers=exchange.headers)
    data = connection.send(request) or b""
    if exchange.body:
        data += connection.send(h11.Data(data=exchange.body)) or b""
    return data + (connection.send(h11.EndOfMessage()) or b"")


def _read_reply(
    connection: h11.Connection, sock: socket.socket, exchange: Exchange, limits: Limits, clock: _Clock
) -> list[bytes]:
    chunks: list[bytes] = []
    body_bytes = 0
    while True:
        event = connection.next_event()
        if event is h11.NEED_DATA:
            _receive(connection, sock, exchange, limits, clock)
        elif isinstance(event, h11.Response):
            exchange.status = event.status_code
            if sum(len(name) + len(value) for name, value in event.headers) > limits.max_header_bytes:
                raise _StoppedError("too_large")
            exchange.reply_headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in event.headers}
        elif isinstance(event, h11.Data):
            chunks.append(bytes(event.data))
            body_bytes += len(event.data)
            if body_bytes > limits.max_body_bytes:
                raise _StoppedError("too_large")
        elif isinstance(event, (h11.EndOfMessage, h11.ConnectionClosed)):
            return chunks


def _receive(
    connection: h11.Connection, sock: socket.socket, exchange: Exchange, limits: Limits, clock: _Clock
) -> None:
    sock.settimeout(clock.remaining())
    data = sock.recv(RECEIVE_BYTES)
    exchange.first_bytes = exchange.first_bytes or data[:200]
    exchange.received_bytes += len(data)
    # Chunk headers and 1xx replies count too, so nothing that a server sends is unbounded.
    if exchange.received_bytes > 2 * limits.max_body_bytes + limits.max_header_bytes:
        raise _StoppedError("too_large")
    connection.receive_data(data)


def _decoded(body: bytes, encoding: str, limits: Limits) -> bytes:
    if encoding.lower() not in ("gzip", "deflate"):
        return body
    try:
        decoded = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(body, limits.max_body_bytes + 1)
    except zlib.error:
        return body
    if len(decoded) > limits.max_body_bytes:
        raise _StoppedError("too_large")
    return decoded
