"""Checks of lesson 05, gunicorn: who waits for whom, and what a reload and an end leave unanswered.

Waits are compared with the sleeps that were asked for, never with a clock: a loaded machine only makes them longer.
"""

import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checks.client import CheckFailed, Client, Pending, Reply, together
from checks.lessons import ideas_05 as ideas
from checks.lessons.models import Model, make_model
from checks.lessons.oracles import Penguin, draw_penguin
from checks.lessons.predicting import CLOSE, expect_prediction
from checks.lessons.workers import expect_all_answered, pid_of, under_way, workers, workers_that_answer

NOT_A_WAIT = ("0", "-1", "-0.5", "5.01", "6", "nan", "NaN", "inf", "-inf", "1e999", "word", "true", "1,5")
LONGEST_SECONDS = 5
AT_ONCE = 8
LEAST_OVERLAP = 3
# The second and third try have more room for what else the machine does.
TRIES_SECONDS = (0.2, 0.35, 0.8)
UNDER_WAY = 4  # a server with an overlap of 3 or more takes up four at once
NEW_WORKER_SECONDS = 30.0
END_SECONDS = 20.0
MOST_CALLS = 50


def expect_slept(reply: Reply, seconds: float) -> None:
    """Expect the reply of /slow to a wait of so many seconds, and that it took as long."""
    pid_of(reply, ideas.NO_PID)
    slept = reply.json_object().get("slept")
    if not isinstance(slept, int | float) or isinstance(slept, bool) or abs(slept - seconds) > CLOSE:
        reply.fail(
            f'The reply does not say that it slept for {seconds:g} s under "slept".',
            expected=f'"slept": {seconds:g}',
            misconception=ideas.SLEPT_IS_A_NUMBER,
        )
    if reply.seconds < 0.95 * seconds:
        reply.fail(
            f"The reply came sooner than {seconds:g} s after the request.",
            expected=f"a wait of {seconds:g} s",
            got=f"a reply after {reply.seconds:.1f} s",
            misconception=ideas.NOT_WAITED,
        )


@pytest.mark.check(points=1, needs="health_answers_ok")
def test_health_names_the_process(client: Client) -> None:
    """GET /health says which process answers"""
    reply = client.get("/health")
    pid_of(reply, ideas.NO_PID)
    reply.expect_json({"status": "ok"})


@pytest.mark.check(points=2)
def test_slow_waits_as_long_as_asked(client: Client, rng: random.Random) -> None:
    """GET /slow?seconds=S waits S seconds, and says so"""
    expect_slept(client.get("/slow?seconds=0.1"), 0.1)
    waits = (round(rng.uniform(0.15, 0.35), 2), round(rng.uniform(0.4, 0.6), 3))
    paths = {f"/slow?seconds={seconds}": seconds for seconds in waits} | {"/slow": 1}
    for reply, seconds in zip(together([client.later("GET", path) for path in paths]), paths.values(), strict=True):
        expect_slept(reply, seconds)


@pytest.mark.check(points=2, needs="slow_waits_as_long_as_asked")
def test_slow_refuses_what_is_no_wait(client: Client, rng: random.Random) -> None:
    """Other seconds, words and nan are refused with 400"""
    client.get("/slow?seconds=0.1").expect_status(200, misconception=ideas.NO_ROUTE)
    for text in rng.sample(NOT_A_WAIT, len(NOT_A_WAIT)):
        reply = client.get(f"/slow?seconds={text}")
        reply.expect_json_error(400, misconception=ideas.of_no_wait(text))


@pytest.mark.check(points=1, needs="slow_waits_as_long_as_asked")
def test_slow_waits_up_to_5_seconds(client: Client) -> None:
    """A wait of 5 seconds is answered"""
    sentence = f"A request of {LONGEST_SECONDS} s got no reply."
    path = f"/slow?seconds={LONGEST_SECONDS}"
    [reply] = expect_all_answered(
        [client.patient(30).later("GET", path)], sentence, ideas.TIMED_OUT, ideas.NO_LONG_WAIT
    )
    expect_slept(reply, LONGEST_SECONDS)


@pytest.mark.check(points=3, needs=("slow_waits_as_long_as_asked", "health_names_the_process"))
def test_two_workers_answer(server: Any, client: Client) -> None:
    """At least two worker processes answer"""
    seen = workers_that_answer(server, client, lambda pid: ideas.of_pid(pid, server.pid))
    if len(seen) < 2:
        client.get("/health").fail(
            "All answers came from one process.",
            expected="at least two process ids",
            got="one process id in all of them",
            misconception=ideas.ONE_PROCESS,
        )


@pytest.mark.check(points=3, needs="slow_waits_as_long_as_asked")
def test_slow_requests_overlap(client: Client) -> None:
    """Eight slow requests sent together overlap at least 3-fold"""
    best = 0.0
    for seconds in TRIES_SECONDS:
        began = time.monotonic()
        sent = [client.patient(60).later("GET", f"/slow?seconds={seconds}") for _ in range(AT_ONCE)]
        replies = together(sent)
        for reply in replies:
            expect_slept(reply, seconds)
        wall = max(reply.answered_at for reply in replies) - began
        overlap = AT_ONCE * seconds / wall
        if overlap >= LEAST_OVERLAP:
            return
        best = max(best, overlap)
    replies[0].fail(
        f"{AT_ONCE} slow requests sent together waited for each other.",
        expected=f"{AT_ONCE} × S ÷ (time until the last answer) is at least {LEAST_OVERLAP}",
        got=f"about {best:.0f}, in the best of three tries",
        misconception=ideas.TOO_FEW_AT_ONCE,
    )


@pytest.mark.check(points=2, needs=("two_workers_answer", "predicts_by_the_model"))
def test_model_is_loaded_before_a_worker_answers(start: Callable[..., Any], tmp_path: Path, rng: random.Random) -> None:
    """A worker that answers has its model already"""
    model, later = (make_model(tmp_path / f"{name}.skops", rng) for name in ("first", "second"))
    server = start(env={"MODEL_PATH": str(model.path)})
    client = server.client.patient(30)
    workers_that_answer(server, client, lambda pid: ideas.of_pid(pid, server.pid))
    later.path.replace(model.path)  # whoever reads the file from now on finds another model
    penguin = told_apart(model, later, rng)
    for _ in range(MOST_CALLS):
        reply = client.post("/predict", json=penguin)
        # A worker that began to answer after the exchange may have the other model, but not all of them did.
        if said_by(model, reply, penguin):
            return
    if said_by(later, reply, penguin):
        reply.fail(
            "The model that answers came to MODEL_PATH when all workers had answered already.",
            expected="the probabilities of the model that was there before",
            got="those of the other one",
            misconception=ideas.LOADED_LATE,
        )
    expect_prediction(reply, model, penguin)


def told_apart(one: Model, other: Model, rng: random.Random) -> Penguin:
    """Return a penguin of which the two models say different things."""
    drawn = [draw_penguin(rng) for _ in range(100)]
    said = zip(one.probabilities_of(drawn), other.probabilities_of(drawn), strict=True)
    gaps = [max(abs(first[name] - second[name]) for name in first) for first, second in said]
    return drawn[max(range(len(drawn)), key=gaps.__getitem__)]


def said_by(model: Model, reply: Reply, penguin: Penguin) -> bool:
    """Tell if a prediction is this model's."""
    try:
        expect_prediction(reply, model, penguin)
    except CheckFailed:
        return False
    return True


@pytest.mark.check(points=3, needs="two_workers_answer")
def test_hup_loses_no_request(server: Any, client: Client) -> None:
    """At HUP new workers come, and no request is lost"""
    old = workers(server)
    slow = under_way(server, client, "/slow?seconds=1.5", UNDER_WAY)
    server.process.send_signal(signal.SIGHUP)
    calls = until_others_answer(client, old)
    expect_all_answered(slow, "A request that was under way at HUP got no reply.", ideas.CUT_SHORT)
    replies = expect_all_answered(calls, "A request that was sent during a reload got no reply.", ideas.CUT_SHORT)
    if {pid_of(reply) for reply in replies} <= old:
        client.get("/health").fail(
            f"For {NEW_WORKER_SECONDS:g} s after HUP only workers from before it have answered.",
            expected="a process id that is new",
            misconception=ideas.NO_NEW_WORKERS,
        )


def until_others_answer(client: Client, old: set[int]) -> list[Pending]:
    """Call until a process answers that is none of `old`, or one call is lost; return all calls."""
    calls: list[Pending] = []
    patient = client.patient(NEW_WORKER_SECONDS)
    end = time.monotonic() + NEW_WORKER_SECONDS
    while time.monotonic() < end:
        latest = [patient.later("GET", "/slow?seconds=0.1") for _ in range(UNDER_WAY)]
        calls += latest
        try:
            if not {pid_of(reply) for reply in together(latest)} <= old:
                break
        except CheckFailed:
            break  # the caller looks at all of them, those from before the reload first
    return calls


@pytest.mark.check(points=3, needs="two_workers_answer")
def test_term_lets_requests_end(server: Any, client: Client) -> None:
    """At TERM the requests under way are answered, and the server ends with exit status 0"""
    slow = under_way(server, client, "/slow?seconds=2", UNDER_WAY)
    server.process.send_signal(signal.SIGTERM)
    replies = expect_all_answered(slow, "A request that was under way at TERM got no reply.", ideas.CUT_SHORT)
    try:
        status = server.process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        replies[0].fail(
            f"The server still ran {END_SECONDS:g} s after TERM, when it had answered all requests.",
            expected="exit status 0",
            got="no end",
            misconception=ideas.NEVER_ENDED,
        )
    if status != 0:
        replies[0].fail(
            f"After TERM the server ended with exit status {status}, not 0.",
            expected="exit status 0",
            got=f"exit status {status}",
            misconception=ideas.BAD_STATUS,
        )
