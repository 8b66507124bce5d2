"""The picture of lesson 07: one description of a penguin, and the three things that come from it."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, line, lines, text

WIDTH = 400
CENTER = WIDTH / 2
SCHEMA_TOP, SCHEMA_HEIGHT = 8, 112
ROW = 106
TOP = 152
MIDDLE = 41  # of a use, from its top

# What comes of the schema: a name, what it is for, and whom it serves.
USES: list[tuple[str, list[str], Kind]] = [
    ("the check", ["wrong body: 422, and where", "the fault is"], "fault"),
    ("the value", ["penguin.island has a type,", "and your editor knows it"], "server"),
    ("the description", ["/openapi.json, and from it", "/docs, /redoc and clients"], "client"),
]
CODE = ["class Penguin(BaseModel):", "  bill_length_mm: float = …", "  island: Literal[…]"]


def draw() -> str:
    """Return the picture as SVG: the class on top, its three uses below it."""
    bottom = TOP + len(USES) * ROW
    parts = [
        box(40, SCHEMA_TOP, WIDTH - 80, SCHEMA_HEIGHT, kind="model"),
        text(CENTER, SCHEMA_TOP + 26, "one schema", anchor="middle", kind="model", bold=True),
        lines(64, SCHEMA_TOP + 52, CODE, mono=True),
        line(68, SCHEMA_TOP + SCHEMA_HEIGHT, 68, TOP + (len(USES) - 1) * ROW + MIDDLE, kind="model"),
        *(part for row, use in enumerate(USES) for part in _use(TOP + row * ROW, *use)),
    ]
    return drawing(
        WIDTH,
        bottom - 8,
        parts,
        title="One schema, three uses",
        desc="A class describes a penguin once. From it come the check of the body, which answers 422 and says where "
        "the fault is; the value with types, which your function and your editor use; and the description in "
        "/openapi.json, which /docs, /redoc and clients read.",
    )


def _use(top: float, name: str, purpose: list[str], kind: Kind) -> Iterator[str]:
    yield box(100, top, 292, 2 * MIDDLE, kind=kind)
    yield text(116, top + 26, name, kind=kind, bold=True)
    yield lines(116, top + 48, purpose)
    yield arrow(68, top + MIDDLE, 100, top + MIDDLE, kind="model")
