"""Checks of lesson 04, serve_with_flask: a model in a file answers, or the server does not start.

The models are trained for each run. The one of `environment` has its classes in another order than the alphabet's.
"""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from checks.client import Client, Reply
from checks.lessons import ideas_04 as ideas
from checks.lessons.ideas import Idea, first_of
from checks.lessons.models import (
    Model,
    load,
    make_model,
    write_garbage,
    write_not_a_classifier,
    write_pickle,
    write_untrusted,
)
from checks.lessons.oracles import SPECIES, Penguin, draw_penguin
from checks.lessons.predicting import expect_prediction, expect_probabilities
from checks.lessons.refusing import PATIENCE_SECONDS, expect_refuses_to_start


def environment(workspace: Path, seed: int) -> dict[str, str]:
    """Train the model that the lesson's server serves in this run."""
    rng = random.Random(f"{seed}:model")
    return {"MODEL_PATH": str(make_model(workspace / f"penguins-{rng.randrange(10**6)}.skops", rng).path)}


def ask(client: Client, model: Model, penguin: Penguin, idea: Idea | None = None) -> None:
    """Send a penguin and expect what the model says of it."""
    expect_prediction(client.post("/predict", json=penguin), model, penguin, idea)


def expect_form(reply: Reply, idea: Idea) -> None:
    """Expect three probabilities that sum to 1, whatever they are, and the species that they make the most probable."""
    answer = reply.json_object(misconception=idea)
    told = answer.get("probabilities")
    right = told if isinstance(told, dict) and set(told) == set(SPECIES) else dict.fromkeys(SPECIES, 0.0)
    expect_probabilities(reply, answer, right, idea)


def served(environment: Mapping[str, str]) -> Model:
    """Return the model that the lesson's server was given."""
    return load(Path(environment["MODEL_PATH"]))


def with_a_telling_sex(model: Model, rng: random.Random, count: int) -> list[Penguin]:
    """Return penguins for which a missing sex, to this model, is far from any word for a sex."""
    drawn = [draw_penguin(rng) for _ in range(300)]
    missing, *named = (
        model.probabilities_of([penguin | {"sex": sex} for penguin in drawn])
        for sex in (None, "male", "female", "None")
    )
    gaps = [
        min(max(abs(told[name] - one[name]) for name in SPECIES) for told in others)
        for one, *others in zip(missing, *named, strict=True)
    ]
    farthest = sorted(range(len(drawn)), key=gaps.__getitem__)[-count:]
    return [drawn[place] for place in farthest]


def start_with_each(run: Callable[..., Any], paths: Sequence[Path]) -> list[Any]:
    """Start the server with each of these files as its model; return the programs, ended or answering."""

    def start_with(path: Path) -> Any:
        return run(env={"MODEL_PATH": str(path)}, seconds=PATIENCE_SECONDS, until_answers="/")

    with ThreadPoolExecutor(2) as pool:  # most of a start is Python reading its libraries
        return list(pool.map(start_with, paths))


def expect_refused(finished: Any, path: Path, idea: str) -> None:
    """Expect that a server refused to start with this file as its model, and named it; `idea` is why it started."""
    expect_refuses_to_start(lambda **_: finished, {}, path, idea if finished.status is None else "")


@pytest.fixture
def folder() -> Iterator[Path]:
    """A fresh folder for models, with a short name: learners read it on cards."""
    with TemporaryDirectory(prefix="workshop-", ignore_cleanup_errors=True) as made:
        yield Path(made)


@pytest.mark.check(points=2, needs="predicts_a_species")
def test_answers_with_probabilities(client: Client, rng: random.Random) -> None:
    """POST /predict answers three probabilities and the most probable species"""
    for _ in range(5):
        reply = client.post("/predict", json=draw_penguin(rng))
        reply.expect_status(200, misconception=ideas.NO_PROBABILITIES)
        expect_form(reply, ideas.NO_PROBABILITIES)


@pytest.mark.check(points=3, needs="answers_with_probabilities")
def test_predicts_by_the_model(client: Client, environment: Mapping[str, str], rng: random.Random) -> None:
    """The probabilities are those of the model at MODEL_PATH"""
    model = served(environment)
    for _ in range(10):
        penguin = draw_penguin(rng)
        ask(client, model, penguin, ideas.of_another_model(model, penguin))


@pytest.mark.check(points=2, needs="predicts_by_the_model")
def test_missing_sex_is_missing_to_the_model(
    client: Client, environment: Mapping[str, str], rng: random.Random
) -> None:
    """A sex that is null or left out goes to the model as missing"""
    model = served(environment)
    for penguin in with_a_telling_sex(model, rng, 3):
        idea = ideas.of_a_missing_sex(model, penguin)
        without = {name: value for name, value in penguin.items() if name != "sex"}
        for missing in (penguin | {"sex": None}, without):
            ask(client, model, missing, idea)


@pytest.mark.check(points=1)
def test_health_answers_ok(client: Client) -> None:
    """GET /health answers that the server is well"""
    reply = client.get("/health")
    reply.expect_status(200, misconception=ideas.HEALTH)
    reply.expect_json({"status": "ok"})


@pytest.mark.check(points=3, needs="predicts_by_the_model")
def test_loads_the_model_once(start: Callable[..., Any], folder: Path, rng: random.Random) -> None:
    """Predictions go on when the model's file is gone"""
    model = make_model(folder / "another.skops", rng, kind="forest")
    client = start(env={"MODEL_PATH": str(model.path)}).client  # its port answers, so the model is loaded
    model.path.unlink()
    for _ in range(5):
        penguin = draw_penguin(rng)
        ask(client, model, penguin, first_of(ideas.LOADED_LATE, ideas.of_another_model(model, penguin)))


@pytest.mark.check(points=2, needs="predicts_by_the_model")
def test_refuses_to_start_without_a_model(run: Callable[..., Any], folder: Path) -> None:
    """Where no model is at MODEL_PATH the server does not start, and says why"""
    paths = [folder / "missing.skops", folder / "garbage.skops"]
    write_garbage(paths[1])
    for finished, path in zip(start_with_each(run, paths), paths, strict=True):
        expect_refused(finished, path, ideas.STARTED_WITHOUT)


@pytest.mark.check(points=1, needs="predicts_by_the_model")
def test_refuses_to_start_without_a_classifier(run: Callable[..., Any], folder: Path) -> None:
    """A model that is no classifier keeps the server from starting"""
    path = folder / "mass.skops"
    write_not_a_classifier(path)
    [finished] = start_with_each(run, [path])
    expect_refused(finished, path, ideas.STARTED_WITH_A_REGRESSION)


@pytest.mark.check(points=3, needs="predicts_by_the_model")
def test_loads_trusted_types_only(run: Callable[..., Any], folder: Path) -> None:
    """A type that is not trusted, and a pickle, are never loaded"""
    untrusted, pickled = folder / "untrusted.skops", folder / "pickled.skops"
    write_untrusted(untrusted)
    marker = write_pickle(pickled)
    with_untrusted, with_pickle = start_with_each(run, [untrusted, pickled])
    if marker.exists():
        with_pickle.fail(
            "The server loaded a pickle, and the code in it ran.",
            expected="an exit status other than 0, and the pickle not loaded",
            misconception=ideas.PICKLE_RAN,
        )
    expect_refused(with_pickle, pickled, ideas.STARTED_WITH_A_PICKLE)
    expect_refused(with_untrusted, untrusted, ideas.STARTED_UNTRUSTED)
