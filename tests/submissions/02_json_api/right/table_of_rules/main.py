"""Validation as a table of fields and conditions, run before every request to /predict."""

import os

from flask import Flask, abort, g, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)


def is_measure(value):
    return isinstance(value, int | float) and value is not True and value is not False and 0 < value < float("inf")


RULES = [
    ("sex", lambda value: value is None or value == "male" or value == "female", "is male, female or null"),
    ("island", lambda value: isinstance(value, str) and value in {"Biscoe", "Dream", "Torgersen"}, "is an island"),
    ("body_mass_g", is_measure, "is a mass in g"),
    ("bill_depth_mm", is_measure, "is a depth in mm"),
    ("bill_length_mm", is_measure, "is a length in mm"),
    ("flipper_length_mm", is_measure, "is a length in mm"),
]


@app.before_request
def read_penguin():
    if request.endpoint != "predict":
        return
    g.penguin = request.get_json()
    if not isinstance(g.penguin, dict):
        abort(400, "A penguin is a JSON object.")
    wrong = [f"{name} {wanted}" for name, holds, wanted in RULES if not holds(g.penguin.get(name))]
    if wrong:
        abort(400, "Not so: " + "; ".join(wrong))


@app.post("/predict")
def predict():
    flipper, depth, length = (g.penguin[f"{part}_mm"] for part in ("flipper_length", "bill_depth", "bill_length"))
    match (flipper >= 206 and depth < 17.6, length >= 44 and g.penguin["island"] == "Dream"):
        case (True, _):
            return {"species": "Gentoo", "rule": 1}
        case (_, True):
            return {"species": "Chinstrap", "rule": 2}
    return {"species": "Adelie", "rule": 3}


@app.get("/")
def root():
    return "Hello"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}


@app.errorhandler(HTTPException)
def http_error(error):
    return {"error": f"{error.name}. {error.description}"}, error.code


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)), debug=False)
