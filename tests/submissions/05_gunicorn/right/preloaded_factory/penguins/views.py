import os
from typing import Annotated, Literal

from flask import Blueprint, current_app, request
from flask.views import MethodView
from pydantic import BaseModel, Field

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]
pages = Blueprint("pages", __name__)


class Penguin(BaseModel):
    bill_length_mm: Positive
    bill_depth_mm: Positive
    flipper_length_mm: Positive
    body_mass_g: Positive
    island: Literal["Biscoe", "Dream", "Torgersen"]
    sex: Literal["male", "female"] | None = None


@pages.get("/")
def root():
    return "<h1>Hello</h1>"


@pages.get("/hello/<name>")
def hello(name):
    return {"message": "Hello, " + name + "!"}


@pages.get("/health")
def health():
    return {"status": "ok", "classes": current_app.config["CLASSIFIER"].classes, "pid": os.getpid()}


class Predict(MethodView):
    def post(self):
        penguin = Penguin.model_validate(request.get_json())
        probabilities = current_app.config["CLASSIFIER"].probabilities(penguin.model_dump())
        species, _ = max(probabilities.items(), key=lambda item: item[1])
        return {"species": species, "probabilities": probabilities}
