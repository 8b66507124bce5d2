"""Checks of lesson 08, async: a server that asks a slow one, for many callers at once.

The field station is ours. What it sees is judged: how many requests are under way at once, for which ids, on how many
connections. Only the 2 s of the contract are a time, judged with half a second more.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from checks.client import Client, together
from checks.lessons import ideas_08 as ideas
from checks.lessons import station as field
from checks.lessons.classifying import (
    classify,
    draw_ids,
    expect_classified,
    expect_detail,
    expect_results,
    ids_of,
    many,
    right_results,
    settle,
    wait_settled,
    written,
)
from checks.lessons.oracles import draw_penguin, species_by_the_rule
from checks.lessons.station import Answer, Station, penguin
from checks.lessons.validation import expect_422

NOT_IDS = ("0", "-{n}", "{n}.5", "x{n}", "one", "{n}x")
NOT_LISTS = ("", ",", "{n},,{m}", "{n},x", "0,{n}", "{n},-{m}", "{n},{m}.5", "{n};{m}")
LATEST_SECONDS = 2.5  # 2 s, and time for a busy machine
CALLERS = 60
HOLD_SECONDS = 1.2  # less than the 2 s that a server may wait, and enough for a busy machine to begin its calls


@contextmanager
def environment(workspace: Path, seed: int) -> Iterator[dict[str, str]]:
    """Run a field station, and say where; no company's proxy stands before it."""
    with Station().running() as station:
        yield {"STATION_URL": station.url, "NO_PROXY": field.HOST, "no_proxy": field.HOST}


@pytest.fixture
def station(environment: Mapping[str, str]) -> Station:
    """The field station of this run's servers."""
    return field.at(environment["STATION_URL"])


@pytest.mark.check(points=1)
def test_answers_ping(client: Client) -> None:
    """GET /ping answers {"pong": true}"""
    reply = client.get("/ping")
    reply.expect_status(200)
    reply.expect_json({"pong": True})


@pytest.mark.check(points=2)
def test_classifies_a_penguin_of_the_station(client: Client, station: Station, rng: random.Random) -> None:
    """GET /classify/{id} asks the station and answers the species"""
    living = settle(station, rng, 5)
    for right in right_results(living):
        reply = client.get(f"/classify/{right['id']}")
        expect_classified(reply, right)
        if not station.asked([int(str(right["id"]))]):
            reply.fail("The station was not asked.", expected=f"GET {station.url}/penguins/{right['id']}")


@pytest.mark.check(points=1, needs="classifies_a_penguin_of_the_station")
def test_refuses_what_is_no_id(client: Client, station: Station, rng: random.Random) -> None:
    """An id that is not a whole number of 1 or more answers 422"""
    classify(client, settle(station, rng))
    for text in written(rng, NOT_IDS):
        expect_422(client.get(f"/classify/{text}"), idea=ideas.NOT_A_NUMBER)


@pytest.mark.check(points=1, needs="classifies_a_penguin_of_the_station")
def test_asks_the_station_at_each_call(client: Client, station: Station, rng: random.Random) -> None:
    """Each call asks the station; nothing is kept from before"""
    living = settle(station, rng)
    classify(client, living)
    for number, before in living.items():
        while species_by_the_rule(after := draw_penguin(rng)) == species_by_the_rule(before):
            pass
        station.answers[number] = penguin(after)
        classify(client, {number: after}, ideas.says(ideas.CACHED))


@pytest.mark.check(points=2, needs="classifies_a_penguin_of_the_station")
def test_keeps_its_connections(client: Client, station: Station, rng: random.Random) -> None:
    """40 calls in a row use at most 10 connections to the station"""
    living = settle(station, rng, 40)
    for right in right_results(living):
        reply = client.get(f"/classify/{right['id']}")
        expect_classified(reply, right)
    used = {fetch.connection for fetch in station.asked(living)}
    if len(used) > 10:
        reply.fail(
            "The station counts more connections than it needs to.",
            expected="at most 10 for 40 calls in a row",
            got=f"{len(used)}",
            misconception=ideas.CLIENT_A_CALL,
        )


@pytest.mark.check(points=3, needs=["answers_ping", "classifies_a_penguin_of_the_station"])
def test_ping_overtakes_60_waiting_calls(client: Client, station: Station, rng: random.Random) -> None:
    """GET /ping answers while 60 calls wait for the station"""
    living = settle(station, rng, CALLERS, held=True)
    with station.holding():
        waiting = [client.later("GET", f"/classify/{number}").wait_sent() for number in living]
        at_station = wait_settled(station, living, HOLD_SECONDS)
        ping = client.later("GET", "/ping")
        if overtook := ping.wait_answered(HOLD_SECONDS):
            waiting[0].wait_answered(ping.result().seconds)  # so that half of its time is more than that of /ping
    reply, first = ping.result(), min(together(waiting), key=lambda one: one.answered_at)
    reply.expect_status(200)
    if reply.answered_at > first.answered_at or reply.seconds > first.seconds / 2:
        reply.fail(
            "/ping waited for the calls before it.",
            expected="an answer before the first of them, in less than half its time",
            got=f"{reply.seconds:.1f} s after {first.seconds:.1f} s" if overtook else "none while all of them waited",
            misconception=ideas.LOOP_HELD if at_station <= 1 else ideas.THREADS_TAKEN,
        )


@pytest.mark.check(points=1, needs="classifies_a_penguin_of_the_station")
def test_unknown_ids_answer_404(client: Client, station: Station, rng: random.Random) -> None:
    """An id that the station does not know answers 404"""
    classify(client, settle(station, rng))
    for number in draw_ids(rng, 2):
        expect_detail(client.get(f"/classify/{number}"), 404, ideas.UNKNOWN_ID)


@pytest.mark.check(points=2, needs="classifies_a_penguin_of_the_station")
def test_other_statuses_answer_502(client: Client, station: Station, rng: random.Random) -> None:
    """A station that answers another status than 200 or 404 is 502"""
    living = settle(station, rng)
    classify(client, living)
    (elsewhere,) = living
    statuses = [500, 503, 204, rng.choice((201, 202, 203)), rng.choice((400, 401, 403, 410, 429))]
    for status, number in zip(statuses, draw_ids(rng, 5), strict=True):
        station.answers[number] = penguin(living[elsewhere], status=status)
        expect_detail(client.get(f"/classify/{number}"), 502, ideas.OTHER_STATUS)
    (moved,) = draw_ids(rng, 1)
    station.answers[moved] = Answer(status=rng.choice((301, 302, 307)), location=f"/penguins/{elsewhere}")
    expect_detail(client.get(f"/classify/{moved}"), 502, ideas.FOLLOWED)


@pytest.mark.check(points=2, needs="classifies_a_penguin_of_the_station")
def test_what_is_no_penguin_answers_502(client: Client, station: Station, rng: random.Random) -> None:
    """An answer that is not JSON, or that /predict would refuse, is 502"""
    classify(client, settle(station, rng))
    right = draw_penguin(rng)
    texts = [b"", penguin(right).body[:-1], b"<!doctype html><p>Back soon"]
    wrong: list[object] = [None, [right], {}, right | {"name": "Pingu"}, right | {"island": "Atlantis"}]
    wrong += [right | {"bill_length_mm": rng.randint(101, 300)}, right | {"sex": "unknown"}]
    wrong += [right | {"body_mass_g": mass} for mass in (None, "3750", True, 0, float("nan"), float("inf"))]
    answers = [*(Answer(text) for text in texts), *(penguin(value) for value in wrong)]
    for number, answer in zip(draw_ids(rng, len(answers)), answers, strict=True):
        station.answers[number] = answer
        expect_detail(client.get(f"/classify/{number}"), 502, ideas.no_penguin(answer.body))


@pytest.mark.check(points=2, needs="classifies_a_penguin_of_the_station")
def test_a_lost_station_answers_502(client: Client, station: Station, rng: random.Random) -> None:
    """A station that hangs up or cannot be reached is 502, until it is back"""
    living = settle(station, rng)
    classify(client, living)
    for number in (*settle(station, rng, cut=True), *settle(station, rng, dropped=True)):
        expect_detail(client.get(f"/classify/{number}"), 502, ideas.LOST)
    with station.closed():
        for number in living:
            expect_detail(client.get(f"/classify/{number}"), 502, ideas.LOST)
    classify(client, living, ideas.says(ideas.NOT_BACK))


@pytest.mark.check(points=2, needs="classifies_a_penguin_of_the_station")
def test_a_silent_station_answers_504(client: Client, station: Station, rng: random.Random) -> None:
    """A station that stays silent is 504 within 2 s, and is asked once"""
    classify(client, settle(station, rng))
    (number,) = settle(station, rng, silent=True)
    reply = client.get(f"/classify/{number}")
    fetches = station.asked([number])
    expect_detail(reply, 504, ideas.NO_PATIENCE)
    if len(fetches) > 1:
        reply.fail(f"The station was asked {len(fetches)} times.", expected="once", misconception=ideas.ASKED_AGAIN)
    if (waited := reply.answered_at - (fetches[0].came_at if fetches else reply.sent_at)) > LATEST_SECONDS:
        late = f"The station was silent for about {waited:.0f} s before your server gave up."
        reply.fail(late, expected="504 within 2 s", misconception=ideas.TOO_PATIENT)


@pytest.mark.check(points=2, needs="classifies_a_penguin_of_the_station")
def test_classifies_many_in_the_order_asked(client: Client, station: Station, rng: random.Random) -> None:
    """GET /classify?ids=… answers one result an id, in the order asked"""
    living = settle(station, rng, 5)
    ids = [*living, *rng.sample(list(living), 2)]
    rng.shuffle(ids)
    for place, number in enumerate(dict.fromkeys(ids)):  # whoever is asked for first answers last
        station.answers[number] = replace(station.answers[number], seconds=0.3 - 0.06 * place)
    expect_results(client.get(many(ids)), right_results(living, ids))


@pytest.mark.check(points=1, needs="classifies_many_in_the_order_asked")
def test_takes_1_to_50_whole_numbers(client: Client, station: Station, rng: random.Random) -> None:
    """1 to 50 whole numbers are taken, anything else is 422"""
    living = settle(station, rng, 50)
    for ids in (list(living)[:1], list(living)):
        expect_results(client.get(many(ids)), right_results(living, ids))
    too_many = many([*living, *draw_ids(rng, 1)])
    for path in (too_many, *(f"/classify?ids={text}" for text in written(rng, NOT_LISTS)), "/classify"):
        expect_422(client.get(path), "ids", idea=ideas.IDS_TEXT)


@pytest.mark.check(points=3, needs="classifies_many_in_the_order_asked")
def test_fetches_overlap(client: Client, station: Station, rng: random.Random) -> None:
    """With 10 ids at least 5 fetches are under way at once"""
    living = settle(station, rng, 10, held=True)
    with station.holding():
        pending = client.later("GET", many(living))
        station.wait_asked(living, 5, HOLD_SECONDS)
    reply, most = pending.result(), station.overlap(living)
    if most < 5:
        reply.fail(
            "The fetches do not overlap enough.",
            expected="at least 5 of the 10 under way at once",
            got=f"at most {most}",
            misconception=ideas.ONE_AFTER_ANOTHER if most <= 1 else ideas.TOO_FEW,
        )
    expect_results(reply, right_results(living))


@pytest.mark.check(points=2, needs="classifies_many_in_the_order_asked")
def test_an_id_that_fails_keeps_its_place(client: Client, station: Station, rng: random.Random) -> None:
    """An id that fails has its status under error; the rest still answer"""
    unknown, broken, empty, silent = draw_ids(rng, 4)
    station.answers[broken] = Answer(b"Back soon.", status=rng.choice((500, 503)), kind="text/plain")
    station.answers[empty] = penguin({})
    station.answers[silent] = Answer(silent=True)
    wanted = right_results(settle(station, rng, 3))
    wanted += ({"id": number, "error": status} for number, status in ((unknown, 404), (broken, 502), (empty, 502)))
    for late in ([], [silent]):
        wanted += ({"id": number, "error": 504} for number in late)
        rng.shuffle(wanted)
        expect_results(client.get(many(ids_of(wanted))), wanted, ideas.ALL_OR_NOTHING)
