"""Checks of lesson 07, schemas: which bodies a schema takes and refuses, and what it says of itself.

Lessons 08 and 09 carry these checks, and 09 answers by a model: only `schema_predicts_by_the_rule` knows the rule.
"""

import json
import random
import string
from collections.abc import Iterable

import pytest

from checks.client import Client
from checks.lessons import ideas_07 as ideas
from checks.lessons.described import Described
from checks.lessons.ideas import Idea, fault_of, first_of, of_the_rule, pointing_at
from checks.lessons.oracles import (
    ISLANDS,
    NOT_FINITE,
    NOT_ISLANDS,
    NOT_NUMBERS,
    NOT_SEXES,
    NUMBERS,
    REQUIRED,
    SEXES,
    Penguin,
    draw_penguin,
    draw_penguins_at_the_thresholds,
    species_by_the_rule,
)
from checks.lessons.validation import JSON, UP_TO, expect_422, expect_species, predict_species


def word(rng: random.Random) -> str:
    """Return letters in no order, which no submission can know."""
    return "".join(rng.choices(string.ascii_lowercase, k=9))


def expect_refusal(client: Client, penguin: Penguin, *wrong: str, idea: Idea | None = None) -> None:
    """Send a penguin whose fields `wrong` are at fault; expect 422 with a loc that has one of them."""
    help_ = fault_of(penguin, wrong, first_of(idea, ideas.REFUSAL))
    expect_422(client.post("/predict", json=penguin), *wrong, idea=help_)


def expect_bodies_refused(client: Client, bodies: Iterable[str], idea: Idea | None = None) -> None:
    """Send each body as JSON; expect 422, without a field to name."""
    for body in bodies:
        expect_422(client.post("/predict", body=body.encode(), headers=JSON), idea=idea)


@pytest.mark.check(points=2)
def test_schema_predicts_a_species(client: Client, rng: random.Random) -> None:
    """POST /predict answers a penguin with a species"""
    for _ in range(5):
        pairs = list(draw_penguin(rng).items())
        rng.shuffle(pairs)
        predict_species(client, dict(pairs))


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_schema_predicts_by_the_rule(client: Client, rng: random.Random) -> None:
    """POST /predict follows the rule of lesson 02, on its limits too"""
    for penguin in (*(draw_penguin(rng) for _ in range(10)), *draw_penguins_at_the_thresholds(rng)):
        reply = client.post("/predict", json=penguin)
        expect_species(reply)
        reply.expect_json({"species": species_by_the_rule(penguin)}, misconception=of_the_rule(penguin))


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_schema_takes_sex_null_or_left_out(client: Client, rng: random.Random) -> None:
    """sex may be male, female, null or left out"""
    for sex in (*SEXES, None):
        predict_species(client, draw_penguin(rng, sex=sex), ideas.SEX_NEEDED)
    for penguin in (draw_penguin(rng), draw_penguin(rng)):
        del penguin["sex"]
        predict_species(client, penguin, ideas.SEX_NEEDED)


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_schema_takes_numbers_up_to_the_bound(client: Client, rng: random.Random) -> None:
    """Every number above 0 is taken up to its bound, the bound included"""
    for name, bound in UP_TO.items():
        for number in (bound, float(bound), bound - 0.5, rng.choice((0.001, 0.5, 1))):
            idea = pointing_at(f'"{name}": {json.dumps(number)}', ideas.BOUND_REFUSED) if number == bound else None
            predict_species(client, draw_penguin(rng, **{name: number}), idea)


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_schema_refuses_numbers_out_of_bounds(client: Client, rng: random.Random) -> None:
    """A number that is 0, less, or above its bound answers 422 and is named"""
    for name, bound in UP_TO.items():
        for number in (0, -0.0, -0.1, -rng.randint(1, 300)):
            expect_refusal(client, draw_penguin(rng, **{name: number}), name, idea=ideas.ZERO_TAKEN)
        for number in (bound + 0.001, bound + 1, bound * rng.randint(10, 1000)):
            expect_refusal(client, draw_penguin(rng, **{name: number}), name, idea=ideas.ABOVE_TAKEN)


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_schema_refuses_what_is_no_number(client: Client, rng: random.Random) -> None:
    """Text, true, null or a list for a number answers 422 and is named"""
    for name in NUMBERS:
        for value in rng.sample((*NOT_NUMBERS, True, False), len(NOT_NUMBERS) + 2):
            idea = ideas.CONVERTED if isinstance(value, str | bool) else None
            expect_refusal(client, draw_penguin(rng, **{name: value}), name, idea=idea)


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_schema_refuses_nan_and_infinity(client: Client, rng: random.Random) -> None:
    """NaN, Infinity and 1e999 answer 422 and are named"""
    for name in NUMBERS:
        for number in rng.sample(NOT_FINITE, len(NOT_FINITE)):
            body = json.dumps(draw_penguin(rng, **{name: "@"})).replace('"@"', number)
            idea = pointing_at(f'"{name}": {number}', first_of(ideas.ECHOED, ideas.NO_NUMBER_TAKEN, ideas.REFUSAL))
            expect_422(client.post("/predict", body=body.encode(), headers=JSON), name, idea=idea)


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_schema_names_a_missing_field(client: Client, rng: random.Random) -> None:
    """A missing field answers 422 and is named"""
    for gone in (*([name] for name in REQUIRED), rng.sample(REQUIRED, 2)):
        penguin = {name: value for name, value in draw_penguin(rng).items() if name not in gone}
        expect_refusal(client, penguin, *gone, idea=ideas.DEFAULTED)
    expect_refusal(client, {}, *REQUIRED, idea=ideas.DEFAULTED)


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_schema_refuses_unknown_fields(client: Client, rng: random.Random) -> None:
    """An unknown field answers 422 and is named"""
    near = rng.choice(NUMBERS)
    for name, value in (("year", 2007), (word(rng), None), (near.upper(), 40), ("species", "Adelie")):
        expect_refusal(client, draw_penguin(rng) | {name: value}, name, idea=ideas.SWALLOWED)


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_schema_refuses_unknown_words(client: Client, rng: random.Random) -> None:
    """An unknown island or sex answers 422 and is named"""
    for island in (*rng.sample(NOT_ISLANDS, len(NOT_ISLANDS)), word(rng)):
        expect_refusal(client, draw_penguin(rng, island=island), "island", idea=ideas.ANY_TEXT)
    for sex in (*rng.sample(NOT_SEXES, len(NOT_SEXES)), word(rng)):
        expect_refusal(client, draw_penguin(rng, sex=sex), "sex", idea=ideas.ANY_TEXT)


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_schema_refuses_what_is_no_json_object(client: Client, rng: random.Random) -> None:
    """A body that is not JSON, or no object, answers 422"""
    penguin = draw_penguin(rng)
    text = json.dumps(penguin)
    broken = (text[: rng.randrange(1, len(text))], repr(penguin), text + word(rng), "bill_length_mm=39.1", "{", "")
    expect_bodies_refused(client, broken, ideas.READ_BY_HAND)
    values: list[object] = [[], [penguin], list(penguin.items()), word(rng), rng.randint(1, 99), 0, True, None]
    expect_bodies_refused(client, map(json.dumps, values))
    latin = text.replace(penguin["island"], "Bisc\xf6e").encode("latin-1")
    client.post("/predict", body=latin, headers=JSON).expect_status(422, 400, misconception=ideas.READ_BY_HAND)


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_openapi_has_the_bounds(client: Client, rng: random.Random) -> None:
    """/openapi.json has the bounds of the four numbers"""
    described = Described(client)
    for name, bound in UP_TO.items():
        for number in (bound, 0.001):
            described.expect_takes(draw_penguin(rng, **{name: number}), f"a {name} of {number}", name)
        for number in (bound + 0.001, bound + rng.randint(1, 99), 0, -rng.randint(1, 99)):
            right = {"exclusiveMinimum": 0, "maximum": bound}
            described.expect_refuses(draw_penguin(rng, **{name: number}), f"a {name} of {number}", name, right)


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_openapi_has_the_words(client: Client, rng: random.Random) -> None:
    """/openapi.json has the words that island and sex may be"""
    described = Described(client)
    for name, words in (("island", ISLANDS), ("sex", SEXES)):
        for known in words:
            described.expect_takes(draw_penguin(rng, **{name: known}), f'"{known}" as {name}', name)
        for unknown in (word(rng), words[0].swapcase()):
            penguin = draw_penguin(rng, **{name: unknown})
            described.expect_refuses(penguin, f'"{unknown}" as {name}', name, {"enum": words})


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_openapi_says_what_is_required(client: Client, rng: random.Random) -> None:
    """/openapi.json says which fields are required"""
    described = Described(client)
    penguin = draw_penguin(rng)
    for gone in penguin:
        rest = {name: value for name, value in penguin.items() if name != gone}
        if gone in REQUIRED:
            described.expect_refuses(rest, f"a penguin without {gone}", "required", REQUIRED)
        else:
            described.expect_takes(rest, f"a penguin without {gone}", "required")


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_openapi_has_an_example(client: Client) -> None:
    """/openapi.json has an example of a whole penguin, and /predict takes it"""
    described = Described(client)
    examples = described.examples()
    if not examples:
        described.fail(
            "The schema has no example of a whole penguin.",
            '"examples": [{...}], of the schema or of the media type',
            ideas.EXAMPLES_APART,
        )
    replies = [client.post("/predict", json=example) for example in examples[:10]]
    if not any(reply.status == 200 for reply in replies):
        replies[0].expect_status(200, misconception=ideas.EXAMPLE_REFUSED)


@pytest.mark.check(points=1, needs="schema_predicts_a_species")
def test_openapi_describes_the_reply(client: Client) -> None:
    """/openapi.json has a schema of the reply, with species"""
    described = Described(client)
    parts = described.reply_parts()
    if not any("species" in described.document.resolved(part.get("properties")) for part in parts):
        described.document.reply.fail(
            "The schema of the reply 200 of POST /predict has no property species.",
            expected='"properties": {"species": ...}',
            got=json.dumps(parts[0])[:300],
            misconception=ideas.NO_RESPONSE_MODEL,
        )
