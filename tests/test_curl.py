"""A curl line, pasted into a shell, sends the same bytes that the check sent."""

import shutil
import socket
import subprocess
import threading

import pytest

from checks.curl import curl_line
from checks.exchange import Exchange

CASES = [
    Exchange("GET", "/hello/%252B"),
    Exchange("DELETE", "/hello/it%27s"),
    Exchange("POST", "/predict", [("Content-Type", "application/json")], b'{"name": "it\'s \xc3\xa9"}'),
    Exchange("POST", "/predict", [], b"no type"),
    Exchange("POST", "/predict", [("Content-Type", "text/plain")], b"@not-a-file"),
    Exchange("PUT", "/predict", [("Content-Type", "application/json")], b"\xff\xfe'"),
]


def received_by_a_server(command: str, target: Exchange) -> bytes:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(10)
        received = bytearray()

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                connection.settimeout(10)
                while not received.endswith(b"\r\n\r\n" + (target.body or b"")):
                    received.extend(connection.recv(65536))
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")

        thread = threading.Thread(target=serve)
        thread.start()
        port = listener.getsockname()[1]
        subprocess.run(["sh", "-c", command.replace(":8000", f":{port}")], check=True, capture_output=True, timeout=20)
        thread.join(10)
        return bytes(received)


@pytest.mark.skipif(shutil.which("curl") is None or shutil.which("sh") is None, reason="needs curl and a POSIX shell")
@pytest.mark.parametrize("exchange", CASES, ids=lambda case: f"{case.method} {case.target} {case.body!r}")
def test_the_pasted_line_sends_the_same(exchange: Exchange) -> None:
    raw = received_by_a_server(curl_line(exchange, "http://127.0.0.1:8000"), exchange)
    head, _, body = raw.partition(b"\r\n\r\n")
    assert head.startswith(f"{exchange.method} {exchange.target} HTTP/1.1".encode())
    assert body == (exchange.body or b"")
    types = [line.split(b": ")[1] for line in head.split(b"\r\n") if line.lower().startswith(b"content-type:")]
    assert types == [value.encode() for name, value in exchange.headers if name == "Content-Type"]


def test_windows_gets_double_quotes() -> None:
    line = curl_line(CASES[2], "http://127.0.0.1:8000", windows=True)
    assert line.startswith("curl.exe -i -H ")
    assert "'Content" not in line


def test_a_long_body_is_cut_and_says_so() -> None:
    assert "(5,000 characters)" in curl_line(Exchange("POST", "/", [], b"x" * 5000), "http://127.0.0.1:8000")
