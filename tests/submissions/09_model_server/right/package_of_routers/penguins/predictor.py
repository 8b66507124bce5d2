import json
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import numpy as np
import pandas as pd
import skops.io as sio
from sklearn.base import is_classifier


class Predictor:
    def __init__(self, path: str) -> None:
        try:
            self.pipeline, digest = self.read(Path(path))
        except Exception:
            print(f"No model can be loaded from {path}", file=sys.stderr)
            raise
        self.version = digest[:20]
        card = Path(path).with_suffix(".json")
        told = json.loads(card.read_text(encoding="utf-8")) if card.exists() else {}
        self.description = told | {
            "model_version": self.version,
            "classes": sorted(self.pipeline.classes_.tolist()),
            "features": ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "island", "sex"],
        }

    @staticmethod
    def read(path: Path):
        content = path.read_bytes()
        trusted = {name for name in sio.get_untrusted_types(data=content) if name.split(".")[0] == "sklearn"}
        pipeline = sio.load(BytesIO(content), trusted=[*trusted, "numpy.dtype"])
        if not is_classifier(pipeline):
            raise TypeError(f"{path} holds a {type(pipeline).__name__} that is no classifier")
        return pipeline, sha256(content).hexdigest()

    def __call__(self, penguins: list) -> list[dict]:
        numbers = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
        columns = {name: np.array([getattr(one, name) for one in penguins], dtype="float64") for name in numbers}
        columns["island"] = pd.Series([one.island for one in penguins], dtype="str")
        columns["sex"] = pd.Series([one.sex for one in penguins], dtype="str")
        table = self.pipeline.predict_proba(pd.DataFrame(columns))
        return [
            {
                "species": self.pipeline.classes_[best],
                "probabilities": dict(zip(self.pipeline.classes_, row, strict=True)),
                "model_version": self.version,
            }
            for best, row in zip(table.argmax(axis=1), table.tolist(), strict=True)
        ]
