import math
import os

from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

NUMBERS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
ISLANDS = ("Biscoe", "Dream", "Torgersen")
SEXES = ("male", "female", None)


# TODO 1: load the model, here, where Python runs it once: before app exists, and before any request comes.
# The environment variable MODEL_PATH names its file; the default is model.skops beside this file.
# Load it with skops, and trust skops's own list, numpy.dtype and names that begin with sklearn., nothing more.
# Whatever is wrong with the file: raise an error that names MODEL_PATH and the path.


app = Flask(__name__)


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}


# TODO 2: the model answers in place of the rule: the probability of each species, and the most probable one.
# model.predict_proba(frame) gives a row for each penguin; model.classes_ says which species each column is.
@app.post("/predict")
def predict():
    penguin = request.get_json()
    validate(penguin)
    return {"species": species_of(penguin)}


def species_of(penguin):
    if penguin["flipper_length_mm"] >= 206 and penguin["bill_depth_mm"] < 17.6:
        return "Gentoo"
    if penguin["bill_length_mm"] >= 44 and penguin["island"] == "Dream":
        return "Chinstrap"
    return "Adelie"


# TODO 3: a function frame_of(penguins) makes of a list of penguins the frame that the model was trained on:
# the six columns in their order, numbers as float64, island and sex as str, and a missing sex as missing.


# TODO 4: GET /health answers {"status": "ok"}.


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
