"""A request under way, for checks that send several at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable

from checks.exchange import Exchange
from checks.reply import Reply

SEND_SECONDS = 5.0


class Pending:
    """One request that a thread of its own sends and waits for."""

    def __init__(self, exchange: Exchange, perform: Callable[[], object], finish: Callable[[], Reply]) -> None:
        self._exchange = exchange
        self._perform = perform
        self._finish = finish
        self._fault: BaseException | None = None
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._perform()
        except BaseException as error:  # noqa: BLE001  # told to whoever asks for the result
            self._fault = error

    def wait_sent(self, seconds: float = SEND_SECONDS) -> Pending:
        """Return once the whole request was written, or nothing of it could be, or after so many seconds."""
        self._exchange.sent.wait(seconds)
        return self

    @property
    def answered(self) -> bool:
        """Whether the exchange is over by now, with a reply or without."""
        return not self._thread.is_alive()

    def wait_answered(self, seconds: float) -> bool:
        """Wait until the exchange is over, at most so many seconds; return whether it is."""
        self._thread.join(seconds)
        return self.answered

    def result(self) -> Reply:
        """Wait for the reply, at most as long as the client's deadline; raises CheckFailed if no whole one comes."""
        self._thread.join()
        if self._fault is not None:
            raise self._fault
        return self._finish()


def together(pendings: Iterable[Pending]) -> list[Reply]:
    """Return the replies of requests under way, in the order given; raises the first CheckFailed."""
    waiting = list(pendings)
    for pending in waiting:
        pending.wait_sent()
    return [pending.result() for pending in waiting]
