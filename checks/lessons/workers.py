"""Gunicorn's workers, seen from outside: which there are, which have taken a request up, and what a signal does."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import psutil

from checks.client import CheckFailed, Client, Pending, Reply, together
from checks.lessons.ideas import Idea

CALLS = 50
BURST = 8
PACE_SECONDS = 0.5
TAKEN_UP_SECONDS = 20.0
PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.02


def workers(server: Any) -> set[int]:
    """Return the pids of the children that Gunicorn's own process has now."""
    found = set()
    for process in server.tree()[1:]:
        try:
            if process.ppid() == server.pid:
                found.add(process.pid)
        except psutil.Error:
            continue  # it ended meanwhile
    return found


def pid_of(reply: Reply, idea: Idea | None = None) -> int:
    """Expect 200 and a process id in the reply, and return it."""
    reply.expect_status(200, misconception=idea)
    pid = reply.json_object().get("pid")
    if not isinstance(pid, int) or isinstance(pid, bool):
        reply.fail(
            'The reply has no process id under "pid".',
            expected='"pid": a whole number',
            misconception=idea(reply) if idea else "",
        )
    return pid


def workers_that_answer(server: Any, client: Client, idea_of: Callable[[int], str]) -> set[int]:
    """Call until every child of Gunicorn has answered, at most CALLS times; return the pids that answered.

    `idea_of` says what helps where a pid is none of a child of Gunicorn's.
    """
    patient = client.patient(PATIENCE_SECONDS)
    seen: set[int] = set()
    for burst in range(CALLS // BURST):
        # Quick calls first. Where they did not reach all, some may still load: calls that take time wait for them.
        path = f"/slow?seconds={PACE_SECONDS}" if burst else "/health"
        before = workers(server)
        for reply in together([patient.later("GET", path) for _ in range(BURST)]):
            pid = pid_of(reply)
            if pid not in before | workers(server):
                reply.fail(
                    "The pid in the reply is none of a worker that your Gunicorn has started.",
                    expected="the process id of the worker that answers",
                    misconception=idea_of(pid),
                )
            seen.add(pid)
        if workers(server) <= seen:
            break
    return seen


def under_way(server: Any, client: Client, path: str, count: int) -> list[Pending]:
    """Send requests that take a while; return them when workers have taken all of them up and one is still under way.

    Raises CheckFailed if the workers leave some of them waiting.
    """
    patient = client.patient(PATIENCE_SECONDS)
    for _ in range(3):
        before = _accepted(server)
        sent = [patient.later("GET", path) for _ in range(count)]
        taken: set[int] = set()
        end = time.monotonic() + TAKEN_UP_SECONDS
        while len(taken) < count and time.monotonic() < end:
            taken |= _accepted(server) - before
            time.sleep(POLL_SECONDS)
        if len(taken) < count:
            raise CheckFailed(
                f"Of {count} requests sent together, the workers had taken up {len(taken)} after "
                f"{TAKEN_UP_SECONDS:g} s; the others still waited.",
                expected=f"{count} requests under way at once",
            )
        if not all(one.answered for one in sent):
            return sent
        expect_all_answered(sent, "A request was lost.", "")
    return sent


def _accepted(server: Any) -> set[int]:
    """Return the callers' ports of the connections that a worker has accepted; those in the queue have none yet."""
    ports: set[int] = set()
    for process in server.tree()[1:]:
        try:
            sockets = process.net_connections(kind="tcp")
        except psutil.Error:
            continue
        ports |= {one.raddr.port for one in sockets if one.raddr and one.laddr.port == server.port}
    return ports


def expect_all_answered(
    pendings: Iterable[Pending], sentence: str, idea: str, of_status: Idea | None = None
) -> list[Reply]:
    """Expect 200 for each request; `sentence` says what it means that one got no reply, `idea` what helps."""
    replies = []
    for pending in pendings:
        try:
            replies.append(pending.result())
        except CheckFailed as lost:
            raise CheckFailed(
                sentence,
                expected="one complete HTTP reply",
                got=lost.got,
                curl=lost.curl,
                misconception=idea,
            ) from None
    for reply in replies:
        reply.expect_status(200, misconception=of_status)
    return replies
