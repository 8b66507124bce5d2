"""The picture of lesson 03: from the data to a file, and the question that a server asks of it."""

from __future__ import annotations

from collections.abc import Iterator

from website.diagrams.svg import Kind, arrow, box, drawing, text

WIDTH = 400
LEFT, INNER = 8, 384
HALF, GAP = 184, 16
ONE, OTHER = LEFT + HALF / 2, LEFT + HALF + GAP + HALF / 2  # the middles of two columns
CENTER = WIDTH / 2
HEIGHT, STEP = 36, 58
PIPELINE_TOP = 8 + 2 * STEP
PARTS_TOP = PIPELINE_TOP + 36
CLASSIFIER_TOP = PARTS_TOP + 88
PIPELINE_HEIGHT = CLASSIFIER_TOP + HEIGHT + 12 - PIPELINE_TOP
FILES_TOP = PIPELINE_TOP + PIPELINE_HEIGHT + 26
ASK_TOP = FILES_TOP + 62 + 26


def draw() -> str:
    """Return the picture as SVG: the data at the top, the pipeline in the middle, the two files and a server below."""
    parts = [
        *_step(8, "penguins.csv", "data"),
        arrow(CENTER, 8 + HEIGHT, CENTER, 8 + STEP),
        *_step(8 + STEP, "the frame: six columns, some missing", "data"),
        arrow(CENTER, 8 + STEP + HEIGHT, CENTER, PIPELINE_TOP),
        *_pipeline(),
        *_file(ONE, "model.skops", "the whole pipeline", "model"),
        *_file(OTHER, "model.json", "its card", "data"),
        *_server(),
    ]
    return drawing(
        WIDTH,
        ASK_TOP + STEP + HEIGHT + 8,
        parts,
        title="From data to a file that can be trusted",
        desc="penguins.csv becomes a frame of six columns. One pipeline fills in and scales the numbers, makes columns "
        "of 0 and 1 of the words, and classifies. It is saved as model.skops, with its card model.json beside it. "
        "A server asks of model.skops if all its types are trusted: if so it is loaded, else refused.",
    )


def _step(top: float, content: str, kind: Kind) -> Iterator[str]:
    yield box(LEFT, top, INNER, HEIGHT, kind=kind)
    yield text(CENTER, top + HEIGHT / 2 + 5, content, anchor="middle")


def _pipeline() -> Iterator[str]:
    yield box(LEFT, PIPELINE_TOP, INNER, PIPELINE_HEIGHT, kind="model")
    yield text(CENTER, PIPELINE_TOP + 23, "one pipeline", anchor="middle", bold=True, kind="model")
    for middle, head, content in [
        (ONE + 4, "four numbers", "fill in, scale"),
        (OTHER - 4, "two words", "columns of 0 and 1"),
    ]:
        yield box(middle - 80, PARTS_TOP, 160, 62)
        yield text(middle, PARTS_TOP + 25, head, anchor="middle", bold=True)
        yield text(middle, PARTS_TOP + 47, content, anchor="middle")
        yield arrow(middle, PARTS_TOP + 62, middle, CLASSIFIER_TOP)
    yield box(ONE - 76, CLASSIFIER_TOP, OTHER - ONE + 152, HEIGHT)
    yield text(CENTER, CLASSIFIER_TOP + HEIGHT / 2 + 5, "a classifier", anchor="middle", bold=True)


def _file(middle: float, name: str, content: str, kind: Kind) -> Iterator[str]:
    yield arrow(middle, PIPELINE_TOP + PIPELINE_HEIGHT, middle, FILES_TOP, kind=kind)
    yield box(middle - HALF / 2, FILES_TOP, HALF, 62, kind=kind)
    yield text(middle, FILES_TOP + 25, name, anchor="middle", mono=True)
    yield text(middle, FILES_TOP + 47, content, anchor="middle")


def _server() -> Iterator[str]:
    yield arrow(ONE, FILES_TOP + 62, ONE, ASK_TOP)
    yield box(LEFT, ASK_TOP, 240, HEIGHT, kind="server")
    yield text(LEFT + 120, ASK_TOP + HEIGHT / 2 + 5, "Only types that I trust?", anchor="middle")
    yield arrow(LEFT + 240, ASK_TOP + HEIGHT / 2, LEFT + 292, ASK_TOP + HEIGHT / 2, kind="fault")
    yield text(LEFT + 262, ASK_TOP + HEIGHT / 2 - 6, "no", anchor="middle", kind="fault")
    yield box(LEFT + 292, ASK_TOP, 92, HEIGHT, kind="fault")
    yield text(LEFT + 338, ASK_TOP + HEIGHT / 2 + 5, "refused", anchor="middle", kind="fault", bold=True)
    yield arrow(ONE, ASK_TOP + HEIGHT, ONE, ASK_TOP + STEP)
    yield text(ONE + 10, ASK_TOP + HEIGHT + 15, "yes", kind="muted")
    yield box(LEFT, ASK_TOP + STEP, 240, HEIGHT, kind="server")
    yield text(LEFT + 120, ASK_TOP + STEP + HEIGHT / 2 + 5, "a server loads it", anchor="middle", bold=True)
