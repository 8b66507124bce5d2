import math
import os
import time
from pathlib import Path

import pandas as pd
import skops.io
from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

NUMBERS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
ISLANDS = ("Biscoe", "Dream", "Torgersen")
SEXES = ("male", "female", None)
FEATURES = [*NUMBERS, "island", "sex"]
MODEL_PATH = os.environ.get("MODEL_PATH", Path(__file__).with_name("model.skops"))


def load_model(path):
    try:
        unknown = skops.io.get_untrusted_types(file=path)
        trusted = [name for name in unknown if name == "numpy.dtype" or name.startswith("sklearn.")]
        model = skops.io.load(path, trusted=trusted)
        model.predict_proba  # noqa: B018  # a classifier has it
    except Exception as error:
        raise RuntimeError(f"MODEL_PATH={path} is no model that this server trusts: {error}") from error
    return model


model = load_model(MODEL_PATH)

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}


@app.post("/predict")
def predict():
    penguin = request.get_json()
    validate(penguin)
    [row] = model.predict_proba(frame_of([penguin]))
    probabilities = dict(zip(model.classes_.tolist(), row.tolist(), strict=True))
    return {"species": max(probabilities, key=probabilities.get), "probabilities": probabilities}


@app.get("/health")
def health():
    return {"status": "ok", "pid": os.getpid()}


@app.get("/slow")
def slow():
    try:
        seconds = float(request.args.get("seconds", "1"))
    except ValueError:
        abort(400, "seconds must be a number.")
    if not 0 < seconds <= 5:  # false for NaN too
        abort(400, "seconds must be above 0 and at most 5.")
    time.sleep(seconds)
    return {"slept": seconds, "pid": os.getpid()}


def frame_of(penguins):
    # As read_csv gives it. Without astype, a lone None would make a column of objects instead of missing texts.
    frame = pd.DataFrame(penguins, columns=FEATURES)
    return frame.astype({**dict.fromkeys(NUMBERS, "float64"), "island": "str", "sex": "str"})


def validate(penguin):
    if not isinstance(penguin, dict):
        abort(400, "The body must be a JSON object.")
    for name in (*NUMBERS, "island"):
        if name not in penguin:
            abort(400, f"{name} is missing.")
    for name in NUMBERS:
        if not is_measurement(penguin[name]):
            abort(400, f"{name} must be a finite number above 0.")
    if penguin["island"] not in ISLANDS:
        abort(400, "island must be Biscoe, Dream or Torgersen.")
    if penguin.get("sex") not in SEXES:
        abort(400, "sex must be male, female or null.")


def is_measurement(value):
    # bool first: to Python, True is an int.
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return 0 < value < math.inf  # false for NaN too


@app.errorhandler(HTTPException)
def json_error(error):
    reply = error.get_response()  # it has headers to keep, such as Allow in a 405
    reply.data = jsonify(error=error.description).data
    reply.content_type = "application/json"
    return reply


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
