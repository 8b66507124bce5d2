"""A Flask of our own that has a model; the body is checked before a view sees it."""

import math
import os
import time
from functools import cache
from pathlib import Path

import pandas as pd
import skops.io
from flask import Flask, g, jsonify, request
from werkzeug.exceptions import BadRequest, HTTPException

FIELDS = {
    "bill_length_mm": (int, float),
    "bill_depth_mm": (int, float),
    "flipper_length_mm": (int, float),
    "body_mass_g": (int, float),
    "island": ("Biscoe", "Dream", "Torgersen"),
    "sex": ("male", "female", None),
}


class PenguinServer(Flask):
    def __init__(self, name):
        super().__init__(name)
        self.model = load_model(Path(os.environ.get("MODEL_PATH", Path(__file__).with_name("model.skops"))))

    def predict(self, penguins):
        table = pd.DataFrame.from_records(penguins, columns=list(FIELDS))
        for name in list(FIELDS)[4:]:
            table[name] = table[name].astype("str")
        chances = pd.DataFrame(self.model.predict_proba(table), columns=self.model.classes_)
        return [
            {"species": species, "probabilities": row.to_dict()}
            for species, (_, row) in zip(chances.idxmax(axis="columns"), chances.iterrows())
        ]


@cache
def load_model(path):
    if not path.is_file():
        raise FileNotFoundError(f"no model at {path}")
    try:
        types = set(skops.io.get_untrusted_types(file=path))
        model = skops.io.load(path, trusted=[one for one in types if one.startswith("sklearn.")] + ["numpy.dtype"])
    except Exception as error:
        raise ValueError(f"{path} is not trusted") from error
    if getattr(model, "_estimator_type", None) == "classifier" or hasattr(model, "predict_proba"):
        return model
    raise ValueError(f"{path} does not classify")


app = PenguinServer(__name__)


@app.before_request
def read_penguin():
    if request.method != "POST" or request.endpoint != "predict":
        return
    penguin = request.get_json()
    if not isinstance(penguin, dict):
        raise BadRequest("The body is not an object.")
    for name, allowed in FIELDS.items():
        value = penguin.get(name)
        if isinstance(allowed[0], str):
            right = any(value is None if one is None else value == one for one in allowed)
        else:
            right = type(value) in allowed and 0 < value < float("inf")
        if not right:
            raise BadRequest(f"{name} is not what it should be.")
    g.penguin = {name: penguin.get(name) for name in FIELDS}


@app.post("/predict")
def predict():
    return app.predict([g.penguin])[0]


@app.get("/health")
def health():
    return jsonify(status="ok", model=type(app.model).__name__, pid=os.getpid())


@app.route("/slow")
def slow():
    text = request.args.get("seconds", default="1")
    try:
        seconds = float(text)
    except ValueError as error:
        raise BadRequest(f"{text!r} is not a number of seconds.") from error
    if math.isnan(seconds) or seconds <= 0 or seconds > 5:
        raise BadRequest("A wait is above 0 and at most 5 seconds.")
    time.sleep(seconds)
    return jsonify({"pid": os.getpid(), "slept": seconds, "unit": "s"})


@app.get("/")
def root():
    return "Hello, penguins!"


@app.get("/hello/<string:name>")
def hello(name):
    return jsonify({"message": f"Hello, {name}!"})


@app.errorhandler(HTTPException)
def http_error(error):
    return jsonify({"error": error.description or error.name}), error.code


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
