"""The frame is read from a line of CSV, exactly as in training; views are lambdas in a table of routes."""

import csv
import io
import math
import os
import threading
from pathlib import Path

import pandas
from flask import Flask, abort, make_response, request
from skops import io as skops_io
from werkzeug.exceptions import HTTPException

COLUMNS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "island", "sex"]
CHOICES = {"island": ("Biscoe", "Dream", "Torgersen"), "sex": ("male", "female", None)}
DTYPES = {**dict.fromkeys(COLUMNS[:4], "float64"), "island": "str", "sex": "str"}


class NoModelError(Exception):
    pass


class Oracle:
    def __init__(self, path):
        self._one_at_a_time = threading.Lock()
        try:
            self._model = skops_io.load(path, trusted=self._trusted(path))
            self._classes = self._model.classes_.tolist()
        except Exception as error:
            raise NoModelError(f"{path} cannot be served") from error

    @staticmethod
    def _trusted(path):
        return [kind for kind in skops_io.get_untrusted_types(file=path) if kind.startswith(("sklearn.", "numpy.dtype"))]

    def __call__(self, penguin):
        with self._one_at_a_time:
            row = self._model.predict_proba(self._frame(penguin))[0].tolist()
        ranked = sorted(zip(row, self._classes), reverse=True)
        return {"species": ranked[0][1], "probabilities": {name: p for p, name in ranked}}

    @staticmethod
    def _frame(penguin):
        text = io.StringIO()
        csv.writer(text).writerows([COLUMNS, [penguin.get(name) for name in COLUMNS]])
        return pandas.read_csv(io.StringIO(text.getvalue()), dtype=DTYPES)


def checked(penguin):
    if not isinstance(penguin, dict):
        abort(400, "Not an object.")
    for name in COLUMNS:
        value = penguin.get(name)
        number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value) and value > 0
        if not (value in CHOICES[name] if name in CHOICES else number):
            abort(400, f"Look at {name} again.")
    return penguin


oracle = Oracle(os.environ.get("MODEL_PATH", Path(__file__).parent / "model.skops"))
app = Flask("penguins")
app.add_url_rule("/", "root", lambda: "Hello")
app.add_url_rule("/hello/<path:name>", "hello", lambda name: {"message": f"Hello, {name}!"})
app.add_url_rule("/health", "health", lambda: {"status": "ok"})
app.add_url_rule("/predict", "predict", lambda: oracle(checked(request.get_json())), methods=["POST"])


@app.errorhandler(HTTPException)
def as_json(error):
    return make_response({"error": str(error.description)}, error.code)


if __name__ == "__main__":
    app.run("127.0.0.1", int(os.environ.get("PORT", "8000")))
