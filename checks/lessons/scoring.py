"""A submission's model is asked in a process of its own (checks/score.py); here only its answers arrive."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SCRIPT = Path(__file__).resolve().parent.parent / "score.py"
WALL_SECONDS = 180
MOST_BYTES = 16 << 20
# One thread for linear algebra: each one reserves memory that counts against the limit.
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Answers:
    """What a model says of each row of some data; `fault` is "" or the step at which it could not be asked."""

    classes: tuple[str, ...] = ()
    predicted: tuple[str, ...] = ()
    probabilities: tuple[tuple[float, ...], ...] = ()
    fault: str = ""
    said: str = ""

    def accuracy(self, right: Sequence[str]) -> float:
        """Return the share of the rows that were predicted right."""
        return sum(one == other for one, other in zip(self.predicted, right, strict=True)) / len(right)


def ask(jobs: Sequence[tuple[Path, Path]]) -> list[Answers]:
    """Return the answers of each model to the rows of its CSV file.

    A process that uses too much, or answers too much, is killed, and the model is at fault: `limits`. Raises
    RuntimeError if the process itself fails.
    """
    order = json.dumps({"jobs": [{"model": str(model), "data": str(data)} for model, data in jobs]}).encode()
    pipe = subprocess.PIPE
    environment = {**os.environ, **ONE_THREAD}
    with subprocess.Popen(
        [sys.executable, "-P", str(SCRIPT)], stdin=pipe, stdout=pipe, stderr=pipe, env=environment
    ) as process:
        guard = threading.Timer(WALL_SECONDS, process.kill)
        guard.start()
        said: list[bytes] = []
        errors = threading.Thread(target=_drain, args=(process.stderr, said), daemon=True)
        errors.start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(order)
        process.stdin.close()
        text = process.stdout.read(MOST_BYTES)
        if len(text) == MOST_BYTES:
            process.kill()
        status = process.wait()
        guard.cancel()
        errors.join()
    if status < 0 or len(text) == MOST_BYTES:
        return [Answers(fault="limits", said="It needed too much memory or time, or said too much.") for _ in jobs]
    if status:
        raise RuntimeError(
            f"score.py ended with exit status {status}: {b''.join(said)[-500:].decode(errors='replace')}"
        )
    return [_answers(one) for one in json.loads(text)["answers"]]


def _drain(pipe: Any, said: list[bytes]) -> None:
    while chunk := pipe.read1(65536):
        said[:] = [*said[-3:], chunk]


def _answers(answer: dict[str, Any]) -> Answers:
    if "fault" in answer:
        return Answers(fault=answer["fault"], said=answer["said"])
    rows = tuple(tuple(row) for row in answer["probabilities"])
    return Answers(tuple(answer["classes"]), tuple(answer["predicted"]), rows)
