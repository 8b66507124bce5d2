"""The field station of lesson 08's checks: it knows its own ids, and what happens to whoever asks for one of them.

It runs in the checks' own process, so its clock is theirs. What is counted is counted by id, because a fetch that a
server gave up may still be under way when the next check runs.
"""

from __future__ import annotations

import json
import re
import socket
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOST = "127.0.0.1"
PENGUIN_PATH = re.compile(r"/penguins/(\d{1,18})")
SILENCE_SECONDS = 6.0  # longer than the 3 s of the contract, so that a server which waits that long is seen to wait
POLL_SECONDS = 0.02
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """What the station does when it is asked for an id: after `seconds`, a status with a body, unless a word says else.

    `held`: nothing comes before the block `holding` ends. `silent`: nothing comes for SILENCE_SECONDS. `cut`: the
    connection is closed after half of the body. `dropped`: it is closed before anything came.
    """

    body: bytes = b""
    status: int = 200
    kind: str = JSON
    location: str = ""
    seconds: float = 0.0
    held: bool = False
    silent: bool = False
    cut: bool = False
    dropped: bool = False


NOBODY = Answer(b'{"detail": "Nobody here has that number."}', status=404)


def penguin(value: object, **how: Any) -> Answer:
    """Return the answer whose body is this value as JSON, written as Python writes it, NaN too."""
    return Answer(json.dumps(value).encode(), **how)


@dataclass
class Fetch:
    """One request that came in; times in monotonic seconds, `gone_at` is None while it is under way."""

    id: int
    connection: int
    came_at: float
    gone_at: float | None = None


@dataclass
class Station:
    """An HTTP/1.1 server with keep-alive and a thread for each connection, on a free port of 127.0.0.1."""

    answers: dict[int, Answer] = field(default_factory=dict)
    port: int = 0
    _fetches: list[Fetch] = field(default_factory=list)
    _connections: dict[int, socket.socket] = field(default_factory=dict)
    _count: int = 0
    _changed: threading.Condition = field(default_factory=threading.Condition)
    _released: threading.Event = field(default_factory=threading.Event)
    _ended: threading.Event = field(default_factory=threading.Event)
    _server: _Server | None = None

    @property
    def url(self) -> str:
        """What STATION_URL is set to."""
        return f"http://{HOST}:{self.port}"

    @contextmanager
    def running(self) -> Iterator[Station]:
        """Listen on a free port, and be found by `at`, until the block ends."""
        sock = _bound(0)
        self.port = sock.getsockname()[1]
        self._listen(sock)
        _running[self.url] = self
        try:
            yield self
        finally:
            del _running[self.url]
            self._ended.set()
            self._released.set()
            self._hang_up()

    def asked(self, ids: Iterable[int]) -> list[Fetch]:
        """Return the requests for these ids so far, in the order in which they came."""
        wanted = set(ids)
        with self._changed:
            return [fetch for fetch in self._fetches if fetch.id in wanted]

    def wait_asked(self, ids: Iterable[int], count: int, seconds: float) -> int:
        """Return how many requests for these ids have come, once there are `count` or `seconds` have passed."""
        wanted = set(ids)

        def so_far() -> int:
            return sum(fetch.id in wanted for fetch in self._fetches)

        with self._changed:
            self._changed.wait_for(lambda: so_far() >= count, timeout=seconds)
            return so_far()

    def overlap(self, ids: Iterable[int]) -> int:
        """Return how many requests for these ids were under way at once, at most."""
        now = time.monotonic()
        fetches = self.asked(ids)
        steps = [(fetch.came_at, 1) for fetch in fetches] + [(fetch.gone_at or now, -1) for fetch in fetches]
        under_way = most = 0
        for _, step in sorted(steps):
            under_way += step
            most = max(most, under_way)
        return most

    @contextmanager
    def holding(self) -> Iterator[None]:
        """Keep back the answers that are `held` until the block ends."""
        self._released.clear()
        try:
            yield
        finally:
            self._released.set()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Until the block ends, refuse connections; those that are open are ended."""
        self._hang_up()
        # Bound and not listening: nobody else gets the port meanwhile, and whoever calls is refused.
        sock = _bound(self.port)
        try:
            yield
        finally:
            self._listen(sock)

    def joined(self, sock: socket.socket) -> int:
        """Remember a connection that was opened; returns its number."""
        with self._changed:
            self._count += 1
            self._connections[self._count] = sock
            return self._count

    def left(self, number: int) -> None:
        """Forget a connection that is closed."""
        with self._changed:
            self._connections.pop(number, None)

    def ask(self, path: str, number: int) -> Answer:
        """Count a request that came on this connection, and return its answer when it is time to send it."""
        match = PENGUIN_PATH.fullmatch(path.split("?", maxsplit=1)[0])
        fetch = Fetch(int(match[1]) if match else 0, number, time.monotonic())
        with self._changed:
            self._fetches.append(fetch)
            self._changed.notify_all()
        answer = self.answers.get(fetch.id, NOBODY)
        if answer.held:
            self._released.wait(SILENCE_SECONDS)
        self._ended.wait(SILENCE_SECONDS if answer.silent else answer.seconds)
        # Before it is sent: whoever reads the reply may ask again before this thread runs on.
        fetch.gone_at = time.monotonic()
        return answer

    def _listen(self, sock: socket.socket) -> None:
        self._server = _Server(sock, self)
        threading.Thread(target=self._server.serve_forever, args=[POLL_SECONDS], daemon=True).start()

    def _hang_up(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
        with self._changed:
            connections = list(self._connections.values())
        for sock in connections:
            with suppress(OSError):
                sock.shutdown(socket.SHUT_RDWR)


_running: dict[str, Station] = {}


def at(url: str) -> Station:
    """Return the station that runs in this process and is reached at this URL."""
    return _running[url]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False  # a thread may be silent for seconds
    request_queue_size = 256

    def __init__(self, sock: socket.socket, station: Station) -> None:
        super().__init__(sock.getsockname(), _Connection, bind_and_activate=False)
        self.socket.close()
        self.socket = sock
        self.station = station
        self.server_activate()

    def handle_error(self, request: Any, client_address: Any) -> None:  # the library's names
        """Say nothing: whoever hung up has seen enough."""


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # headers and body leave together
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.number = self.server.station.joined(self.connection)

    def finish(self) -> None:
        self.server.station.left(self.number)
        super().finish()

    def do_GET(self) -> None:  # http.server calls it so
        answer = self.server.station.ask(self.path, self.number)
        if answer.dropped:
            self.close_connection = True
            return
        body = b"" if answer.status == 204 else answer.body
        self.send_response(answer.status)
        if answer.status != 204:  # 204 has neither a body nor a length
            self.send_header("Content-Type", answer.kind)
            self.send_header("Content-Length", str(len(body)))
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if answer.cut else body)
        self.close_connection = self.close_connection or answer.cut

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # the library's name
        pass


def _bound(port: int) -> socket.socket:
    sock = socket.socket()
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    sock.bind((HOST, port))
    return sock
