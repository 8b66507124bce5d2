"""The picture of lesson 09: where the model lives in an async server, and who answers which request."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, lines, text

WIDTH = 400
LEFT, INNER = 8, 384
HEIGHT = 44
LOOP_WIDTH, THREADS_X = 178, 214
PROCESS_TOP = 152
MODEL_TOP, THREADS_TOP = PROCESS_TOP + 40, PROCESS_TOP + 136
BOTTOM = THREADS_TOP + 150


def draw() -> str:
    """Return the picture as SVG: the lifespan loads the file into memory; the loop and the threads share the model."""
    parts = [
        *_wide(12, "the file at MODEL_PATH, read once", "data"),
        arrow(WIDTH / 2, 56, WIDTH / 2, 84),
        *_wide(84, "lifespan: load it, hash it, or do not start", "server"),
        arrow(WIDTH / 2, 128, WIDTH / 2, MODEL_TOP),
        box(LEFT, PROCESS_TOP, INNER, BOTTOM - PROCESS_TOP, dashed=True),
        text(LEFT + 12, PROCESS_TOP + 22, "one process", kind="muted"),
        *_wide(MODEL_TOP, "app.state.model", "model", inset=12),
        *_place(LEFT + 12, "the event loop", ["HTTP and JSON", "the schema", "/health  /ready  /model"]),
        *_place(THREADS_X, "threads", ["predict_proba(frame)", "/predict", "/predict/batch"]),
        arrow(LEFT + 12 + 80, THREADS_TOP, LEFT + 12 + 80, MODEL_TOP + HEIGHT, dashed=True),
        arrow(THREADS_X + 85, THREADS_TOP, THREADS_X + 85, MODEL_TOP + HEIGHT),
    ]
    return drawing(
        WIDTH,
        BOTTOM + 8,
        parts,
        title="Where a model lives",
        desc="The lifespan reads the file at MODEL_PATH once, hashes and loads it, or the server does not start. In "
        "the process, the model lies in app.state. The event loop reads and writes JSON, checks the schema and answers "
        "/health, /ready and /model itself; threads ask the model for /predict and /predict/batch.",
    )


def _wide(top: float, content: str, kind: Kind, inset: float = 0) -> Iterator[str]:
    yield box(LEFT + inset, top, INNER - 2 * inset, HEIGHT, kind=kind)
    yield text(WIDTH / 2, top + HEIGHT / 2 + 5, content, anchor="middle", kind=kind, bold=True)


def _place(left: float, name: str, words: list[str]) -> Iterator[str]:
    width = LOOP_WIDTH if left < THREADS_X else WIDTH - LEFT - 12 - left
    yield box(left, THREADS_TOP, width, 130, kind="server")
    yield text(left + width / 2, THREADS_TOP + 28, name, anchor="middle", kind="server", bold=True)
    yield lines(left + width / 2, THREADS_TOP + 60, words, anchor="middle")
