"""The ideas behind wrong answers of a model server (lesson 09 and those above)."""

import hashlib
from collections.abc import Sequence

from checks.client import Reply
from checks.lessons.ideas import Idea, at, first_of
from checks.lessons.ideas_04 import SAID_OF, same
from checks.lessons.models import Model
from checks.lessons.oracles import Penguin

HEALTH = at(404, "There is no route for /health yet. A view that returns a dict is enough.")
READY = first_of(
    at(404, "There is no route for /ready yet. It answers 200 once the model is loaded, and 503 before."),
    at(503, "/ready still said 503 after 30 s. Does anything set what it looks at, once the model is loaded?"),
)
MODEL = at(404, "There is no route for /model yet: a view that returns what is known of the model.")
BATCH_REFUSED = first_of(
    at(404, "There is no route for /predict/batch yet."),
    at(405, "There is no route for POST /predict/batch yet."),
    at(422, 'The body is {"penguins": [...]}: an object with one field, a list of penguins without fault.'),
)
CARD_HIDDEN = (
    "The card lies beside the model: the same path, the last suffix replaced by .json. What it says stands at the top "
    "level of the reply, as path.with_suffix and card | {...} make it."
)
CARD_WINS = (
    "The card says something else, and it is a file that anybody can edit. What the server knows by itself comes last "
    "in the dict, so that it wins: card | own."
)
NO_CARD = "A model without a card is a model too: where the file beside it is missing, the card is {}."
STARTED_WITHOUT = (
    "Somewhere the error is caught and the server goes on. Let it out of the lifespan: then whoever starts the server "
    "learns of it, and not the first person who wants a species."
)
LOADED_LATE = first_of(
    at(503, "/ready had said true. It may only do so once the model can answer."),
    at(
        500,
        "The model's file was removed as soon as /ready said true, and now it is missed. Load the model and hash its "
        "file before yield in the lifespan, and keep both in app.state.",
    ),
)
SIZE = first_of(
    at(
        200,
        "A list takes any number of penguins unless its field says otherwise: Field(min_length=1, max_length=1000).",
    ),
    at(400, "400 is what lesson 02 answers. Field(min_length=1, max_length=1000) makes FastAPI answer 422 by itself."),
    at(500, "An empty list reached the model. Field(min_length=1, max_length=1000) stops it before."),
)
INDEX = first_of(
    at(200, "One penguin of this batch has a fault, and the batch got an answer. The items are of type Penguin?"),
    at(
        422,
        "Whoever sent a thousand penguins must learn which one is at fault. With penguins: list[Penguin] in the model "
        "of the body, the loc has the index by itself; do not check the penguins one by one.",
    ),
)
VERSION_MISSING = (
    "Whoever keeps a prediction wants to know which model made it: each one carries the model_version of /model."
)
ROW_BY_ROW = (
    "The model is asked once for each penguin. Nearly all of a call of predict_proba is spent around the computation, "
    "not in it: make one frame of the whole batch, and ask once."
)
LOOP_BLOCKED = (
    "While the model computed, the event loop could answer nobody else. It runs the code of an async def itself; a "
    "view with plain def runs in a thread, and the loop stays free."
)


def of_the_version(content: bytes) -> Idea:
    """Return the ideas that a version is another hash of the model file's bytes, or of something else."""
    right = hashlib.sha256(content).hexdigest()

    def idea(reply: Reply) -> str:
        told = reply.json_object().get("model_version")
        if not isinstance(told, str) or not told:
            return "sha256(content).hexdigest()[:12], where content is what path.read_bytes() gave."
        if right.startswith(told.lower()):
            return "Twelve digits or more, in lower case, as hexdigest() gives them."
        for name in ("md5", "sha1", "sha512", "blake2b"):
            if hashlib.new(name, content, usedforsecurity=False).hexdigest().startswith(told.lower()):
                return f"That is the {name.upper()} of the file. The contract says SHA-256."
        return (
            "That is no SHA-256 of the file's bytes. Hash what is read from MODEL_PATH, not its name and not the card."
        )

    return idea


def of_another_place(place: int, rights: Sequence[dict[str, float]]) -> Idea:
    """Return the idea that a batch's prediction belongs to another penguin of the batch."""

    def idea(reply: Reply) -> str:
        told = _probabilities_at(reply, place)
        other = next((at for at, right in enumerate(rights) if at != place and same(told, right)), None)
        if other is None or same(told, rights[place]):
            return ""
        return f"That is what the model says of the penguin at {other}. Predictions come in the order of the penguins."

    return idea


def of_a_missing_sex(model: Model, penguin: Penguin, place: int) -> Idea:
    """Return the ideas that a missing sex became a word, or a guess, on its way to the model."""
    if penguin.get("sex") is not None:
        return lambda _: ""

    def idea(reply: Reply) -> str:
        told = _probabilities_at(reply, place)
        return next(
            (help_ for sex, help_ in SAID_OF.items() if same(told, model.probabilities(penguin | {"sex": sex}))),
            "",
        )

    return idea


def _probabilities_at(reply: Reply, place: int) -> dict[str, float]:
    told = reply.json_object()["predictions"][place].get("probabilities")
    fits = isinstance(told, dict) and all(isinstance(value, int | float) for value in told.values())
    return told if fits else {}
