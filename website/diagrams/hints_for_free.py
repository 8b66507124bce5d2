"""The picture of lesson 06: one function with type hints, and what FastAPI makes of them."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, text

WIDTH = 400
LEFT, INNER = 8, 384
CENTER = WIDTH / 2
CODE = [
    '@app.get("/hello/{name}")',
    "def hello(",
    "    name: str,",
    "    times: Annotated[",
    "        int, Query(ge=1, le=5)",
    "    ] = 1,",
    ") -> dict[str, str]:",
]
ROW = 22
CODE_HEIGHT = 26 + len(CODE) * ROW
REQUEST_TOP, CODE_TOP = 8, 176
REPLY_TOP = CODE_TOP + CODE_HEIGHT + 32
PAGES_TOP = REPLY_TOP + 110


def draw() -> str:
    """Return the picture as SVG: the request above the function, the reply below it, the description beneath."""
    parts = [
        *_panel(REQUEST_TOP, "1  a request", "GET /hello/Ada?times=2", "client"),
        arrow(CENTER, 70, CENTER, 98, kind="client"),
        *_between(98, 52, "2  found, converted, checked", 'name = "Ada"   times = 2'),
        arrow(CENTER, 150, CENTER, CODE_TOP),
        *_refusal(),
        box(LEFT, CODE_TOP, INNER, CODE_HEIGHT, kind="server"),
        *(text(LEFT + 62, CODE_TOP + 29 + row * ROW, line, mono=True) for row, line in enumerate(CODE)),
        arrow(CENTER, CODE_TOP + CODE_HEIGHT, CENTER, REPLY_TOP),
        *_panel(REPLY_TOP, "3  the reply, as JSON", '{"message":"Hello, Ada! Hello, Ada!"}', "client"),
        *_described(),
    ]
    return drawing(
        WIDTH,
        PAGES_TOP + 92,
        parts,
        title="One function, and what its hints are used for",
        desc="A request is found, converted and checked by the function's type hints, and refused with 422 if it does "
        "not fit. What the function returns becomes JSON. The same hints are written into openapi.json, which the "
        "pages /docs and /redoc read.",
    )


def _panel(top: float, head: str, content: str, kind: Kind) -> Iterator[str]:
    yield box(LEFT, top, INNER, 62, kind=kind)
    yield text(CENTER, top + 24, head, anchor="middle", bold=True, kind=kind)
    yield text(CENTER, top + 47, content, anchor="middle", mono=True)


def _between(top: float, height: float, head: str, content: str) -> Iterator[str]:
    yield box(LEFT, top, 286, height, kind="server")
    yield text(LEFT + 143, top + 21, head, anchor="middle", bold=True, kind="server")
    yield text(LEFT + 143, top + 41, content, anchor="middle", mono=True)


def _refusal() -> Iterator[str]:
    yield arrow(LEFT + 286, 124, LEFT + 316, 124, kind="fault")
    yield box(LEFT + 316, 98, 68, 52, kind="fault")
    yield text(LEFT + 350, 119, "else", anchor="middle", kind="fault")
    yield text(LEFT + 350, 139, "422", anchor="middle", kind="fault", bold=True)


def _described() -> Iterator[str]:
    yield text(CENTER, PAGES_TOP - 18, "and for whoever wants to know the API:", anchor="middle", kind="muted")
    yield box(LEFT, PAGES_TOP, 150, 76, kind="data")
    yield text(LEFT + 75, PAGES_TOP + 28, "4  its description", anchor="middle", bold=True, kind="data")
    yield text(LEFT + 75, PAGES_TOP + 54, "/openapi.json", anchor="middle", mono=True)
    for row, (path, name) in enumerate([("/docs", "Swagger UI"), ("/redoc", "ReDoc")]):
        y = PAGES_TOP + 17 + row * 42
        yield arrow(LEFT + 150, y, LEFT + 186, y, kind="data")
        yield box(LEFT + 186, y - 17, 198, 34, kind="data")
        yield text(LEFT + 200, y + 5, path, mono=True)
        yield text(LEFT + 370, y + 5, name, anchor="end", kind="data", bold=True)
