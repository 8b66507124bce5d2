"""What this machine has, what is missing, and for whom that matters."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import NamedTuple

import psutil

from checks.course import ROOT
from checks.ports import is_free, owner_of_port
from setup_workshop.environment import DEV_LOCK, LOCK, Environment, State

PORTS = {8000: "your lesson's server", 8080: "the site", 8888: "JupyterLab"}
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
ENOUGH_DISK_GB, ENOUGH_MEMORY_GB = 1.0, 2.0
PROBE_SECONDS = 20
BWRAP_PROBE = ("--unshare-user", "--unshare-net", "--unshare-pid", "--ro-bind", "/", "/", "--proc", "/proc", "true")


class Finding(NamedTuple):
    """One line: ok, note or problem (which is in a learner's way); what it is about; what it means for whom."""

    level: str
    about: str
    meaning: str


def doctor() -> int:
    """Print one line for each finding; returns 0 unless something is in a learner's way, then 1."""
    found = list(findings())
    for level, about, meaning in found:
        print(f"{level:8}{about:13}{meaning}")
    problems = sum(finding.level == "problem" for finding in found)
    print("\nNothing is in a learner's way." if not problems else f"\nIn a learner's way: {problems}; see each line.")
    return 1 if problems else 0


def findings() -> Iterator[Finding]:
    """Look at everything that the workshop uses; starts git, bubblewrap and nothing else."""
    yield python()
    yield environment()
    yield own_tests()
    for port, use in PORTS.items():
        yield a_port(port, use)
    yield chromium()
    yield bubblewrap()
    yield folder()
    yield disk()
    yield memory()
    yield git()


def python() -> Finding:
    """The Python that runs the course."""
    return Finding("ok", "Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}.")


def environment() -> Finding:
    """Whether `.venv` is what the lock says, and is what runs now."""
    state = Environment(ROOT).state((LOCK,))
    if not (ROOT / ".venv").exists() or sys.prefix != str(ROOT / ".venv"):
        return Finding("note", "packages", f"you run {sys.prefix}, not .venv; learners: use `python3 workshop.py`.")
    if state is State.READY:
        return Finding("ok", "packages", f".venv is as {LOCK} says.")
    return Finding("problem", "packages", f".venv {state.value}; learners: start `python3 workshop.py` again.")


def own_tests() -> Finding:
    """Whether the project's own tests can run at once."""
    if Environment(ROOT).state((LOCK, DEV_LOCK)) is State.READY or importlib.util.find_spec("mypy"):
        return Finding("ok", "own tests", "what they need is installed.")
    return Finding("note", "own tests", "authors: `python3 workshop.py test` will first install what they need.")


def a_port(port: int, use: str) -> Finding:
    """Whether a port that the course likes is free."""
    about = f"port {port}"
    if is_free(port):
        return Finding("ok", about, f"free for {use}.")
    holder = owner_of_port(port)
    if port == 8000:
        # Checks pick free ports, so a learner may go on; only servers started by hand want this one.
        return Finding("note", about, f"{holder} has it; learners: if it is not {use}, end it, or use another port.")
    return Finding("note", about, f"{holder} has it; learners: {use} takes the next free port and says which.")


def chromium() -> Finding:
    """A browser for the checks that need one (lesson 06) and for the tests of the site."""
    if found := next(filter(None, map(shutil.which, BROWSERS)), None):
        return Finding("ok", "Chromium", f"{found}.")
    return Finding(
        "note",
        "Chromium",
        "none on PATH; learners: lesson 06 skips its browser check; authors: tests of the site are skipped."
        " Debian, Ubuntu: `sudo apt install chromium`.",
    )


def bubblewrap() -> Finding:
    """The isolation of a class's submissions."""
    if sys.platform != "linux":
        return Finding(
            "note", "bubblewrap", "Linux only; instructors: grade classes on Linux, or in a container of it."
        )
    found = shutil.which("bwrap")
    if not found:
        return Finding("note", "bubblewrap", "missing; instructors: `sudo apt install bubblewrap` before you grade.")
    try:
        trial = subprocess.run([found, *BWRAP_PROBE], capture_output=True, timeout=PROBE_SECONDS, check=False)
        reason = trial.stderr.decode(errors="replace").strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        return Finding("note", "bubblewrap", f"does not run ({error}); instructors: classes cannot be graded here.")
    if trial.returncode != 0:
        way_out = "allow user namespaces (Ubuntu: an AppArmor profile for bwrap) before you grade"
        return Finding("note", "bubblewrap", f"cannot isolate here ({reason}); instructors: {way_out}.")
    return Finding("ok", "bubblewrap", "isolates; instructors: classes can be graded here.")


def disk() -> Finding:
    """Room for progress, copies and models."""
    free_gb = shutil.disk_usage(ROOT).free / 1e9
    if free_gb >= ENOUGH_DISK_GB:
        return Finding("ok", "disk", f"{free_gb:.1f} GB are free.")
    return Finding(
        "problem",
        "disk",
        f"{free_gb:.1f} GB are free; learners: free {ENOUGH_DISK_GB:.0f} GB, or lessons fail to save.",
    )


def memory() -> Finding:
    """Memory for JupyterLab, a server and its checks."""
    free_gb = psutil.virtual_memory().available / 1e9
    if free_gb >= ENOUGH_MEMORY_GB:
        return Finding("ok", "memory", f"{free_gb:.1f} GB are free.")
    return Finding("note", "memory", f"{free_gb:.1f} GB are free; learners: close other programs if starts get slow.")


def folder() -> Finding:
    """Whether progress can be kept."""
    if os.access(ROOT, os.W_OK):
        return Finding("ok", "folder", "can be written.")
    return Finding(
        "problem", "folder", f"{ROOT} cannot be written; learners: copy it to a place of yours, start there."
    )


def git() -> Finding:
    """Git, for updates of the course."""
    if shutil.which("git"):
        return Finding("ok", "git", "there.")
    return Finding("note", "git", "missing; learners: nothing needs it, but `git pull` gets new lessons.")
