"""The program beside a lesson's server, for the servers that the workshop itself starts: notebooks, pages, figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from checks.course import Lesson
from checks.ports import HOST, free_port
from checks.process import Server


@contextmanager
def station(lesson: Lesson, folder: Path, env: Mapping[str, str] | None = None) -> Iterator[dict[str, str]]:
    """Run the lesson's `station` in this folder, if it has one, and give the setting by which its server finds it.

    `env` is for the station. Raises CheckFailed if it does not start.
    """
    if not lesson.station:
        yield {}
        return
    port = free_port()
    program = Server(lesson.station, folder, port, {**(env or {}), "PORT": str(port)}, "station")
    try:
        program.wait_until_ready()
        yield {"STATION_URL": f"http://{HOST}:{port}"}
    finally:
        program.stop()
