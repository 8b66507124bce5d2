"""Models that the checks train for one run, so that nothing which a submission brings along gives its answers."""

import copy
import hashlib
import json
import pickle
import random
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import sklearn
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LinearRegression, LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.pipeline import Pipeline, make_pipeline
from sklearn.preprocessing import FunctionTransformer, OneHotEncoder, StandardScaler

from checks.lessons.oracles import FIELDS, NUMBERS, Penguin

DATA = Path(__file__).resolve().parent.parent.parent / "datasets" / "penguins.csv"
COLUMNS = list(FIELDS)  # the frame's columns, in their order
WORDS = ["island", "sex"]
SHARE = 0.7  # of the data set, drawn for each model, so that no two runs have the same one
SLOW_ROWS = 120_000
Kind = Literal["linear", "forest", "knn_slow", "raises_on_dream"]


def frame(penguins: Sequence[Penguin]) -> pd.DataFrame:
    """Return what a model is given: the six columns as `read_csv` has them, what is missing as NaN."""
    table = pd.DataFrame(list(penguins), columns=COLUMNS)
    return table.astype({**dict.fromkeys(NUMBERS, "float64"), **dict.fromkeys(WORDS, "str")})


class Model:
    """A trained classifier, in a file and here: the oracle that a server's answers are compared with."""

    def __init__(self, path: Path, classifier: Pipeline) -> None:
        self.path = path
        self.classifier = classifier
        self.classes: list[str] = list(map(str, classifier.classes_))

    def probabilities_of(self, penguins: Sequence[Penguin]) -> list[dict[str, float]]:
        """Return for each penguin the probability of each species."""
        rows = self.classifier.predict_proba(frame(penguins)).tolist()
        return [dict(zip(self.classes, row, strict=True)) for row in rows]

    def probabilities(self, penguin: Penguin) -> dict[str, float]:
        """Return the probability of each species for one penguin."""
        return self.probabilities_of([penguin])[0]

    def species(self, penguin: Penguin) -> str:
        """Return the most probable species of one penguin."""
        probabilities = self.probabilities(penguin)
        return max(probabilities, key=probabilities.__getitem__)

    @property
    def version(self) -> str:
        """The SHA-256 of the file's bytes, in hex."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


# By path: a submission may have changed the file since, so the checks never read it back.
_made: dict[Path, Model] = {}


def load(path: Path) -> Model:
    """Return the model that `make_model` wrote to this path in this run, whatever the file holds now."""
    return _made[path]


def make_model(path: Path, rng: random.Random, kind: Kind = "linear", *, card: bool = True) -> Model:
    """Train a model on a random part of the data set, write it and (with `card`) its card beside it, and return it."""
    seed = rng.randrange(2**31)
    data = pd.read_csv(DATA).sample(frac=SHARE, random_state=seed)
    if kind == "knn_slow":
        data = data.sample(n=SLOW_ROWS, replace=True, random_state=seed)
    elif kind == "raises_on_dream":
        data = data[data["island"] != "Dream"]
    classifier = _pipeline(kind, seed).fit(data[COLUMNS], data["species"])
    if kind == "linear":
        _shuffle_classes(classifier[-1], rng)
    skops.io.dump(classifier, path)
    model = _made[path] = Model(path, classifier)
    if card:
        path.with_suffix(".json").write_text(json.dumps(_card(model, len(data))), encoding="utf-8")
    return model


def _pipeline(kind: Kind, seed: int) -> Pipeline:
    on_unknown = "error" if kind == "raises_on_dream" else "ignore"
    numbers = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    words = OneHotEncoder(handle_unknown=on_unknown, sparse_output=False)
    columns = ColumnTransformer([("numbers", numbers, list(NUMBERS)), ("words", words, WORDS)])
    classifiers: dict[Kind, Any] = {
        "forest": RandomForestClassifier(n_estimators=15, max_depth=4, random_state=seed),
        "knn_slow": KNeighborsClassifier(n_neighbors=9, algorithm="brute", p=1.5),
    }
    # A strong penalty: probabilities far from 0 and 1, in which every field counts.
    return make_pipeline(columns, classifiers.get(kind, LogisticRegression(C=0.05, max_iter=500)))


def _shuffle_classes(classifier: LogisticRegression, rng: random.Random) -> None:
    """Put the classes into another order inside the estimator: whoever takes the alphabet's has the wrong labels."""
    order = [1, 2, 0] if rng.random() < 0.5 else [2, 0, 1]
    classifier.classes_ = classifier.classes_[order]
    classifier.coef_ = classifier.coef_[order]
    classifier.intercept_ = classifier.intercept_[order]


def _card(model: Model, rows: int) -> dict[str, Any]:
    return {
        "features": COLUMNS,
        "classes": model.classes,
        "accuracy": 0.97,
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "data_sha256": hashlib.sha256(DATA.read_bytes()).hexdigest(),
        "sklearn_version": sklearn.__version__,
        "rows": rows,
    }


def write_untrusted(path: Path) -> None:
    """Write a skops file of a classifier with a type that is on no list of trusted ones, and harmless.

    Whoever trusts it all the same can load it: the type is at home in every Python.
    """
    data = pd.read_csv(DATA).dropna()
    classifier = make_pipeline(FunctionTransformer(copy.copy), StandardScaler(), LogisticRegression())
    skops.io.dump(classifier.fit(data[list(NUMBERS)], data["species"]), path)


class _Marks:
    """Its pickle writes a file when it is loaded: the proof that somebody loaded it."""

    def __init__(self, marker: Path) -> None:
        self._marker = marker

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.write_text, (self._marker, "A pickle was loaded.\n")


def write_pickle(path: Path) -> Path:
    """Write a pickle; return the file that exists once somebody has loaded it."""
    marker = path.with_name(f"{path.name}.loaded")
    path.write_bytes(pickle.dumps(_Marks(marker)))
    return marker


def write_not_a_classifier(path: Path) -> None:
    """Write a skops file of a pipeline of trusted types that is no classifier: it predicts a mass."""
    data = pd.read_csv(DATA).dropna()
    regression = make_pipeline(StandardScaler(), LinearRegression())
    skops.io.dump(regression.fit(data[list(NUMBERS[:3])], data["body_mass_g"]), path)


def write_garbage(path: Path) -> None:
    """Write bytes that are no file of skops."""
    path.write_bytes(b"This is no model.\n" * 20)
