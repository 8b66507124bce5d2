import math
import os

from flask import Flask, abort, jsonify, request
from werkzeug.exceptions import HTTPException

NUMBERS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
ISLANDS = ("Biscoe", "Dream", "Torgersen")
SEXES = ("male", "female", None)

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
    return {"species": species_of(penguin)}


def species_of(penguin):
    if penguin["flipper_length_mm"] >= 206 and penguin["bill_depth_mm"] < 17.6:
        return "Gentoo"
    if penguin["bill_length_mm"] >= 44 and penguin["island"] == "Dream":
        return "Chinstrap"
    return "Adelie"


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
