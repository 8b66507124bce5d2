"""The model: loaded once from a file, then asked with rows of penguins."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd
import skops.io

NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
FEATURES = [*NUMBERS, "island", "sex"]
DTYPES = {**dict.fromkeys(NUMBERS, "float64"), "island": "str", "sex": "str"}


class ModelError(Exception):
    """A file is no model that this server trusts."""


@dataclass(frozen=True)
class Model:
    """A classifier with what is known about it."""

    classifier: Any
    version: str
    card: dict[str, Any] = field(default_factory=dict)

    @property
    def classes(self) -> list[str]:
        """The species, in the order of the columns of `probabilities`."""
        return self.classifier.classes_.tolist()

    def probabilities(self, penguins: list[dict[str, Any]]) -> list[dict[str, float]]:
        """Return for each penguin the probability of each species."""
        rows = self.classifier.predict_proba(frame_of(penguins)).tolist()
        return [dict(zip(self.classes, row, strict=True)) for row in rows]

    def about(self) -> dict[str, Any]:
        """Return what /model answers: the card, and what is known of the file itself."""
        return self.card | {"model_version": self.version, "classes": self.classes, "features": FEATURES}


def frame_of(penguins: list[dict[str, Any]]) -> pd.DataFrame:
    """Return penguins as read_csv gives them: a row for each, six columns, and NaN for what is missing."""
    # Without astype, a lone None would make a column of objects instead of missing texts.
    return pd.DataFrame(penguins, columns=FEATURES).astype(DTYPES)


def load_model(path: Path) -> Model:
    """Load a model and its card; raises ModelError that names the file."""
    try:
        content = path.read_bytes()  # once: what is hashed is what is loaded
        unknown = skops.io.get_untrusted_types(data=content)
        trusted = [name for name in unknown if name == "numpy.dtype" or name.startswith("sklearn.")]
        classifier = skops.io.loads(content, trusted=trusted)
        classifier.predict_proba  # noqa: B018  # a classifier has it
    except Exception as error:
        raise ModelError(f"MODEL_PATH={path} is no model that this server trusts: {error}") from error
    return Model(classifier, hashlib.sha256(content).hexdigest()[:12], read_card(path.with_suffix(".json")))


def read_card(path: Path) -> dict[str, Any]:
    """Return what the card beside the model says; {} if there is none. Raises ModelError if it is not JSON."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError as error:
        raise ModelError(f"{path} is no card: {error}") from error
