"""The home page's picture: a penguin travels to the server as JSON, and its species comes back."""

from __future__ import annotations

from website.diagrams.svg import arrow, box, drawing, lines, text

TITLE = "What you will build"
DESC = (
    "A client sends a penguin's measurements as JSON, by POST to the path /predict. "
    "The server checks the JSON and asks the model. The model names the species. "
    "The server sends it back to the client as JSON, with status 200."
)
# The first Gentoo of the data set.
PENGUIN = (
    '{"bill_length_mm": 46.1,',
    ' "bill_depth_mm": 13.2,',
    ' "flipper_length_mm": 211,',
    ' "body_mass_g": 4500,',
    ' "island": "Biscoe"}',
)
SPECIES = '{"species": "Gentoo"}'


def draw() -> str:
    """Return the picture as wide as a page, for a desk."""
    parts = [
        *_client(8, 92, 148, 96),
        *_request(184, 8),
        arrow(160, 140, 490, 140, kind="client"),
        arrow(490, 172, 160, 172, kind="server"),
        *_reply(230, 188),
        *_server(494, 60, 258, 160),
    ]
    return drawing(760, 256, parts, title=TITLE, desc=DESC)


def draw_tall() -> str:
    """Return the picture for a phone: the same parts from top to bottom."""
    parts = [
        *_client(8, 8, 344, 74),
        arrow(30, 86, 30, 292, kind="client"),
        *_request(50, 100),
        *_reply(134, 236),
        arrow(332, 292, 332, 86, kind="server"),
        *_server(8, 296, 344, 146),
    ]
    return drawing(360, 450, parts, title=f"{TITLE}, from top to bottom", desc=DESC)


def _client(x: float, y: float, width: float, height: float) -> list[str]:
    middle = x + width / 2
    return [
        box(x, y, width, height, kind="client"),
        text(middle, y + height / 2 - 6, "Client", anchor="middle", size=17, bold=True),
        text(middle, y + height / 2 + 17, "curl, a notebook", anchor="middle", kind="muted"),
    ]


def _request(x: float, y: float) -> list[str]:
    return [
        text(x + 2, y + 12, "POST /predict", kind="client", mono=True, bold=True),
        box(x, y + 20, 222, 102, kind="data", radius=6),
        lines(x + 10, y + 39, PENGUIN, size=13, mono=True),
    ]


def _reply(x: float, y: float) -> list[str]:
    return [
        box(x, y, 188, 30, kind="data", radius=6),
        text(x + 10, y + 20, SPECIES, size=13, mono=True),
        text(x + 2, y + 48, "200 OK", kind="server", mono=True, bold=True),
    ]


def _server(x: float, y: float, width: float, height: float) -> list[str]:
    inner_y, inner = y + 48, height - 64
    half = width / 2 - 36
    right = x + width - 16 - half
    first, second = inner_y + inner * 0.36, inner_y + inner * 0.68
    return [
        box(x, y, width, height, kind="server"),
        text(x + width / 2, y + 29, "Server", anchor="middle", size=17, bold=True),
        box(x + 16, inner_y, half, inner, radius=6),
        lines(x + 16 + half / 2, inner_y + inner / 2 - 4, ("checks", "the JSON"), anchor="middle"),
        arrow(x + 20 + half, first, right - 4, first, kind="model"),
        arrow(right - 4, second, x + 20 + half, second, kind="model"),
        box(right, inner_y, half, inner, kind="model", radius=6),
        text(right + half / 2, inner_y + inner / 2 - 4, "Model", anchor="middle", bold=True),
        text(right + half / 2, inner_y + inner / 2 + 16, "predicts", anchor="middle", kind="muted"),
    ]
