"""Ports on this machine: which is free, which answers, and who has the one that is taken."""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
from collections.abc import Iterator
from pathlib import PurePath

import psutil

HOST = "127.0.0.1"
NEIGHBOURS = 20
FIRST_OWN_PORT = 20_000
OWN_PORTS = 12_000
TRIES = 200
COMMAND_CHARACTERS = 60


def free_port() -> int:
    """Return a port on 127.0.0.1 that nothing listens on now; raises OSError if none is found."""
    # Below what systems hand out by themselves: such a port may go to somebody's call before the server has it.
    for port in (FIRST_OWN_PORT + secrets.randbelow(OWN_PORTS) for _ in range(TRIES)):
        with socket.socket() as sock, contextlib.suppress(OSError):
            sock.bind((HOST, port))
            return port
    raise OSError(f"No free port was found on {HOST}; close some programs and try again.")


def next_free_port(wanted: int) -> int:
    """Return the wanted port if it is free, else the next free one, else any that the system gives."""
    for port in range(wanted, wanted + NEIGHBOURS):
        if is_free(port):
            return port
    return free_port()


def accepts(port: int, host: str = HOST) -> bool:
    """Tell whether anything accepts a connection at this port now."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False


def is_free(port: int) -> bool:
    """Tell if a server could listen on 127.0.0.1 at this port now."""
    # Asked both ways: some systems let two servers listen, one on every address and one on 127.0.0.1.
    if accepts(port):
        return False
    with socket.socket() as sock:
        if os.name == "posix":
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do, else a closed one still counts
        try:
            sock.bind((HOST, port))
        except OSError:
            return False
    return True


def owner_of_port(port: int) -> str:
    """Return a phrase for the process that listens on a port: its number and command, if this user may see them."""
    for process in _listeners(port):
        with contextlib.suppress(psutil.Error, OSError):
            return f"process {process.pid} ({_command(process)})"
    return "another process"


def _command(process: psutil.Process) -> str:
    words = process.cmdline() or [process.name()]
    command = " ".join([PurePath(words[0]).name, *words[1:]])
    return command if len(command) <= COMMAND_CHARACTERS else command[: COMMAND_CHARACTERS - 3] + "..."


def _listeners(port: int) -> Iterator[psutil.Process]:
    # One process at a time: asked for all at once, macOS refuses everything that is not root's.
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            for connection in process.net_connections(kind="tcp"):
                if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port:
                    yield process
                    break
