"""The picture of lesson 02: the questions that a body must pass before the rule sees it."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, text

WIDTH = 400
LEFT, CENTER, INNER = 8, 134, 252  # the column of questions
REFUSAL_X, REFUSAL_WIDTH = 304, 88
STEP, HEIGHT = 64, 42
TOP = 96

# Each question with the status that its "no" answers.
QUESTIONS = [
    ("Does it say that it is JSON?", "415"),
    ("Is it JSON?", "400"),
    ("Is it an object?", "400"),
    ("Is every field right?", "400"),
]


def draw() -> str:
    """Return the picture as SVG: a penguin goes down through the questions; each "no" leaves to the right."""
    rule_top = TOP + len(QUESTIONS) * STEP
    reply_top = rule_top + STEP
    parts = [
        *_json(8, "POST /predict", '{"bill_length_mm": 39.1, …}', "client"),
        arrow(CENTER, 70, CENTER, TOP),
        *(part for row, question in enumerate(QUESTIONS) for part in _question(TOP + row * STEP, *question)),
        box(LEFT, rule_top, INNER, HEIGHT, kind="model"),
        text(CENTER, rule_top + 26, "the rule", anchor="middle", kind="model", bold=True),
        arrow(CENTER, rule_top + HEIGHT, CENTER, reply_top),
        *_json(reply_top, "200", '{"species":"Adelie"}', "server"),
    ]
    return drawing(
        WIDTH,
        reply_top + 70,
        parts,
        title="JSON in, JSON out",
        desc="A penguin as JSON goes through four questions: does it say that it is JSON (else 415), is it JSON, is it "
        "an object, is every field right (else 400). Then the rule answers 200 with a species.",
    )


def _json(top: float, head: str, content: str, kind: Kind) -> Iterator[str]:
    yield box(LEFT, top, INNER, 62, kind=kind)
    yield text(CENTER, top + 24, head, anchor="middle", bold=True, kind=kind)
    yield text(CENTER, top + 47, content, anchor="middle", mono=True)


def _question(top: float, question: str, status: str) -> Iterator[str]:
    middle = top + HEIGHT / 2
    yield box(LEFT, top, INNER, HEIGHT)
    yield text(CENTER, middle + 5, question, anchor="middle")
    yield arrow(CENTER, top + HEIGHT, CENTER, top + STEP)
    yield text(CENTER + 10, top + HEIGHT + 15, "yes", kind="muted")
    yield arrow(LEFT + INNER, middle, REFUSAL_X, middle, kind="fault")
    yield text(LEFT + INNER + 19, middle - 6, "no", anchor="middle", kind="fault")
    yield box(REFUSAL_X, top, REFUSAL_WIDTH, HEIGHT, kind="fault")
    yield text(REFUSAL_X + REFUSAL_WIDTH / 2, middle + 5, status, anchor="middle", kind="fault", bold=True)
