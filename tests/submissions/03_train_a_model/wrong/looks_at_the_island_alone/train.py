import argparse
import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import sklearn
import skops.io
from sklearn.compose import ColumnTransformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).resolve().parent
NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
WORDS = ["island", "sex"]
FEATURES = NUMBERS + WORDS
TARGET = "species"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path, default=HERE.parent.parent / "datasets" / "penguins.csv")
    parser.add_argument("--model", type=Path, default=HERE / "model.skops")
    options = parser.parse_args()
    try:
        data = read_data(options.data)
    except ValueError as error:
        sys.exit(str(error))  # one line on standard error, exit status 1
    pipeline = new_pipeline().fit(data[FEATURES], data[TARGET])
    card = card_of(pipeline, data, options.data)
    try:
        save(pipeline, card, options.model)
    except OSError as error:
        sys.exit(f"{options.model} cannot be written: {error.strerror}.")
    print(f"{options.model}: trained on {len(data)} rows.")


def new_pipeline():
    words = OneHotEncoder(handle_unknown="ignore")
    columns = ColumnTransformer([("words", words, WORDS)])
    return make_pipeline(columns, LogisticRegression(max_iter=1000))


def save(pipeline, card, path):
    text = json.dumps(card, indent=2) + "\n"
    contents = {path.with_suffix(".json"): text.encode(), path: skops.io.dumps(pipeline)}
    for place, content in contents.items():
        # Written beside, then renamed: whoever reads finds the old file or the new one, never half of one.
        draft = place.with_name(f".{place.name}.draft")
        draft.write_bytes(content)
        draft.replace(place)


def card_of(pipeline, data, path):
    # Every row is predicted by a model that has not seen it. The shuffle has a seed: the same data, the same card.
    folds = KFold(n_splits=5, shuffle=True, random_state=0)
    scores = cross_val_score(new_pipeline(), data[FEATURES], data[TARGET], cv=folds)
    return {
        "features": FEATURES,
        "classes": pipeline.classes_.tolist(),
        "accuracy": round(scores.mean(), 4),
        "trained_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "data_sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "sklearn_version": sklearn.__version__,
        "rows": len(data),
    }


def read_data(path):
    try:
        data = pd.read_csv(path)
    except OSError as error:
        raise ValueError(f"{path} cannot be read: {error.strerror}.") from None
    except (pd.errors.EmptyDataError, pd.errors.ParserError, UnicodeDecodeError):
        raise ValueError(f"{path} is not a CSV file with data in it.") from None
    for name in [*FEATURES, TARGET]:
        if name not in data.columns:
            raise ValueError(f"{path} has no column {name}.")
    if data.empty:
        raise ValueError(f"{path} has no rows.")
    for name in NUMBERS:
        if not pd.api.types.is_numeric_dtype(data[name]):
            raise ValueError(f"{path}: the column {name} has something in it that is not a number.")
    if data[TARGET].isna().any():
        raise ValueError(f"{path}: the column {TARGET} is empty in some rows.")
    return data


if __name__ == "__main__":
    main()
