"""The picture of lesson 04: the model is loaded once, before the port opens, and answers every request."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, line, text

WIDTH = 400
LEFT, INNER = 28, 240  # the column of boxes; left of it runs the line from the model to where it answers
CENTER = LEFT + INNER / 2
SIDE = 14
OUT_X, OUT_WIDTH = 312, 80  # the ways out
HEIGHT, STEP = 36, 58
ONCE_TOP = 34
EACH_TOP = ONCE_TOP + 3 * STEP + HEIGHT + 50


def draw() -> str:
    """Return the picture as SVG: what happens once at the top, what happens for each request below it."""
    model_top = ONCE_TOP + 3 * STEP
    ask_top = EACH_TOP + 3 * STEP
    parts = [
        text(LEFT, ONCE_TOP - 12, "once, before the port opens", bold=True),
        *_step(ONCE_TOP, "the file at MODEL_PATH", kind="data"),
        *_question(ONCE_TOP + STEP, "Only types that I trust?", "exit 1"),
        *_question(ONCE_TOP + 2 * STEP, "Is it a classifier?", "exit 1"),
        *_step(model_top, "the model, in memory", kind="model", last=True),
        text(LEFT, EACH_TOP - 12, "for each request", bold=True),
        *_step(EACH_TOP, "POST /predict, with JSON", kind="client"),
        *_question(EACH_TOP + STEP, "Is it a penguin?", "400"),
        *_step(EACH_TOP + 2 * STEP, "the frame: a row, six columns", kind="data"),
        *_step(ask_top, "model.predict_proba(frame)", kind="model"),
        *_step(ask_top + STEP, "200: species, probabilities", kind="server", last=True),
        *_from_model(model_top + HEIGHT / 2, ask_top + HEIGHT / 2),
    ]
    return drawing(
        WIDTH,
        ask_top + STEP + HEIGHT + 8,
        parts,
        title="Load once, answer often",
        desc="Once, before the port opens: the file at MODEL_PATH has only trusted types, and it is a classifier, else "
        "the server exits with status 1; then the model is in memory. For each request: the JSON is a penguin, else "
        "400; it becomes a frame of one row, and the model in memory gives the probabilities of the reply.",
    )


def _step(top: float, content: str, *, kind: Kind = "plain", last: bool = False) -> Iterator[str]:
    yield box(LEFT, top, INNER, HEIGHT, kind=kind)
    yield text(CENTER, top + HEIGHT / 2 + 5, content, anchor="middle")
    if not last:
        yield arrow(CENTER, top + HEIGHT, CENTER, top + STEP)


def _question(top: float, question: str, way_out: str) -> Iterator[str]:
    middle = top + HEIGHT / 2
    yield from _step(top, question)
    yield text(CENTER + 10, top + HEIGHT + 15, "yes", kind="muted")
    yield arrow(LEFT + INNER, middle, OUT_X, middle, kind="fault")
    yield text(LEFT + INNER + 18, middle - 6, "no", anchor="middle", kind="fault")
    yield box(OUT_X, top, OUT_WIDTH, HEIGHT, kind="fault")
    yield text(OUT_X + OUT_WIDTH / 2, middle + 5, way_out, anchor="middle", kind="fault", bold=True)


def _from_model(start: float, end: float) -> Iterator[str]:
    yield line(LEFT, start, SIDE, start, kind="model")
    yield line(SIDE, start, SIDE, end, kind="model")
    yield arrow(SIDE, end, LEFT, end, kind="model")
