"""What can go wrong in a set-up, each in one sentence that names the way out."""

import errno
import re
import shutil
from pathlib import Path

NEEDED_MB = 1000  # .venv with its bytecode (850 MB) and what is downloaded for it
AGAIN = "then start again; nothing is lost."

FULL = re.compile(
    r"No space left|os error 28\b|Disk quota|os error 122\b|not enough space|os error 112\b", re.IGNORECASE
)
OFFLINE = re.compile(
    r"dns error|failed to lookup|resolve host|name resolution|NewConnectionError|establish a new connection"
    r"|error sending request|connect error|connection (?:refused|reset|aborted|broken)|timed? ?out|unreachable"
    r"|ProxyError|connectivity is disabled|certificate|failed to fetch",
    re.IGNORECASE,
)
WRONG_HASH = re.compile(r"hash mismatch|do not match the hashes", re.IGNORECASE)
NO_WHEEL = re.compile(
    r"no usable wheels|no wheels|no matching distribution|not found in the (?:package )?registry", re.IGNORECASE
)
IN_USE = re.compile(r"access is denied|os error 5\b|os error 32\b|used by another process", re.IGNORECASE)

CAUSE = re.compile(r"^\s*(?:(?:caused by|cause)\s*:|[├╰]─▶)\s*(.*)", re.IGNORECASE | re.MULTILINE)
ERROR = re.compile(r"(?:error|fatal)\s*:\s*(.*)", re.IGNORECASE)


class Trouble(Exception):  # a reader of the sentence has trouble; the program has no error
    """Why the set-up cannot go on: one sentence for the reader."""


class Offline(Trouble):
    """The package index cannot be reached; nothing was installed."""


class NoWheel(Trouble):
    """A package is not to be had for this machine and Python."""


class DiskFull(Trouble):
    """A disk is full."""


def disk_full(root: Path) -> DiskFull:
    """Say that a disk is full; names the free space beside `root` and in the home folder, where uv and pip cache."""
    places = dict.fromkeys((root, Path.home()))
    free = " and ".join(f"{shutil.disk_usage(p).free / 1e6:.0f} MB are free at {p}" for p in places if p.exists())
    return DiskFull(f"The disk is full ({free}): free about {NEEDED_MB} MB, {AGAIN}")


def of_os_error(error: OSError, root: Path) -> Trouble:
    """Turn an error of the file system into a sentence."""
    if error.errno in {errno.ENOSPC, errno.EDQUOT} or getattr(error, "winerror", None) == 112:
        return disk_full(root)
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return Trouble(
            f"The workshop may not write {error.filename or root}: copy the whole folder to a place that is yours"
            " (or close the programs that use it), and start there."
        )
    return Trouble(f"The set-up failed at {error.filename or root}: {error.strerror or error}; mend that, {AGAIN}")


def of_output(output: str, root: Path, log: Path) -> Trouble:
    """Turn what uv or pip printed before it failed into a sentence; `log` holds all of it."""
    reason = last_reason(output)
    if FULL.search(output):
        return disk_full(root)
    if WRONG_HASH.search(output):
        return Trouble(
            f"A downloaded package is not the one that requirements.lock names ({reason}): try another network or"
            f" package index, {AGAIN}"
        )
    if met := OFFLINE.search(output):
        cause = reason if CAUSE.search(output) else met[0]  # pip ends with "no matching distribution" all the same
        return Offline(
            f"The package index cannot be reached ({cause}): connect to the internet, or set HTTPS_PROXY or your own"
            f" index (UV_DEFAULT_INDEX, PIP_INDEX_URL), {AGAIN}"
        )
    if NO_WHEEL.search(output):
        return NoWheel(
            f"A package has no ready-made wheel for this machine and Python ({reason}): use 64-bit CPython 3.11, 3.12"
            " or 3.13 on Linux (x86-64, arm64), macOS or Windows (x86-64)."
        )
    if IN_USE.search(output):
        return Trouble(f"Some program still uses .venv ({reason}): close the running workshop, {AGAIN}")
    return Trouble(f"Installing the packages failed ({reason}): {log} has the whole output.")


def last_reason(output: str) -> str:
    """Pick the line of a tool's output that says most: the deepest cause (uv), or the last error (pip)."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    causes = [found[1] for line in lines if (found := CAUSE.match(line))]
    errors = [found[1] for line in lines if (found := ERROR.match(line))]
    return (causes or errors or lines or ["it said nothing"])[-1][:200].rstrip(".")
