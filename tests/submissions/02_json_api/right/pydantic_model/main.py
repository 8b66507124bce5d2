"""A strict pydantic model checks the body; the sentence comes from its first error."""

import os
from typing import Annotated, Literal

from flask import Flask, jsonify, request
from pydantic import BaseModel, Field, ValidationError
from werkzeug.exceptions import HTTPException

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False, strict=True)]


class Penguin(BaseModel):
    bill_length_mm: Positive
    bill_depth_mm: Positive
    flipper_length_mm: Positive
    body_mass_g: Positive
    island: Literal["Biscoe", "Dream", "Torgersen"]
    sex: Literal["male", "female"] | None = None

    def species(self) -> str:
        if self.flipper_length_mm >= 206 and self.bill_depth_mm < 17.6:
            return "Gentoo"
        return "Chinstrap" if self.island == "Dream" and self.bill_length_mm >= 44 else "Adelie"


app = Flask(__name__)


@app.errorhandler(HTTPException)
def http_error(error):
    return jsonify(error=error.description), error.code


@app.errorhandler(ValidationError)
def validation_error(error):
    first = error.errors(include_input=False)[0]
    return jsonify(error=f"{'.'.join(map(str, first['loc'])) or 'body'}: {first['msg']}"), 400


@app.get("/")
def root():
    return "Hello"


@app.get("/hello/<name>")
def hello(name: str):
    return {"message": f"Hello, {name}!"}


@app.post("/predict")
def predict():
    penguin = Penguin.model_validate(request.get_json())
    return {"species": penguin.species(), "received": penguin.model_dump()}


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
