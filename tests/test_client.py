"""The client is bounded whatever a server does, and every surprise is the learner's CheckFailed."""

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from checks.client import CheckFailed, Client, Limits, Reply

OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n"
SMALL = Limits(deadline_seconds=1.0, max_body_bytes=10_000, max_header_bytes=4_000)
Answer = Callable[[socket.socket], None]


@contextmanager
def answering(answer: Answer, limits: Limits = SMALL) -> Iterator[Client]:
    """A server of one connection that reads the request's head and then does as it is told."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            connection, _ = listener.accept()
            with connection:
                received = b""
                while b"\r\n\r\n" not in received and (chunk := connection.recv(65536)):
                    received += chunk
                try:
                    answer(connection)
                except OSError:
                    pass  # the client hung up, as it should

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield Client(f"http://127.0.0.1:{listener.getsockname()[1]}", limits=limits)
        thread.join(5)


def reply_to(raw: bytes, limits: Limits = SMALL) -> Reply:
    with answering(lambda connection: connection.sendall(raw), limits) as client:
        return client.get("/")


def json_reply(body: bytes, status: bytes = b"200 OK") -> Reply:
    head = OK.replace(b"200 OK", status)
    return reply_to(head + b"Content-Length: %d\r\n\r\n" % len(body) + body)


def message(raw: bytes) -> str:
    with pytest.raises(CheckFailed) as failed:
        reply_to(raw)
    return failed.value.message


def test_a_whole_reply_is_read() -> None:
    assert json_reply(b'{"a": 1}').expect_json({"a": 1}) == {"a": 1}


def test_a_chunked_reply_is_read() -> None:
    assert reply_to(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n").json() == {}


def test_the_deadline_is_for_the_whole_reply() -> None:
    stop = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.sendall(OK + b"Content-Length: 1000\r\n\r\n")
        while not stop.wait(0.05):
            connection.sendall(b"x")

    with answering(drip) as client:
        with pytest.raises(CheckFailed, match="No complete reply came within 1 s"):
            client.get("/")
        stop.set()


def test_a_large_body_is_refused_early() -> None:
    assert "larger than 10,000 bytes" in message(OK + b"Content-Length: 1000000\r\n\r\n" + b"x" * 100_000)


def test_a_gzip_bomb_is_refused() -> None:
    bomb = zlib.compress(b"x" * 5_000_000, wbits=31)
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb)
    assert "larger than 10,000 bytes" in message(head + bomb)


def test_honest_gzip_is_read() -> None:
    body = zlib.compress(b'{"a": 1}', wbits=31)
    head = OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    assert reply_to(head + body).json() == {"a": 1}


def test_huge_headers_are_refused() -> None:
    assert "larger than" in message(OK + b"X-Big: " + b"x" * 9_000 + b"\r\n\r\n")
    assert "larger than" in message(OK + b"X-Big: " + b"x" * 900_000)


def test_a_flood_of_100_continue_ends() -> None:
    assert "larger than" in message(b"HTTP/1.1 100 Continue\r\n\r\n" * 5_000)


def test_half_a_reply_is_said() -> None:
    assert "before its reply was complete" in message(OK + b"Content-Length: 100\r\n\r\nhalf")


def test_what_is_not_http_is_shown() -> None:
    assert "not HTTP; it begins with 'SSH-2.0" in message(b"SSH-2.0 server\r\n\r\n")


def test_a_redirect_is_not_followed() -> None:
    reply = reply_to(b"HTTP/1.1 308 Permanent Redirect\r\nLocation: /predict/\r\nContent-Length: 0\r\n\r\n")
    assert reply.status == 308


def test_a_closed_port_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(CheckFailed, match=f"Nothing answers on port {port}"):
        Client(f"http://127.0.0.1:{port}", limits=SMALL).get("/")


def test_an_answer_before_the_body_is_read_counts() -> None:
    raw = b"HTTP/1.1 413 Content Too Large\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"

    def refuse(connection: socket.socket) -> None:
        connection.sendall(raw)
        connection.shutdown(socket.SHUT_WR)
        while connection.recv(65536):
            pass

    with answering(refuse) as client:
        assert client.post("/", body=b"x" * 5_000_000).status == 413


@pytest.mark.parametrize("body", [b"NaN", b'{"a": Infinity}', b"{", b"", b"[" * 5_000])
def test_what_is_not_json_is_the_learners_failure(body: bytes) -> None:
    with pytest.raises(CheckFailed, match="says that it is JSON, but is not"):
        json_reply(body).json()


@pytest.mark.parametrize(("expected", "got"), [(1, b"true"), (True, b"1"), ("1", b"1"), (0, b"null"), ([1], b"[true]")])
def test_types_count(expected: object, got: bytes) -> None:
    with pytest.raises(CheckFailed, match="has another value"):
        json_reply(b'{"a": %s}' % got).expect_json({"a": expected})


def test_more_members_are_welcome_and_one_and_one_point_zero_are_equal() -> None:
    json_reply(b'{"a": 1.0, "b": 2}').expect_json({"a": 1})


def test_an_error_names_the_field_and_no_field_that_is_right() -> None:
    reply = json_reply(b'{"error": "bill_length_mm must be a number."}', b"400 Bad Request")
    assert reply.expect_json_error(400, names="bill_length_mm", never=("sex", "island"))
    with pytest.raises(CheckFailed, match="does not name island"):
        reply.expect_json_error(400, names="island")
    with pytest.raises(CheckFailed, match="names bill_length_mm, which is right"):
        reply.expect_json_error(400, never=("bill_length_mm",))


def test_a_field_is_a_whole_word() -> None:
    reply = json_reply(b'{"error": "bill_length_mm_x is unknown"}', b"400 Bad Request")
    with pytest.raises(CheckFailed, match="does not name"):
        reply.expect_json_error(400, names="bill_length_mm")


def test_every_failure_carries_the_curl_line() -> None:
    with pytest.raises(CheckFailed) as failed:
        json_reply(b"{}").expect_status(404)
    assert failed.value.curl.startswith("curl -i http://127.0.0.1:")
