"""JSON objects through a pipe, one a line."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from typing import Any

Write = Callable[[dict[str, Any]], None]


class Lines:
    """Puts what a pipe gives together into JSON objects, one a line; a line cut short by a kill is dropped."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, chunk: bytes) -> list[dict[str, Any]]:
        """Return the objects that are whole now."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        return [json.loads(line) for line in lines if line.strip()]


def writer(descriptor: int) -> Write:
    """Return a function that writes one object as a line to a file descriptor."""

    def write(event: dict[str, Any]) -> None:
        data = json.dumps(event).encode() + b"\n"
        while data:
            data = data[os.write(descriptor, data) :]

    return write
