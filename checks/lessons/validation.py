"""What a FastAPI server must say of a body that its schema refuses: 422, in FastAPI's form of a validation error."""

import json
from typing import Any

from checks.client import Client, Reply
from checks.lessons.ideas import Idea, first_of
from checks.lessons.ideas_07 import REFUSAL, REFUSED_WITHOUT_FAULT
from checks.lessons.oracles import NUMBERS, SPECIES, Penguin

JSON = {"Content-Type": "application/json"}
UP_TO = dict(zip(NUMBERS, (100, 50, 400, 20_000), strict=True))  # mm, mm, mm and g; the bound itself is taken


def expect_species(reply: Reply, idea: Idea | None = None) -> str:
    """Expect 200 and one of the three species, whichever it is; return it."""
    reply.expect_status(200, misconception=first_of(idea, REFUSED_WITHOUT_FAULT))
    species = reply.json_object().get("species")
    if species not in SPECIES:
        reply.fail(
            "The reply has no species that is one of the three.",
            expected='{"species": "Adelie"}, or "Chinstrap", or "Gentoo"',
        )
    return str(species)


def predict_species(client: Client, penguin: Penguin, idea: Idea | None = None) -> str:
    """Send a penguin without fault to /predict and expect a species; return it."""
    return expect_species(client.post("/predict", json=penguin), idea)


def expect_422(reply: Reply, *names: str, index: int | None = None, idea: Idea | None = None) -> None:
    """Expect 422 whose `detail` is a list; some `loc` in it has one of `names`, and `index`, where they are given."""
    help_ = first_of(idea, REFUSAL)
    reply.expect_status(422, misconception=help_)
    detail = reply.json_object(misconception=help_).get("detail")
    if not isinstance(detail, list):
        form = f'{{"detail": [{{"loc": [..., {json.dumps(names[0])}], ...}}]}}' if names else '{"detail": [{...}]}'
        reply.fail(
            'The JSON object has no list under "detail".', expected=f"status 422, {form}", misconception=help_(reply)
        )
    wanted = " with ".join(
        [*([" or ".join(names)] if names else []), *([f"index {index}"] if index is not None else [])]
    )
    if wanted and not any(_points_at(fault, names, index) for fault in detail):
        reply.fail(
            f"No loc in the detail has {wanted}.", expected=f"a loc that has {wanted}", misconception=help_(reply)
        )


def _points_at(fault: Any, names: tuple[str, ...], index: int | None) -> bool:
    loc = fault.get("loc") if isinstance(fault, dict) else None
    if not isinstance(loc, list):
        return False
    named = not names or any(name in loc for name in names)
    return named and (index is None or any(type(part) is int and part == index for part in loc))
