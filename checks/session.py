"""The state of one run: the lesson, its server, and the verdicts so far."""

from __future__ import annotations

import importlib
import random
import sys
import tempfile
import threading
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from checks import course
from checks.client import Client, Limits
from checks.ports import accepts, free_port
from checks.process import STOP_SECONDS, Server
from checks.share import Share
from checks.started import Launch, cold
from checks.verdict import CheckFailed, Verdict

# A server that sniffs for the checker finds ordinary clients, another one each run.
USER_AGENTS = (
    "curl/8.5.0",
    "curl/7.88.1",
    "python-requests/2.32.3",
    "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0",
    "Wget/1.21.4",
)
# Once a reply took longer than the first limit, later checks of the same run wait less.
SECOND_LIMITS = Limits(deadline_seconds=4.0)
TRACEBACK_SECONDS = 3.0


def user_agent(seed: int) -> str:
    """Return the User-Agent of a run."""
    return random.Random(f"{seed}:user-agent").choice(USER_AGENTS)


class Session:
    """One run of one lesson's checks on one submission."""

    def __init__(
        self,
        lesson: course.Lesson,
        chain: list[course.Lesson],
        submission: Path,
        seed: int,
        *,
        url: str | None = None,
        launch: Launch = cold,
        share: Share | None = None,
    ) -> None:
        self.lesson = lesson
        self.chain = chain
        self.submission = submission
        self.seed = seed
        self.url = url
        self.launch = launch
        self.share = share
        self.own: set[str] = set()  # with a share: the checks that are run here
        self.verdicts: dict[str, Verdict] = {}
        self._planned: dict[str, Verdict] = {}
        self.notes: list[str] = []
        self.not_started = False
        self._slow = False
        self._prints_tracebacks = True  # until one was waited for in vain: a 500 may be the learner's own
        self._server: Server | None = None
        self._watched: list[tuple[Server, int]] = []
        self._environment: dict[str, str] | None = None
        self._made = ExitStack()
        self._stopping: list[threading.Thread] = []

    def skip_where_nothing_can_run(self) -> None:
        """Skip the check that runs if this system has no such server."""
        if sys.platform == "win32" and self.lesson.serve[:1] == ("gunicorn",):
            pytest.skip("Gunicorn does not run on Windows: do this lesson under WSL, as its page says.")

    def owner(self, check_file: Path) -> course.Lesson:
        """Return the lesson of the chain whose check file this is."""
        return next(lesson for lesson in self.chain if lesson.check_file == check_file)

    def plan(self, verdict: Verdict) -> None:
        """Remember a check that will run; raises LookupError if two checks of a chain have one id."""
        if verdict.id in self.verdicts:
            raise LookupError(f"Two checks that run together are called {verdict.id!r}.")
        self.verdicts[verdict.id] = self._planned[verdict.id] = verdict

    def decides(self, check: str) -> bool:
        """Tell whether a check is run here, and not by the process of another share."""
        return self.share is None or check in self.own

    def in_vain(self, needed: str) -> str:
        """Return why a check is skipped whose needed check did not pass."""
        return f'It needs "{self.verdicts[needed].title}" first.'

    def settle(self, check: str, needed: Sequence[str]) -> None:
        """Wait for the needed checks that run elsewhere; where one did not pass, this check ran in vain."""
        if self.share is None:
            return
        for other in needed:
            if not self.decides(other) and self.share.wait_for(other) != "passed":
                self.verdicts[check] = replace(self._planned[check], outcome="skipped", message=self.in_vain(other))
                return

    def environment(self) -> dict[str, str]:
        """Return what the lesson's servers need, from the nearest `environment` function along the chain.

        It returns a dict, or a context manager that gives one and ends with the run.
        """
        if self._environment is None:
            self._environment = {}
            for lesson in reversed(self.chain):
                module = importlib.import_module(f"checks.lessons.test_{lesson.name}")
                if hasattr(module, "environment"):
                    folder = tempfile.TemporaryDirectory(prefix="workshop-", ignore_cleanup_errors=True)
                    made = module.environment(Path(self._made.enter_context(folder)), self.seed)
                    self._environment = self._made.enter_context(made) if hasattr(made, "__enter__") else made
                    break
        return self._environment

    def server(self) -> Server:
        """Return the lesson's server, started if it does not run; raises CheckFailed if it does not start."""
        if self._server is not None and not self._server.alive:
            self.stop(self._server)
            self._server = None
        if self._server is None:
            server = self.new_server()
            try:
                self.watch_log(server)
                server.wait_until_ready()
            except BaseException:
                self.not_started = True
                server.stop()
                raise
            self._server = server
        else:
            self.watch_log(self._server)
        return self._server

    def new_server(
        self, argv: Sequence[str] | None = None, env: Mapping[str, str] | None = None, folder: Path | None = None
    ) -> Server:
        """Start a server of the submission, or of a copy in `folder`, on a free port, which is filled in for `{port}`.

        It is not waited for.
        """
        port = free_port()
        filled = {key: value.replace("{port}", str(port)) for key, value in (env or {}).items()}
        environment = {**self.environment(), **filled}
        words = self.lesson.serve if argv is None else argv
        return Server(words, folder or self.submission, port, environment, user_agent(self.seed), launch=self.launch)

    def client(self) -> Client:
        """Return a client of the lesson's server, or of the one at the URL; raises CheckFailed if none answers."""
        client = Client(self.url, user_agent=user_agent(self.seed)) if self.url else self.server().client
        if self.url and not accepts(client.port, client.host):
            self.not_started = True
            raise CheckFailed(f"Nothing answers at {self.url}; start your server first.", expected="a running server")
        if self._slow:
            client.limits = SECOND_LIMITS
        return client

    def watch_log(self, server: Server) -> None:
        """Take what this server prints from now on as belonging to the check that runs."""
        if all(watched is not server for watched, _ in self._watched):
            self._watched.append((server, server.log.mark()))

    def note_phase(self, check: str, call: pytest.CallInfo[None]) -> None:
        """Fold one phase of a check into its verdict: the first thing that went wrong counts."""
        verdict = self.verdicts[check]
        error = call.excinfo.value if call.excinfo else None
        if error is None:
            if call.when == "teardown" and verdict.outcome == "pending":
                verdict = verdict.decided("passed")
        elif isinstance(error, pytest.skip.Exception):
            needs_more = "It needs" in str(error)
            verdict = verdict.decided("skipped", message=str(error), points=verdict.points if needs_more else 0)
        elif verdict.outcome == "pending" and isinstance(error, CheckFailed):
            verdict = self._failed(verdict, error)
        elif verdict.outcome in ("pending", "passed"):
            where = str(call.excinfo.getrepr(style="short")) if call.excinfo else ""
            sentence = f"The check itself failed ({type(error).__name__}: {error}); this is not your server's fault."
            verdict = verdict.decided("error", message=sentence, log=where)
        self.verdicts[check] = verdict
        if call.when == "teardown":
            self._watched.clear()

    def _failed(self, verdict: Verdict, error: CheckFailed) -> Verdict:
        if "No complete reply came within" in error.message:
            self._slow = True
        if error.traceback_due and self._watched and self._prints_tracebacks:
            server, mark = self._watched[-1]
            self._prints_tracebacks = server.log.wait_for_traceback(mark, TRACEBACK_SECONDS)
        log = error.log or "\n".join(text for server, mark in self._watched if (text := server.helpful_log(mark)))
        return verdict.decided(
            "failed",
            message=error.message,
            expected=error.expected,
            got=error.got,
            diff=error.diff,
            curl=error.curl,
            misconception=error.misconception,
            log=log,
            hint=verdict.hint if error.hint and not self.not_started else "",
        )

    def stop(self, server: Server) -> None:
        """Stop a server; one that had to be killed is noted."""
        server.stop()
        if server.hung:
            sentence = (
                f"Your server did not end within {STOP_SECONDS:g} s of being asked to (SIGTERM), so it was killed; "
                "a signal handler or a thread of yours may hold it."
            )
            if sentence not in self.notes:
                self.notes.append(sentence)

    def stop_meanwhile(self, server: Server) -> None:
        """Stop a server while the next check runs: Uvicorn looks only ten times a second whether it should end."""
        thread = threading.Thread(target=self.stop, args=(server,), name="stop")
        thread.start()
        self._stopping.append(thread)

    def close(self) -> None:
        """Stop what still runs and remove what the checks made."""
        if self._server is not None:
            self.stop(self._server)
            self._server = None
        for thread in self._stopping:
            thread.join()
        self._made.close()
