"""Checks of lesson 09, model_server: a model in an async server, asked for one penguin or a thousand.

The models are trained for each run. The one of `environment` has its classes in another order than the alphabet's.
"""

import json
import math
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checks.client import Client, together
from checks.lessons import ideas_04, model_servers
from checks.lessons import ideas_09 as ideas
from checks.lessons.ideas import fault_of
from checks.lessons.model_servers import (
    draw_penguins,
    expect_description,
    expect_predictions,
    expect_refusals,
    send,
    served,
    wait_ready,
)
from checks.lessons.models import (
    COLUMNS,
    Model,
    make_model,
    write_garbage,
    write_not_a_classifier,
    write_pickle,
    write_untrusted,
)
from checks.lessons.oracles import NUMBERS, SPECIES, draw_penguin
from checks.lessons.predicting import expect_prediction, expect_probabilities
from checks.lessons.validation import expect_422

Start = Callable[..., Any]
Environment = Mapping[str, str]
SLOW_SECONDS = 0.3  # what a batch of the slow model takes by itself, at least
SLOW_ROWS = 8  # asked once to learn how slow it is
TRIES = 2  # on a busy machine even a short answer may come late, once


def environment(workspace: Path, seed: int) -> dict[str, str]:
    """Train the model that the lesson's server serves in this run."""
    rng = random.Random(f"{seed}:model")
    return {"MODEL_PATH": str(make_model(workspace / f"penguins-{rng.randrange(10**6)}.skops", rng).path)}


def start_with(start: Start, model: Model) -> Client:
    """Start another server of the submission with this model; return its client once it is ready."""
    return wait_ready(start(env={"MODEL_PATH": str(model.path)}).client)


@pytest.mark.check(points=1)
def test_health_and_ready_answer(client: Client) -> None:
    """GET /health says ok, and GET /ready that the model is loaded"""
    health = client.get("/health")
    health.expect_status(200, misconception=ideas.HEALTH)
    health.expect_json({"status": "ok"})
    wait_ready(client)


@pytest.mark.check(points=2)
def test_model_describes_itself(client: Client, environment: Environment) -> None:
    """GET /model says the version, the classes and the features of the model"""
    model = served(environment)
    expect_description(client, model, model.path.read_bytes())


@pytest.mark.check(points=2, needs=["health_and_ready_answer", "model_describes_itself"])
def test_card_is_shown_if_there_is_one(start: Start, tmp_path: Path, rng: random.Random) -> None:
    """GET /model says what the card says, but its own three win; without a card it works too"""
    model = make_model(tmp_path / f"penguins.v{rng.randint(2, 9)}.skops", rng, card=False)
    card = {"accuracy": round(rng.random(), 4), "rows": rng.randint(100, 999), "note": {"by": ["Zoë", None, True]}}
    lies = {"model_version": f"{rng.getrandbits(48):012x}", "classes": ["Emperor", "King"], "features": ["color"]}
    model.path.with_suffix(".json").write_text(json.dumps(card | lies, ensure_ascii=False), encoding="utf-8")
    client, content = start_with(start, model), model.path.read_bytes()
    reply = client.get("/model")
    reply.expect_status(200)
    reply.expect_json(card, misconception=lambda _: ideas.CARD_HIDDEN)
    if any(reply.json()[name] == lie for name, lie in lies.items() if name in reply.json()):
        own = {"model_version": model.version[:12], "classes": model.classes, "features": COLUMNS}
        reply.fail("The card wins over the server.", expected=json.dumps(own), misconception=ideas.CARD_WINS)
    expect_description(client, model, content)
    bare = make_model(tmp_path / "bare.skops", rng, card=False)
    expect_description(start_with(start, bare), bare, bare.path.read_bytes())


@pytest.mark.check(points=2, needs=["health_and_ready_answer", "model_describes_itself"])
def test_refuses_to_start_without_a_model(client: Client, run: Callable[..., Any], tmp_path: Path) -> None:
    """Where no classifier is at MODEL_PATH the server does not start, and says why"""
    wait_ready(client)
    missing, garbage, mass = (tmp_path / f"{name}.skops" for name in ("missing", "garbage", "mass"))
    write_garbage(garbage)
    write_not_a_classifier(mass)
    without = dict.fromkeys((missing, garbage), ideas.STARTED_WITHOUT)
    expect_refusals(run, without | {mass: ideas_04.STARTED_WITH_A_REGRESSION})


@pytest.mark.check(points=2, needs=["health_and_ready_answer", "model_describes_itself"])
def test_trusts_known_types_only(client: Client, run: Callable[..., Any], tmp_path: Path) -> None:
    """A file with a type that is not trusted, and a pickle, are never loaded"""
    wait_ready(client)
    untrusted, pickled = tmp_path / "untrusted.skops", tmp_path / "pickled.skops"
    write_untrusted(untrusted)
    marker = write_pickle(pickled)
    cases = {untrusted: ideas_04.STARTED_UNTRUSTED, pickled: ideas_04.STARTED_WITH_A_PICKLE}
    expect_refusals(run, cases, marker)


@pytest.mark.check(points=2, needs="schema_predicts_a_species")
def test_model_gives_probabilities(client: Client, rng: random.Random) -> None:
    """POST /predict answers three probabilities and the most probable species"""
    for _ in range(5):
        reply = client.post("/predict", json=draw_penguin(rng))
        reply.expect_status(200, misconception=ideas_04.NO_PROBABILITIES)
        answer = reply.json_object()
        told = answer.get("probabilities")
        form = told if isinstance(told, dict) and set(told) == set(SPECIES) else dict.fromkeys(SPECIES, 0.0)
        expect_probabilities(reply, answer, form, ideas_04.NO_PROBABILITIES)


@pytest.mark.check(points=3, needs="model_gives_probabilities")
def test_model_at_model_path_answers(client: Client, environment: Environment, rng: random.Random) -> None:
    """The probabilities are those of the model at MODEL_PATH"""
    model = served(environment)
    for penguin in draw_penguins(rng, 10):
        idea = ideas_04.of_another_model(model, penguin)
        expect_prediction(client.post("/predict", json=penguin), model, penguin, idea)


@pytest.mark.check(points=3, needs="model_at_model_path_answers")
def test_predicts_a_batch_in_order(client: Client, environment: Environment, rng: random.Random) -> None:
    """POST /predict/batch answers a prediction for each penguin, in their order"""
    for count in (1, 2, rng.randint(20, 60)):
        penguins = draw_penguins(rng, count)
        expect_predictions(send(client, penguins), served(environment), penguins)


@pytest.mark.check(points=1, needs=["model_describes_itself", "predicts_a_batch_in_order"])
def test_predictions_name_their_model(client: Client, rng: random.Random) -> None:
    """Each prediction carries the model_version of /model"""
    version = {"model_version": client.get("/model").json_object().get("model_version")}
    client.post("/predict", json=draw_penguin(rng)).expect_json(version, misconception=lambda _: ideas.VERSION_MISSING)
    reply = send(client, draw_penguins(rng, 3))
    for place, prediction in enumerate(model_servers.predictions_in(reply, 3)):
        if prediction.get("model_version") != version["model_version"]:
            reply.fail(
                f"predictions[{place}] has no model_version, or another one than /model.",
                expected=json.dumps(version),
                misconception=ideas.VERSION_MISSING,
            )


@pytest.mark.check(points=1, needs="predicts_a_batch_in_order")
def test_takes_1_to_1000_penguins(client: Client, rng: random.Random) -> None:
    """A batch of 1 to 1000 penguins is taken; 0 and 1001 answer 422"""
    client, penguins = client.patient(90), draw_penguins(rng, 1001)
    for count in (1, 1000):
        model_servers.predictions_in(send(client, penguins[:count]), count)
    for count in (0, 1001):
        expect_422(send(client, penguins[:count]), "penguins", idea=ideas.SIZE)


@pytest.mark.check(points=2, needs="predicts_a_batch_in_order")
def test_a_bad_penguin_is_named_by_its_index(client: Client, rng: random.Random) -> None:
    """One bad penguin answers 422, and its index, from 0, is in the loc"""
    for count in (1, 2, 5, 200):
        penguins = draw_penguins(rng, count)
        model_servers.predictions_in(send(client, penguins), count)
        place = rng.choice((0, count - 1, rng.randrange(count)))
        name = rng.choice(NUMBERS)
        for fault in ({name: rng.choice((0, "39.1", True, None))}, {"island": "Atlantis"}, {"year": 2007}):
            bad = penguins[place] | fault
            reply = send(client, [*penguins[:place], bad, *penguins[place + 1 :]])
            expect_422(reply, *fault, idea=fault_of(bad, fault, ideas.INDEX))
            expect_422(reply, index=place, idea=fault_of(bad, fault, ideas.INDEX))


@pytest.mark.check(points=3, needs="predicts_a_batch_in_order")
def test_batch_and_single_agree(client: Client, environment: Environment, rng: random.Random) -> None:
    """/predict and /predict/batch agree on a penguin, its sex missing or not, alone or among others"""
    model = served(environment)
    telling = model_servers.with_a_telling_sex(model, rng, 3)
    without = [{name: value for name, value in penguin.items() if name != "sex"} for penguin in telling]
    null = [penguin | {"sex": None} for penguin in telling]
    for penguin in (*telling, *without, *null):
        idea = ideas_04.of_a_missing_sex(model, penguin) if penguin.get("sex") is None else None
        expect_prediction(client.post("/predict", json=penguin), model, penguin, idea)
    mixed = [*telling, *without, *null, *draw_penguins(rng, 3)]
    rng.shuffle(mixed)
    for batch in (telling[:1], null[:1], without[:1], null, without, mixed):
        expect_predictions(send(client, batch), model, batch)


@pytest.mark.check(points=2, needs="takes_1_to_1000_penguins")
def test_a_large_batch_is_cheap(server: Any, rng: random.Random) -> None:
    """A batch of 1000 takes less than 20 times as long as a batch of 1"""
    model_servers.expect_a_cheap_batch(server, rng, times=20)


@pytest.mark.check(points=3, needs=["health_and_ready_answer", "model_describes_itself", "predicts_a_batch_in_order"])
def test_ready_means_loaded(start: Start, tmp_path: Path, rng: random.Random) -> None:
    """Once /ready is true, the model's file may go: answers stay the same"""
    model = make_model(tmp_path / "another.skops", rng, kind="forest")
    content = model.path.read_bytes()
    client = start_with(start, model)
    model.path.unlink()
    for penguin in draw_penguins(rng, 3):
        reply = client.post("/predict", json=penguin)
        reply.expect_status(200, misconception=ideas.LOADED_LATE)
        expect_prediction(reply, model, penguin)
    batch = draw_penguins(rng, 3)
    reply = send(client, batch)
    reply.expect_status(200, misconception=ideas.LOADED_LATE)
    expect_predictions(reply, model, batch)
    client.get("/model").expect_status(200, misconception=ideas.LOADED_LATE)
    expect_description(client, model, content)


@pytest.mark.check(points=3, needs=["health_and_ready_answer", "predicts_a_batch_in_order"])
def test_health_overtakes_slow_batches(start: Start, tmp_path: Path, rng: random.Random) -> None:
    """GET /health answers while 8 batches wait for a slow model"""
    model = make_model(tmp_path / "slow.skops", rng, kind="knn_slow")
    client = start_with(start, model).patient(90)
    reply = send(client, draw_penguins(rng, SLOW_ROWS))
    model_servers.predictions_in(reply, SLOW_ROWS)
    rows = min(1000, max(SLOW_ROWS, math.ceil(SLOW_ROWS * SLOW_SECONDS / reply.seconds)))
    for _ in range(TRIES):
        bodies = [{"penguins": draw_penguins(rng, rows)} for _ in range(8)]
        waiting = [client.later("POST", "/predict/batch", json=body).wait_sent() for body in bodies]
        health = client.get("/health")
        replies = together(waiting)
        for slow in replies:
            model_servers.predictions_in(slow, rows)
        health.expect_status(200)
        first = min(replies, key=lambda one: one.answered_at)
        if health.answered_at < first.answered_at and health.seconds < first.seconds / 2:
            return
    health.fail(
        "/health waited for the batches before it.",
        expected="an answer before the first of them has one, and in less than half its time",
        got=f"/health took {health.seconds:.1f} s, the first batch {first.seconds:.1f} s",
        misconception=ideas.LOOP_BLOCKED,
    )
