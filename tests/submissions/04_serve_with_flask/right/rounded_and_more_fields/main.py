"""Columns filled by hand, NaN for what is missing, six digits in the reply, and more fields than were asked for."""

import json
import math
import os
import sys

import numpy as np
import pandas as pd
from flask import Flask, Response, request
from skops.io import get_untrusted_types, load
from sklearn.base import is_classifier

NUMBERS = "bill_length_mm bill_depth_mm flipper_length_mm body_mass_g".split()
app = Flask(__name__)


def stop(reason):
    sys.exit(f"Cannot serve {PATH}: {reason}")


PATH = os.getenv("MODEL_PATH") or os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.skops")
try:
    TYPES = get_untrusted_types(file=PATH)
except Exception as broken:
    stop(broken)
for TYPE in TYPES:
    if not (TYPE.startswith("sklearn.") or TYPE == "numpy.dtype"):
        stop(f"{TYPE} is not trusted")
MODEL = load(PATH, trusted=TYPES)
if not is_classifier(MODEL):
    stop("it is no classifier")


def answer(value, status=200):
    return Response(json.dumps(value) + "\n", status, content_type="application/json; charset=utf-8")


def fault_of(penguin):
    if type(penguin) is not dict:
        return "send an object"
    for name in NUMBERS:
        value = penguin.get(name)
        if type(value) not in (int, float) or not math.isfinite(value) or value <= 0:
            return f"{name} has to be a number above zero"
    if penguin.get("island") not in ["Biscoe", "Dream", "Torgersen"]:
        return "island is not known"
    if penguin.get("sex") not in ["female", "male", None]:
        return "sex is not known"
    return None


@app.route("/predict", methods=["POST"])
def predict():
    if request.mimetype != "application/json":
        return answer({"error": "Content-Type must be application/json"}, 415)
    try:
        penguin = json.loads(request.get_data())
    except ValueError:
        return answer({"error": "this is no JSON"}, 400)
    if fault := fault_of(penguin):
        return answer({"error": fault}, 400)
    columns = {name: np.array([penguin[name]], dtype="float64") for name in NUMBERS}
    columns["island"] = pd.Series([penguin["island"]], dtype="str")
    columns["sex"] = pd.Series([math.nan if penguin.get("sex") is None else penguin["sex"]], dtype="str")
    row = MODEL.predict_proba(pd.DataFrame(columns))[0]
    best = int(np.argmax(row))
    told = {str(name): round(float(p), 6) for name, p in zip(MODEL.classes_, row)}
    return answer({"species": str(MODEL.classes_[best]), "probabilities": told, "model": os.path.basename(PATH)})


@app.route("/health")
def health():
    return answer({"status": "ok"})


@app.route("/")
def root():
    return "Hello"


@app.route("/hello/<name>")
def hello(name):
    return answer({"message": "Hello, %s!" % name})


@app.errorhandler(404)
@app.errorhandler(405)
def error(raised):
    return answer({"error": raised.name}, raised.code)


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")), debug=False)
