"""What a server of a model must do beside predicting (lesson 09 and those above): get ready, refuse, answer batches."""

import contextlib
import hashlib
import json
import random
import re
import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, Protocol

import psutil

from checks.client import Client, Reply
from checks.lessons import ideas_09 as ideas
from checks.lessons.ideas import first_of
from checks.lessons.ideas_04 import PICKLE_RAN
from checks.lessons.models import COLUMNS, Model, load
from checks.lessons.oracles import SPECIES, Penguin, draw_penguin
from checks.lessons.predicting import expect_probabilities
from checks.lessons.refusing import PATIENCE_SECONDS, expect_refuses_to_start

MOST = 1000  # penguins in a batch
READY_SECONDS = 30.0
LOOK_SECONDS = 0.01
ROUNDS, CALLS = 3, 10  # to measure what a batch costs


class Running(Protocol):
    """As much of a server as is used here."""

    client: Client

    def tree(self) -> list[psutil.Process]:
        """Return its processes."""


def served(environment: Mapping[str, str]) -> Model:
    """Return the model that the lesson's server was given."""
    return load(Path(environment["MODEL_PATH"]))


def draw_penguins(rng: random.Random, count: int) -> list[Penguin]:
    """Return so many penguins."""
    return [draw_penguin(rng) for _ in range(count)]


def wait_ready(client: Client) -> Client:
    """Ask /ready until it is true, at most 30 s; any answer but 503 and 200 fails. Return the client."""
    end = time.monotonic() + READY_SECONDS
    while (reply := client.get("/ready")).status == 503 and time.monotonic() < end:
        time.sleep(LOOK_SECONDS)
    reply.expect_status(200, misconception=ideas.READY)
    reply.expect_json({"ready": True})
    return client


def expect_description(client: Client, model: Model, content: bytes) -> dict[str, Any]:
    """Expect of /model the version of a file with this content, the model's classes and its features."""
    reply = client.get("/model")
    reply.expect_status(200, misconception=ideas.MODEL)
    answer = reply.json_object()
    version, idea = answer.get("model_version"), ideas.of_the_version(content)
    right = hashlib.sha256(content).hexdigest()
    if not isinstance(version, str) or not re.fullmatch("[0-9a-f]{12,}", version) or not right.startswith(version):
        reply.fail(
            "model_version is not the beginning of the SHA-256 of the model's file.",
            expected=f'"model_version": "{right[:12]}", or more of its digits',
            got=json.dumps({"model_version": version})[:200],
            misconception=idea(reply),
        )
    for name, wanted in (("classes", model.classes), ("features", COLUMNS)):
        told = answer.get(name)
        if not isinstance(told, list) or sorted(map(str, told)) != sorted(wanted):
            reply.fail(f"{name} are not those of the model.", expected=f'"{name}": {json.dumps(wanted)}')
    return answer


def send(client: Client, penguins: Sequence[Penguin]) -> Reply:
    """Send a batch."""
    return client.post("/predict/batch", json={"penguins": list(penguins)})


def predictions_in(reply: Reply, count: int) -> list[dict[str, Any]]:
    """Expect 200 and so many predictions; return them."""
    reply.expect_status(200, misconception=ideas.BATCH_REFUSED)
    found = reply.json_object().get("predictions")
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        reply.fail('The reply has no list of objects under "predictions".', expected='{"predictions": [{…}, …]}')
    if len(found) != count:
        reply.fail(f"{count} penguins were sent, and {len(found)} predictions came.", expected=f"{count} predictions")
    return found


def expect_predictions(reply: Reply, model: Model, penguins: Sequence[Penguin]) -> list[dict[str, Any]]:
    """Expect what the model says of each penguin, in their order; return the predictions."""
    found = predictions_in(reply, len(penguins))
    rights = model.probabilities_of(penguins)
    for place, (one, right) in enumerate(zip(found, rights, strict=True)):
        idea = first_of(ideas.of_another_place(place, rights), ideas.of_a_missing_sex(model, penguins[place], place))
        expect_probabilities(reply, one, right, idea, f"predictions[{place}]: ")
    return found


def with_a_telling_sex(model: Model, rng: random.Random, count: int) -> list[Penguin]:
    """Return penguins for which a missing sex, to this model, is far from any word for a sex."""
    drawn = draw_penguins(rng, 300)
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


def expect_refusals(run: Callable[..., Any], cases: Mapping[Path, str], marker: Path | None = None) -> None:
    """Start the server with each file as its model, and expect that it refuses and names it; `cases` has the ideas.

    `marker` is a file that exists once somebody has loaded the pickle among them.
    """

    def start_with(path: Path) -> Any:
        return run(env={"MODEL_PATH": str(path)}, seconds=PATIENCE_SECONDS, until_answers="/ready")

    with ThreadPoolExecutor(2) as pool:  # most of a start is Python reading its libraries
        runs = dict(zip(cases, pool.map(start_with, cases), strict=True))
    for path, finished in runs.items():
        if marker is not None and marker.stem == path.name and marker.exists():
            finished.fail(
                "The server loaded the pickle, and the code in it ran.",
                expected="a file that skops cannot read is never loaded",
                misconception=PICKLE_RAN,
            )
        expect_refuses_to_start(lambda finished=finished, **_: finished, {}, path, cases[path])


def expect_a_cheap_batch(server: Running, rng: random.Random, times: float) -> None:
    """Expect that a batch of 1000 takes less than `times` as long as a batch of 1.

    The shortest large batch counts, and on a busy machine, where a long computation waits for the processor more often
    than a short one, the processor's time.
    """
    client = server.client.patient(90)
    small: list[float] = []
    large: list[float] = []
    used_small = used_large = 0.0
    predictions_in(send(client, draw_penguins(rng, 1)), 1)
    for _ in range(ROUNDS):
        began = _processor_seconds(server)
        small += [send(client, draw_penguins(rng, 1)).seconds for _ in range(CALLS)]
        between = _processor_seconds(server)
        reply = send(client, draw_penguins(rng, MOST))
        used_small, used_large = used_small + between - began, used_large + _processor_seconds(server) - between
        predictions_in(reply, MOST)
        large.append(reply.seconds)
        ratio = min(large) / statistics.median(small)
        if min(ratio, CALLS * used_large / used_small if used_small else ratio) < times:
            return
    reply.fail(
        f"A batch of {MOST} took {ratio:.0f} times as long as a batch of 1.",
        expected=f"less than {times:.0f} times",
        got=f"{min(large):.2f} s, and {statistics.median(small) * 1000:.1f} ms for a batch of 1",
        misconception=ideas.ROW_BY_ROW,
    )


def _processor_seconds(server: Running) -> float:
    total = 0.0
    for process in server.tree():
        with contextlib.suppress(psutil.Error):
            used = process.cpu_times()
            total += used.user + used.system
    return total
