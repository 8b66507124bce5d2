"""What the doctor says, and for whom."""

import socket
from collections import namedtuple
from collections.abc import Iterator

import pytest

from checks import doctor


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_each_finding_is_one_line_with_a_level() -> None:
    for finding in doctor.findings():
        assert finding.level in {"ok", "note", "problem"}
        assert "\n" not in finding.meaning
        assert finding.meaning.endswith(".")


def test_what_is_not_well_says_for_whom_it_matters() -> None:
    for finding in doctor.findings():
        assert finding.level == "ok" or any(who in finding.meaning for who in ("learners", "instructors", "authors"))


def test_a_taken_port_names_the_process_that_has_it(taken_port: int) -> None:
    finding = doctor.a_port(taken_port, "the site")
    assert finding.level == "note"
    assert "process" in finding.meaning
    assert "next free port" in finding.meaning


def test_a_free_port_is_ok(taken_port: int) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        free = other.getsockname()[1]
    assert free != taken_port
    assert doctor.a_port(free, "the site").level == "ok"


def test_a_missing_browser_says_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.doctor.shutil.which", lambda _: None)
    assert "lesson 06" in doctor.chromium().meaning
    assert doctor.git().level == "note"


def test_missing_isolation_matters_to_instructors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("checks.doctor.shutil.which", lambda _: None)
    assert "instructors" in doctor.bubblewrap().meaning


def test_too_little_disk_is_in_a_learners_way(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr("checks.doctor.shutil.disk_usage", lambda _: usage(10, 9, 1))
    assert doctor.doctor() == 1
    assert "In a learner's way" in capsys.readouterr().out
