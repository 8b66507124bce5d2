"""`python -m website serve`: on this machine alone, files of the site alone, and no building without need."""

import http.client
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.tree import ROOT

LIMIT_SECONDS = 60


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(folder: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Serve the site of a folder; give the process and its port once it says where the site is."""
    port = free_port()
    argv = [sys.executable, "-m", "website", "serve", "--port", str(port), "--out", str(folder)]
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            said = process.stdout.readline()
            if said != f"The site is at http://127.0.0.1:{port}/\n":
                process.terminate()  # or else it would say no last word, for which we would wait
                pytest.fail(said + process.stdout.read())
            yield process, port
        finally:
            process.terminate()


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """A copy of the built site, with a secret beside it."""
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    return shutil.copytree(site, tmp_path / "site")


def ask(port: int, path: str, method: str = "GET") -> tuple[int, bytes]:
    """Send a path as it is, without what clients do to it; return status and body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT_SECONDS)
    try:
        connection.request(method, path)
        reply = connection.getresponse()
        return reply.status, reply.read()
    finally:
        connection.close()


def test_it_listens_on_this_machine_alone(folder: Path) -> None:
    with serving(folder) as (process, port):
        connections = psutil.Process(process.pid).net_connections()
        listening = {connection.laddr for connection in connections if connection.status == psutil.CONN_LISTEN}
    assert listening == {("127.0.0.1", port)}


def test_it_gives_files_of_the_site_and_nothing_else(folder: Path) -> None:
    with serving(folder) as (_, port):
        assert ask(port, "/")[0] == 200
        assert ask(port, "/index.html") == (200, (folder / "index.html").read_bytes())
        assert ask(port, "/", "HEAD") == (200, b"")
        for path in ("/../secret.txt", "/..%2fsecret.txt", "/%2e%2e/secret.txt", "/..%5csecret.txt", "//secret.txt"):
            assert_not_found(*ask(port, path))
        for path in ("/.stamp", "/%2estamp", "/assets/", "/nothing.html"):
            assert_not_found(*ask(port, path))
        assert ask(port, "/", "POST")[0] == 501


def assert_not_found(status: int, body: bytes) -> None:
    assert status == 404
    assert body != b"secret"
    assert b"Directory listing" not in body


def test_a_taken_port_is_one_sentence(folder: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        argv = [sys.executable, "-m", "website", "serve", "--port", str(port), "--out", str(folder)]
        done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=LIMIT_SECONDS, check=False)
    assert done.returncode == 1
    assert done.stdout == ""
    assert re.fullmatch(rf"Port {port} on 127\.0\.0\.1 cannot be used \(.+\); stop .+ --port\.\n", done.stderr)


def test_a_fresh_site_is_served_as_it_is(folder: Path) -> None:
    (folder / "mark.txt").write_text("as it was", encoding="utf-8")
    with serving(folder) as (_, port):
        assert ask(port, "/mark.txt") == (200, b"as it was")


def test_an_old_site_is_built_anew(folder: Path) -> None:
    (folder / "mark.txt").write_text("as it was", encoding="utf-8")
    (folder / ".stamp").write_text("of other sources", encoding="utf-8")
    with serving(folder) as (_, port):
        assert ask(port, "/mark.txt")[0] == 404
        assert ask(port, "/index.html")[0] == 200


def test_it_ends_at_once_when_it_is_told_to(folder: Path) -> None:
    with serving(folder) as (process, _):
        process.terminate()
        assert process.wait(LIMIT_SECONDS) in (0, 1), "1 is what Windows gives"
