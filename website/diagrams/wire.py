"""The picture of lesson 01: one request and its reply as the text that travels, part by part."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, line, text

WIDTH = 400
ROW = 22
PADDING = 12
Row = tuple[str, str]  # what travels, and what that part is called

REQUEST: list[Row] = [
    ("GET /hello/Ada HTTP/1.1", "request line"),
    ("Host: 127.0.0.1:8000", "headers"),
    ("Accept: */*", ""),
    ("", "empty line"),
]
REPLY: list[Row] = [
    ("HTTP/1.1 200 OK", "status line"),
    ("Content-Type: application/json", "headers"),
    ("Content-Length: 26", ""),
    ("", "empty line"),
    ('{"message":"Hello, Ada!"}', "body"),
]


def draw() -> str:
    """Return the picture as SVG: the client on the left, the server on the right, time going down."""
    request_top, reply_top = 100, 100 + _height(REQUEST) + 52
    bottom = reply_top + _height(REPLY) + 8
    parts = [
        *_end(10, "client", "client", "curl"),
        *_end(WIDTH - 140, "server", "server", "your main.py"),
        line(75, 58, 75, bottom, dashed=True),
        line(WIDTH - 75, 58, WIDTH - 75, bottom, dashed=True),
        arrow(75, request_top - 14, WIDTH - 75, request_top - 14, kind="client"),
        text(WIDTH / 2, request_top - 22, "1  request", anchor="middle", kind="client", bold=True),
        *_message(request_top, REQUEST, "client"),
        arrow(WIDTH - 75, reply_top - 14, 75, reply_top - 14, kind="server"),
        text(WIDTH / 2, reply_top - 22, "2  reply", anchor="middle", kind="server", bold=True),
        *_message(reply_top, REPLY, "server"),
    ]
    return drawing(
        WIDTH,
        bottom,
        parts,
        title="What travels on the wire",
        desc="A client sends a request: request line, headers, empty line. "
        "The server sends a reply: status line, headers, empty line, body.",
    )


def _end(x: float, name: str, kind: Kind, program: str) -> Iterator[str]:
    yield box(x, 8, 130, 50, kind=kind)
    yield text(x + 65, 28, name, anchor="middle", kind=kind, bold=True)
    yield text(x + 65, 47, program, anchor="middle", kind="muted")


def _message(top: float, rows: list[Row], kind: Kind) -> Iterator[str]:
    yield box(8, top, WIDTH - 16, _height(rows), kind=kind)
    for number, (content, name) in enumerate(rows):
        baseline = top + PADDING + number * ROW + 11
        yield text(18, baseline, content, size=14, mono=True)
        yield text(WIDTH - 18, baseline, name, size=14, anchor="end", kind="muted")


def _height(rows: list[Row]) -> float:
    return 2 * PADDING + (len(rows) - 1) * ROW + 14
