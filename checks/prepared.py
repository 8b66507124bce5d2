"""A model for the servers that the workshop itself starts: of the solutions, the notebooks and the pages."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from checks.course import Lesson, load
from checks.files import state_folder

TRAIN_SECONDS = 120
MODEL = "model.skops"


class NotTrainedError(Exception):
    """No model could be trained; the message is one sentence."""


def settings(lesson: Lesson, folder: Path) -> dict[str, str]:
    """Return MODEL_PATH for a lesson's server in this folder, if it needs a model and has none beside its code.

    The model is trained by the solution of the lesson that `model_from` names, once for each state of that solution.
    Raises NotTrainedError.
    """
    if lesson.model_from is None or (folder / MODEL).is_file():
        return {}
    return {"MODEL_PATH": str(_trained(load(lesson.model_from, lesson.root)))}


def _trained(lesson: Lesson) -> Path:
    script = lesson.solution / lesson.edit[0]
    data = lesson.root / "datasets" / "penguins.csv"
    digest = hashlib.sha256(script.read_bytes() + data.read_bytes()).hexdigest()[:12]
    folder = state_folder(lesson.root) / "models"
    folder.mkdir(exist_ok=True)
    model = folder / f"{digest}.skops"
    if not model.is_file():
        _train(script, data, model)
    return model


def _train(script: Path, data: Path, model: Path) -> None:
    # In a folder of its own, then moved: two that train at once, or one that is stopped, leave no half of a model.
    with tempfile.TemporaryDirectory(dir=model.parent) as work:
        fresh = Path(work) / model.name
        done = subprocess.run(
            [sys.executable, str(script), "--data", str(data), "--model", str(fresh)],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TRAIN_SECONDS,
            check=False,
        )
        if done.returncode:
            said = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise NotTrainedError(f"{script.parent.name} could not train a model: {said}")
        fresh.with_suffix(".json").replace(model.with_suffix(".json"))
        fresh.replace(model)
