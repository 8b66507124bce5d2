"""check50, to compare with: an environment of its own, and one timed run of it."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from checks.course import ROOT

VERSION = "3.5.0"
PROBLEMS = Path(__file__).with_name("check50")
ENVIRONMENT = ROOT / ".workshop" / "bench" / f"check50-{VERSION}"
LIMIT_SECONDS = 300


class NotAvailableError(Exception):
    """check50 cannot be had or does not work here; the message is one sentence that says why."""


def program() -> Path:
    """Return the check50 program, installed on the first call.

    Raises NotAvailableError if it cannot be installed, as without network.
    """
    found = ENVIRONMENT / ("Scripts/check50.exe" if os.name == "nt" else "bin/check50")
    if not found.exists():
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        _uv("venv", "--quiet", "--python", sys.executable, str(ENVIRONMENT))
        lock = PROBLEMS / "requirements.lock"
        _uv("pip", "install", "--quiet", "--require-hashes", "--python", str(ENVIRONMENT), "--requirement", str(lock))
    return found


def _uv(*arguments: str) -> None:
    try:
        subprocess.run(
            [sys.executable, "-m", "uv", *arguments],
            capture_output=True,
            check=True,
            encoding="utf-8",
            timeout=LIMIT_SECONDS,
        )
    except (OSError, subprocess.SubprocessError) as error:
        shutil.rmtree(ENVIRONMENT, ignore_errors=True)
        reason = (getattr(error, "stderr", None) or str(error)).strip().splitlines()
        raise NotAvailableError(
            f"check50 {VERSION} could not be installed: {reason[-1] if reason else error}"
        ) from error


def has_problem(lesson: str) -> bool:
    """Return whether this lesson's requests were written down for check50 too."""
    return (PROBLEMS / lesson).is_dir()


def seconds(check50: Path, lesson: str, submission: Path) -> float:
    """Return how long one check50 run of a lesson's problem takes, in seconds, from its start to its end.

    Raises NotAvailableError unless every check passes: a run that fails early would look fast.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        argv = [str(check50), "--dev", "--log-level", "warning", "--output", "json", "--output-file", str(report)]
        environment = os.environ | {"WORKSHOP_PYTHON": sys.executable}
        begin = time.perf_counter()
        done = subprocess.run(
            [*argv, str(PROBLEMS / lesson)],
            cwd=submission,
            env=environment,
            capture_output=True,
            check=False,
            encoding="utf-8",
            timeout=LIMIT_SECONDS,
        )
        taken = time.perf_counter() - begin
        _refuse_a_failed_run(report, lesson, done.stderr)
    return taken


def _refuse_a_failed_run(report: Path, lesson: str, errors: str) -> None:
    try:
        results = json.loads(report.read_text(encoding="utf-8"))["results"]
    except (OSError, ValueError, KeyError) as error:
        last = (errors.strip().splitlines() or ["it wrote no report"])[-1]
        raise NotAvailableError(f"check50 did not run lesson {lesson}: {last}") from error
    failed = ", ".join(result["name"] for result in results if not result["passed"])
    if failed or not results:
        raise NotAvailableError(
            f"check50 did not pass the solution of lesson {lesson}: {', '.join(failed) or 'no checks'}"
        )
