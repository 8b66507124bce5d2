"""Loads a submission's model and asks it, in a process of its own with limits: never in the one that judges.

    python -P checks/score.py    reads one JSON object from standard input, writes one to standard output

    in:  {"jobs": [{"model": FILE, "data": CSV}, …]}
    out: {"answers": [{"classes": […], "predicted": […], "probabilities": [[…], …]}, …]}

or, instead of an answer, {"fault": KIND, "said": TEXT}: `untrusted` (types on no list), `file` (no skops file), `asked`
(it cannot be asked with this data), `size`. Whatever else goes wrong ends the process: then its caller has an error.
"""

from __future__ import annotations

import json
import os
import sys
from functools import cache
from pathlib import Path
from typing import Any

MOST_FILE_BYTES = 50_000_000
MEMORY_BYTES = 4 << 30
CPU_SECONDS = 120
MOST_CHARACTERS = 300


class FaultError(Exception):
    """The model cannot be asked; `kind` says at which step that showed."""

    def __init__(self, kind: str, said: object) -> None:
        super().__init__(kind)
        self.answer = {"fault": kind, "said": " ".join(str(said).split())[:MOST_CHARACTERS]}


def limit() -> None:
    """Bound what this process may use, where the system can (POSIX)."""
    try:
        import resource  # noqa: PLC0415  # not on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    if sys.platform == "linux":
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))


@cache
def load(path: Path) -> Any:
    """Load a model if every type in it is skops's own, `numpy.dtype` or of scikit-learn; raises FaultError."""
    import skops.io  # noqa: PLC0415  # after the limits

    if path.stat().st_size > MOST_FILE_BYTES:
        raise FaultError("size", f"{path.stat().st_size:,} bytes")
    try:
        unknown = skops.io.get_untrusted_types(file=path)
    except Exception as error:
        raise FaultError("file", error) from error
    trusted = [name for name in unknown if name == "numpy.dtype" or name.startswith("sklearn.")]
    if other := sorted(set(unknown) - set(trusted)):
        raise FaultError("untrusted", ", ".join(other))
    try:
        return skops.io.load(path, trusted=trusted)
    except Exception as error:
        raise FaultError("file", error) from error


def ask(model: Any, data: Path) -> dict[str, Any]:
    """Return what the model says of each row of a CSV file; raises FaultError."""
    import pandas as pd  # noqa: PLC0415  # after the limits

    frame = pd.read_csv(data, dtype={"island": "str", "sex": "str"})  # a column of nothing but gaps would be of numbers
    try:
        return {
            "classes": [str(name) for name in model.classes_],
            "predicted": [str(name) for name in model.predict(frame)],
            "probabilities": [[float(one) for one in row] for row in model.predict_proba(frame)],
        }
    except Exception as error:
        raise FaultError("asked", f"{type(error).__name__}: {error}") from error


def answer(job: dict[str, str]) -> dict[str, Any]:
    """Return what a model says of its data, or the fault that keeps it from that."""
    try:
        return ask(load(Path(job["model"])), Path(job["data"]))
    except FaultError as fault:
        return fault.answer


def main() -> None:
    """Answer the jobs on standard input."""
    limit()
    out = os.dup(1)
    os.dup2(2, 1)  # what a library prints is no answer
    jobs = json.loads(sys.stdin.read())["jobs"]
    with os.fdopen(out, "w", encoding="utf-8") as file:
        json.dump({"answers": [answer(job) for job in jobs]}, file)


if __name__ == "__main__":
    main()
