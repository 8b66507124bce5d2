"""A body that is read and checked by hand, and described by hand: what FastAPI's types save."""

import json
import os
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.responses import JSONResponse

BOUNDS = {"bill_length_mm": 100, "bill_depth_mm": 50, "flipper_length_mm": 400, "body_mass_g": 20_000}
WORDS = {"island": ["Biscoe", "Dream", "Torgersen"], "sex": ["male", "female"]}

numbers = {name: {"type": "number", "exclusiveMinimum": 0, "maximum": most} for name, most in BOUNDS.items()}
base = {"type": "object", "properties": numbers, "required": list(BOUNDS)}
words = {
    "type": "object",
    "properties": {
        "island": {"oneOf": [{"const": island} for island in WORDS["island"]]},
        "sex": {"enum": [*WORDS["sex"], None]},
    },
    "required": ["island"],
}
example = {**dict.fromkeys(BOUNDS, 40.0), "island": "Dream", "sex": None}
body = {"required": True, "content": {"application/json": {"schema": {"allOf": [base, words]}, "example": example}}}
reply = {"content": {"application/json": {"schema": {"type": "object", "properties": {"species": {"type": "string"}}}}}}

app = FastAPI(title="By hand")


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


@app.post("/predict", openapi_extra={"requestBody": body, "responses": {"200": reply}})
async def predict(request: Request) -> Any:
    try:
        penguin = json.loads(await request.body())
    except ValueError:
        return refused([], "The body is not JSON.")
    if not isinstance(penguin, dict):
        return refused([], "The body is no object.")
    for name in (*BOUNDS, *WORDS, *penguin):
        if fault := fault_of(name, penguin):
            return refused([name], fault)
    return {"species": species_of(penguin)}


def fault_of(name: str, penguin: dict[str, Any]) -> str:
    value = penguin.get(name)
    if name in BOUNDS:
        fits = type(value) in (int, float) and 0 < value <= BOUNDS[name]
        return "" if fits else f"It must be a number above 0, at most {BOUNDS[name]}."
    if name in WORDS:
        fits = value in WORDS[name] or (name == "sex" and value is None)
        return "" if fits else f"It must be one of {WORDS[name]}."
    return "Nobody knows this field."


def refused(place: list[str], sentence: str) -> JSONResponse:
    return JSONResponse({"detail": [{"type": "fault", "loc": ["body", *place], "msg": sentence}]}, status_code=422)


def species_of(penguin: dict[str, Any]) -> str:
    if penguin["flipper_length_mm"] >= 206 and penguin["bill_depth_mm"] < 17.6:
        return "Gentoo"
    if penguin["bill_length_mm"] >= 44 and penguin["island"] == "Dream":
        return "Chinstrap"
    return "Adelie"


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
