import math
import os

from flask import Flask, request
from werkzeug.exceptions import HTTPException

app = Flask(__name__)

NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
ISLANDS = ["Biscoe", "Dream", "Torgersen"]
SEXES = ["male", "female"]


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}


@app.post("/predict")
def predict():
    if not request.is_json:
        return {"error": "The Content-Type must be application/json."}, 415
    penguin = request.get_json()
    if not isinstance(penguin, dict):
        return {"error": "The body must be a JSON object."}, 400
    fault = fault_of(penguin)
    if fault:
        return {"error": fault}, 400
    return {"species": species_of(penguin)}


def fault_of(penguin):
    for name in NUMBERS:
        if name not in penguin:
            return f"{name} is missing."
        number = penguin[name]
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return f"{name} must be a number."
        if not math.isfinite(number) or number <= 0:
            return f"{name} must be a number above 0."
    if penguin.get("island") not in ISLANDS:
        return "island must be Biscoe, Dream or Torgersen."
    if penguin.get("sex") is not None and penguin["sex"] not in SEXES:
        return "sex must be male, female or null."
    return None


def species_of(penguin):
    if penguin["flipper_length_mm"] >= 206 and penguin["bill_depth_mm"] < 17.6:
        return "Gentoo"
    if penguin["bill_length_mm"] > 44 and penguin["island"] == "Dream":
        return "Chinstrap"
    return "Adelie"


@app.errorhandler(HTTPException)
def as_json(error):
    return {"error": error.description}, error.code


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
