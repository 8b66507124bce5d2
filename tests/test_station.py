"""The two field stations of lesson 08: the checks' own does as it is told, the given one has the data set's rows."""

import threading
from collections.abc import Iterator

import httpx
import pytest

from checks.course import load
from checks.lessons import station as field
from checks.lessons.station import Answer, Station, penguin
from tests.tree import ROOT


@pytest.fixture
def station() -> Iterator[Station]:
    with Station().running() as running:
        yield running


def get(station: Station, number: int, **how: object) -> httpx.Response:
    return httpx.get(f"{station.url}/penguins/{number}", timeout=30, **how)


def test_the_given_station_has_the_rows_of_the_data_set() -> None:
    given = load("08_async").solution / "penguins.csv"
    assert given.read_bytes() == (ROOT / "datasets" / "penguins.csv").read_bytes()


def test_a_station_is_found_by_its_url(station: Station) -> None:
    assert field.at(station.url) is station


def test_an_id_is_answered_as_told_and_others_with_404(station: Station) -> None:
    station.answers |= {7: penguin({"a": 1}), 8: Answer(b"<p>", status=503, kind="text/html"), 9: Answer(status=204)}
    assert get(station, 7).json() == {"a": 1}
    assert [get(station, number).status_code for number in (8, 9, 10)] == [503, 204, 404]


def test_a_redirect_says_where_to(station: Station) -> None:
    station.answers |= {7: Answer(status=302, location="/penguins/8"), 8: penguin("there")}
    assert get(station, 7, follow_redirects=True).json() == "there"


@pytest.mark.parametrize("answer", [Answer(b"0123456789", cut=True), Answer(b"0123456789", dropped=True)])
def test_a_reply_can_break_off(station: Station, answer: Answer) -> None:
    station.answers[7] = answer
    with pytest.raises(httpx.RemoteProtocolError):
        get(station, 7)


def test_a_closed_station_refuses_and_comes_back_at_the_same_port(station: Station) -> None:
    with httpx.Client(base_url=station.url) as client:
        assert client.get("/penguins/1").status_code == 404
        with station.closed(), pytest.raises(httpx.ConnectError):
            client.get("/penguins/1")
        assert client.get("/penguins/1").status_code == 404


def test_connections_are_told_apart(station: Station) -> None:
    with httpx.Client(base_url=station.url) as kept:
        for number in (1, 2):
            kept.get(f"/penguins/{number}")
    get(station, 3)
    first, second, third = station.asked([1, 2, 3])
    assert first.connection == second.connection != third.connection


def test_held_requests_overlap_and_others_do_not(station: Station) -> None:
    station.answers |= {number: penguin({}, held=True) for number in (1, 2, 3)}
    callers = [threading.Thread(target=get, args=[station, number]) for number in (1, 2, 3)]
    with station.holding():
        for caller in callers:
            caller.start()
        assert station.wait_asked([1, 2, 3], 3, seconds=30) == 3
    for caller in callers:
        caller.join()
    for number in (4, 5, 6):
        get(station, number)
    assert station.overlap([1, 2, 3]) == 3
    assert station.overlap([4, 5, 6]) == 1
