"""Gradient boosting takes missing numbers as they are; words become numbers by OrdinalEncoder."""

import csv
import hashlib
import json
import os
import sys
import time

import numpy as np
import pandas as pd
import sklearn
from skops import io as sio
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.model_selection import cross_validate
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import OrdinalEncoder

N = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
F = N + ["island", "sex"]


def stop(text):
    sys.stderr.write(text + "\n")
    raise SystemExit(1)


def table_of(name):
    try:
        with open(name, newline="", encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error):
        stop(f"{name}: cannot be read as CSV")
    if not rows:
        stop(f"{name}: has no rows")
    for column in [*F, "species"]:
        if column not in rows[0]:
            stop(f"{name}: the column {column} is missing")
    for row in rows:
        for column in F:
            try:
                row[column] = (float(row[column]) if column in N else row[column]) if row[column] else np.nan
            except ValueError:
                stop(f"{name}: {column} must hold numbers, and {row[column]!r} is none")
    return pd.DataFrame(rows)


def pipeline():
    words = OrdinalEncoder(handle_unknown="use_encoded_value", unknown_value=-1, encoded_missing_value=-1)
    columns = ColumnTransformer([("words", words, ["island", "sex"])], remainder="passthrough")
    return Pipeline([("columns", columns), ("trees", HistGradientBoostingClassifier(max_iter=25, random_state=0))])


def option(name):
    return sys.argv[sys.argv.index(name) + 1]


if __name__ == "__main__":
    data, model = option("--data"), option("--model")
    table = table_of(data)
    ours = pipeline().fit(table[F], table["species"])
    with open(data, "rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    card = dict(
        features=F,
        classes=[str(name) for name in ours.classes_],
        accuracy=float(np.mean(cross_validate(pipeline(), table[F], table["species"], cv=3)["test_score"])),
        trained_at=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        data_sha256=digest,
        sklearn_version=sklearn.__version__,
        rows=len(table),
    )
    sio.dump(ours, model + ".new")
    os.replace(model + ".new", model)
    with open(os.path.splitext(model)[0] + ".json", "w", encoding="utf-8") as file:
        json.dump(card, file)
