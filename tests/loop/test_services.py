"""The site and JupyterLab beside the lesson."""

import json
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import psutil
import pytest

from checks import lab
from checks.ports import accepts, free_port, is_free, next_free_port, owner_of_port
from checks.services import Service, Services, State, jupyter, site
from tests.loop.conftest import Workshop

WEB = "http.server"


@pytest.fixture
def plain_site(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small program in the site's place: what is tried here is how a service is started and stopped."""

    def command(service: Service) -> tuple[list[str], dict[str, str]]:
        import os

        argv = [sys.executable, "-m", WEB, "--bind", "127.0.0.1", str(service._port)]
        return argv, dict(os.environ)

    monkeypatch.setattr(Service, "_command", command)


def until(service: Service, state: State, seconds: int = 60) -> str:
    """Look at the service until it is in this state; return its note."""
    import time

    end = time.monotonic() + seconds
    while (found := service.state()).state != state:
        assert time.monotonic() < end, found
        psutil.wait_procs([], timeout=0.05)
    return found.note


@pytest.fixture
def service(tmp_path: Path, plain_site: None) -> Iterator[Service]:
    found = Service("site", "The site", free_port(), tmp_path)
    yield found
    found.stop()


def test_a_service_runs_until_it_is_stopped(service: Service) -> None:
    service.start()
    until(service, "running")
    port = int(service.url.rstrip("/").rpartition(":")[2])
    assert accepts(port)
    service.stop()
    assert service.state().state == "off"
    assert is_free(port)


def test_a_service_that_dies_is_shown(service: Service) -> None:
    service.start()
    until(service, "running")
    for child in psutil.Process().children():
        if WEB in child.cmdline():
            child.kill()
    assert "The site ended by itself (exit status" in until(service, "ended")


def test_a_service_that_cannot_start_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Service, "_command", lambda _self: ([str(tmp_path / "nothing")], {}))
    service = Service("site", "The site", free_port(), tmp_path)
    service.start()
    assert "The site did not start" in until(service, "ended")


def test_a_taken_port_gives_the_next_one_and_says_who_has_it(tmp_path: Path, plain_site: None) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        service = Service("site", "The site", port, tmp_path)
        service.start()
        try:
            note = until(service, "running")
            assert service.url != f"http://127.0.0.1:{port}/"
            assert note.startswith(f"Port {port} is taken by process {psutil.Process().pid} (")
            assert note.endswith(f"so the site is at {service.url.rstrip('/').rpartition(':')[2]}.")
        finally:
            service.stop()


def test_a_second_workshop_shares_what_the_first_one_runs(service: Service, tmp_path: Path) -> None:
    service.start()
    until(service, "running")
    second = Service("site", "The site", service._wanted, tmp_path)
    second.start()
    assert "your other window" in until(second, "running")
    assert second.url == service.url
    second.stop()
    assert service.state().state == "running"
    service.stop()
    assert "ended with the window that started it" in until(second, "ended")


def test_what_a_killed_workshop_left_behind_is_replaced(service: Service, tmp_path: Path) -> None:
    service.start()
    until(service, "running")
    record = tmp_path / ".workshop" / "services" / "site.json"
    data = json.loads(record.read_text(encoding="utf-8"))
    record.write_text(json.dumps({**data, "owner_created": data["owner_created"] - 100}), encoding="utf-8")
    second = Service("site", "The site", service._wanted, tmp_path)
    second.start()
    try:
        assert until(second, "running") == ""
        assert not psutil.pid_exists(data["pid"]) or psutil.Process(data["pid"]).status() == psutil.STATUS_ZOMBIE
    finally:
        second.stop()


@pytest.mark.parametrize("text", ["", "[]", '{"pid": "x"}', '{"pid": 1, "created": 0, "port": 80}'])
def test_an_odd_record_does_no_harm(service: Service, tmp_path: Path, text: str) -> None:
    record = tmp_path / ".workshop" / "services" / "site.json"
    record.parent.mkdir(parents=True)
    record.write_text(text, encoding="utf-8")
    service.start()
    until(service, "running")


def test_stopping_twice_and_unstarted_does_no_harm(tmp_path: Path) -> None:
    services = Services([site(tmp_path), jupyter(tmp_path)])
    assert [state.state for state in services.states()] == ["off", "off"]
    services.stop()
    services.stop()


def test_ports_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert not is_free(port)
        assert next_free_port(port) != port
        assert f"process {psutil.Process().pid} " in owner_of_port(port)
    assert is_free(port)


def status_of(request: Request) -> int:
    try:
        with urlopen(request, timeout=30) as reply:
            return int(reply.status)
    except HTTPError as error:
        return error.code


def test_jupyterlab_asks_for_nothing_tells_no_news_and_refuses_other_sites(
    workshop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setenv("JUPYTER_TOKEN", "secret")
    service = Service("lab", "JupyterLab", free_port(), workshop.root)
    service.start()
    try:
        until(service, "running")
        with urlopen(f"{service.url}lab/tree/notebooks", timeout=30) as reply:
            page = reply.read().decode()
        assert '"news": {"disabled": true}' in page
        assert status_of(Request(f"{service.url}api/contents/notebooks")) == 200
        kernels = f"{service.url}api/kernels"
        foreign = {"Origin": "http://elsewhere.example", "Content-Type": "application/json"}
        assert status_of(Request(kernels, b"{}", foreign)) == 404
        assert status_of(Request(kernels, b"{}", {"Content-Type": "text/plain"})) == 403
        assert status_of(Request(f"{service.url}api/contents", headers={"Host": "elsewhere.example"})) == 403
        addresses = {
            connection.laddr.ip
            for process in psutil.Process().children(recursive=True)
            for connection in process.net_connections(kind="tcp")
            if connection.status == psutil.CONN_LISTEN
        }
        assert addresses <= {"127.0.0.1"}
    finally:
        service.stop()
    assert list(home.iterdir()) == []


def test_jupyterlabs_settings_are_written_under_workshop(workshop: Workshop) -> None:
    environment = lab.prepare(workshop.root)
    ours = {key: value for key, value in environment.items() if key.startswith(("JUPYTER", "IPYTHON"))}
    assert len(ours) == 6
    assert all(Path(value).is_relative_to(workshop.root / ".workshop") for value in ours.values())


def test_jupyterlab_shows_the_notebooks_first(workshop: Workshop) -> None:
    server = lab.settings(workshop.root, workshop.root)["ServerApp"]
    assert server["preferred_dir"] == str(workshop.root / "notebooks")
