"""Checks of lesson 02, json_api: how a penguin goes in, and what a body with a fault gets back.

Lessons 04 and 05 carry these checks and answer by a model: only `predicts_by_the_rule` knows the rule.
"""

import json
import random
import string
from collections.abc import Iterable

import pytest

from checks.client import Client, Reply
from checks.lessons import ideas
from checks.lessons.ideas import Idea, first_of
from checks.lessons.oracles import (
    FIELDS,
    NOT_FINITE,
    NOT_ISLANDS,
    NOT_NUMBERS,
    NOT_SEXES,
    NUMBERS,
    REQUIRED,
    SEXES,
    SPECIES,
    Penguin,
    draw_penguin,
    draw_penguins_at_the_thresholds,
    species_by_the_rule,
)

JSON = {"Content-Type": "application/json"}
WITH_PARAMETERS = ("application/json; charset=utf-8", "application/json;charset=UTF-8", "application/json; version=1")
OTHER_TYPES = (
    "text/plain",
    "application/x-www-form-urlencoded",
    "text/html; charset=utf-8",
    "application/octet-stream",
)


def word(rng: random.Random) -> str:
    """Return letters in no order, which no submission can know."""
    return "".join(rng.choices(string.ascii_lowercase, k=9))


def predict(client: Client, penguin: Penguin, idea: Idea | None = None) -> Reply:
    """Send a penguin without fault and expect a species."""
    return expect_species(client.post("/predict", json=penguin), first_of(idea, ideas.no_fault(penguin)))


def expect_species(reply: Reply, misconception: Idea) -> Reply:
    """Expect 200 and one of the three species, whichever it is."""
    reply.expect_status(200, misconception=misconception)
    if reply.json_object().get("species") not in SPECIES:
        reply.fail(
            "The reply has no species that is one of the three.",
            expected='{"species": "Adelie"}, or "Chinstrap", or "Gentoo"',
        )
    return reply


def expect_refusal(client: Client, penguin: Penguin, *wrong: str, idea: Idea | None = None) -> None:
    """Send a penguin whose fields `wrong` are at fault; expect 400 and a sentence that names one of them, no other."""
    reply = client.post("/predict", json=penguin)
    idea = ideas.fault_of(penguin, wrong, first_of(idea, ideas.REFUSAL))
    reply.expect_status(400, misconception=idea)
    reply.expect_json_error(400, names=list(wrong), never=without(*wrong), misconception=idea)


def expect_body_refused(client: Client, bodies: Iterable[bytes], idea: Idea | None = None) -> None:
    """Send each body as JSON; expect 400 and a JSON error."""
    for body in bodies:
        expect_error(client.post("/predict", body=body, headers=JSON), 400, first_of(idea, ideas.REFUSAL))


def expect_error(reply: Reply, status: int, idea: Idea = ideas.html_page) -> None:
    """Expect a JSON error of this status."""
    reply.expect_status(status, misconception=idea)
    reply.expect_json_error(status, misconception=idea)


def without(*names: str) -> tuple[str, ...]:
    """Return the fields but those named."""
    return tuple(name for name in FIELDS if name not in names)


@pytest.mark.check(points=2)
def test_predicts_a_species(client: Client, rng: random.Random) -> None:
    """POST /predict answers a penguin with one of the three species"""
    for _ in range(5):
        predict(client, draw_penguin(rng))


@pytest.mark.check(points=3, needs="predicts_a_species")
def test_predicts_by_the_rule(client: Client, rng: random.Random) -> None:
    """POST /predict follows the rule, on its limits too"""
    for penguin in (*(draw_penguin(rng) for _ in range(10)), *draw_penguins_at_the_thresholds(rng)):
        right = {"species": species_by_the_rule(penguin)}
        predict(client, penguin).expect_json(right, misconception=ideas.of_the_rule(penguin))


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_sex_may_be_missing(client: Client, rng: random.Random) -> None:
    """sex may be male, female, null or absent"""
    for sex in rng.sample((*SEXES, None), 3):
        predict(client, draw_penguin(rng, sex=sex), ideas.SEX_NEEDED)
    for penguin in (draw_penguin(rng), draw_penguin(rng)):
        del penguin["sex"]
        predict(client, penguin, ideas.SEX_NEEDED)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_ignores_unknown_fields_and_key_order(client: Client, rng: random.Random) -> None:
    """Unknown fields and the order of the fields change nothing"""
    for extra in ({"year": 2007, word(rng): None}, {"species": word(rng)}, {word(rng): [1, {"note": "Zoë"}], "": -1}):
        penguin = draw_penguin(rng)
        plain = predict(client, penguin).json()["species"]
        pairs = list((penguin | extra).items())
        rng.shuffle(pairs)
        predict(client, dict(pairs), ideas.NOT_ASKED_FOR).expect_json({"species": plain})


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_takes_any_number_above_zero(client: Client, rng: random.Random) -> None:
    """Any number above 0 is taken, whole or not"""
    for name in NUMBERS:
        whole = draw_penguin(rng, **{name: rng.randint(30, 60)})
        plain = predict(client, whole, ideas.ONE_KIND_OF_NUMBER).json()["species"]
        as_float = predict(client, whole | {name: float(whole[name])}, ideas.ONE_KIND_OF_NUMBER)
        as_float.expect_json({"species": plain})
        for number in (rng.choice((0.001, 0.5, 1)), rng.choice((999.5, 12345))):
            predict(client, whole | {name: number}, ideas.ANOTHER_BOUND)


@pytest.mark.check(points=2, needs="predicts_a_species")
def test_reads_json_content_types_only(client: Client, rng: random.Random) -> None:
    """A JSON Content-Type is read, any other or none answers 415"""
    body = json.dumps(draw_penguin(rng)).encode()
    for kind in WITH_PARAMETERS:
        expect_species(client.post("/predict", body=body, headers={"Content-Type": kind}), ideas.PARAMETERS)
    for headers in ({}, *({"Content-Type": kind} for kind in rng.sample(OTHER_TYPES, 3))):
        expect_error(client.post("/predict", body=body, headers=headers), 415, ideas.ANY_TYPE)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_refuses_a_body_that_is_not_json(client: Client, rng: random.Random) -> None:
    """A body that is not JSON answers 400"""
    penguin = draw_penguin(rng)
    text = json.dumps(penguin)
    cut = text[: rng.randrange(1, len(text))]
    bodies = (cut, repr(penguin), text + word(rng), "bill_length_mm=39.1&island=Dream", "{", "")
    latin = text.replace(penguin["island"], "Bisc\xf6e").encode("latin-1")
    expect_body_refused(client, [*(body.encode() for body in bodies), latin], ideas.LOADS_RAISED)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_refuses_json_that_is_no_object(client: Client, rng: random.Random) -> None:
    """JSON that is not an object answers 400"""
    penguin = draw_penguin(rng)
    values: list[object] = [[], [penguin], list(penguin), list(penguin.items())]
    values += (word(rng), " ".join(FIELDS), rng.randint(1, 99), 0, True, False, None)
    expect_body_refused(client, (json.dumps(value).encode() for value in values), ideas.NO_OBJECT_AT_ALL)


@pytest.mark.check(points=2, needs="predicts_a_species")
def test_names_a_missing_field(client: Client, rng: random.Random) -> None:
    """A missing field answers 400 and is named"""
    for gone in (*([name] for name in REQUIRED), rng.sample(REQUIRED, 2)):
        penguin = {name: value for name, value in draw_penguin(rng).items() if name not in gone}
        expect_refusal(client, penguin, *gone, idea=ideas.KEY_ERROR)
    expect_refusal(client, {}, *REQUIRED, idea=ideas.KEY_ERROR)


@pytest.mark.check(points=2, needs="predicts_a_species")
def test_refuses_what_is_not_a_number(client: Client, rng: random.Random) -> None:
    """Text, null or a list for a number answers 400 and names the field"""
    for name in NUMBERS:
        for value in rng.sample(NOT_NUMBERS, len(NOT_NUMBERS)):
            idea = ideas.CONVERTED if isinstance(value, str) else None
            expect_refusal(client, draw_penguin(rng, **{name: value}), name, idea=idea)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_refuses_true_for_a_number(client: Client, rng: random.Random) -> None:
    """true for a number answers 400 and names the field"""
    for name in NUMBERS:
        for value in (True, False):
            expect_refusal(client, draw_penguin(rng, **{name: value}), name, idea=ideas.TRUE_IS_INT)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_refuses_zero_and_less(client: Client, rng: random.Random) -> None:
    """A number that is 0 or less answers 400 and names the field"""
    for name in NUMBERS:
        for number in (0, -0.0, -0.1, -rng.randint(1, 300)):
            idea = ideas.ZERO_PASSES if number == 0 else None
            expect_refusal(client, draw_penguin(rng, **{name: number}), name, idea=idea)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_refuses_nan_and_infinity(client: Client, rng: random.Random) -> None:
    """NaN, Infinity and 1e999 answer 400"""
    for name in NUMBERS:
        for number in rng.sample(NOT_FINITE, len(NOT_FINITE)):
            body = json.dumps(draw_penguin(rng, **{name: "@"})).replace('"@"', number)
            reply = client.post("/predict", body=body.encode(), headers=JSON)
            finite = first_of(ideas.not_finite(number), ideas.REFUSAL)
            idea = ideas.pointing_at(f'"{name}": {number}', finite)
            reply.expect_status(400, misconception=idea)
            reply.expect_json_error(400, never=without(name), misconception=idea)


@pytest.mark.check(points=1, needs="predicts_a_species")
def test_refuses_unknown_islands(client: Client, rng: random.Random) -> None:
    """An unknown island answers 400 and names island"""
    for island in (*rng.sample(NOT_ISLANDS, len(NOT_ISLANDS)), word(rng)):
        expect_refusal(client, draw_penguin(rng, island=island), "island", idea=ideas.UNHASHABLE)


@pytest.mark.check(points=1, needs="sex_may_be_missing")
def test_refuses_unknown_sexes(client: Client, rng: random.Random) -> None:
    """An unknown sex answers 400 and names sex"""
    for sex in (*rng.sample(NOT_SEXES, len(NOT_SEXES)), word(rng)):
        idea = ideas.UNHASHABLE if sex else ideas.FALSY_PASSES
        expect_refusal(client, draw_penguin(rng, sex=sex), "sex", idea=idea)


@pytest.mark.check(points=1)
def test_get_predict_answers_405(client: Client) -> None:
    """GET /predict answers 405 as JSON"""
    expect_error(client.get("/predict"), 405, first_of(ideas.GET_TAKEN, ideas.html_page))


@pytest.mark.check(points=1)
def test_unknown_paths_answer_json(client: Client, rng: random.Random) -> None:
    """A path without a route answers 404 as JSON"""
    for path in (f"/{word(rng)}", f"/predict/{word(rng)}", f"/{word(rng)}/{word(rng)}"):
        expect_error(client.get(path), 404)
