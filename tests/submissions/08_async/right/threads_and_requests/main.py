import os
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Literal

import requests
import uvicorn
from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

EXAMPLE = {
    "bill_length_mm": 39.1,
    "bill_depth_mm": 18.7,
    "flipper_length_mm": 181,
    "body_mass_g": 3750,
    "island": "Torgersen",
    "sex": "male",
}


class Penguin(BaseModel):
    # strict: "39.1" and true are not numbers; forbid: a field that nobody knows is a mistake.
    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    bill_length_mm: float = Field(gt=0, le=100, allow_inf_nan=False)
    bill_depth_mm: float = Field(gt=0, le=50, allow_inf_nan=False)
    flipper_length_mm: float = Field(gt=0, le=400, allow_inf_nan=False)
    body_mass_g: float = Field(gt=0, le=20_000, allow_inf_nan=False)
    island: Literal["Biscoe", "Dream", "Torgersen"]
    sex: Literal["male", "female"] | None = None


class Prediction(BaseModel):
    species: Literal["Adelie", "Chinstrap", "Gentoo"]


app = FastAPI(title="Penguins")

# Plain functions and threads: FastAPI runs a `def` endpoint in one of its 40 threads; a list of ids has 50 of its own.
STATION = os.environ.get("STATION_URL", "http://127.0.0.1:9000")
session = requests.Session()
session.mount("http://", requests.adapters.HTTPAdapter(pool_connections=1, pool_maxsize=100))
fetchers = ThreadPoolExecutor(50)


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


@app.post("/predict")
def predict(penguin: Penguin) -> Prediction:
    return Prediction(species=species_of(penguin))


def species_of(penguin: Penguin) -> Literal["Adelie", "Chinstrap", "Gentoo"]:
    if penguin.flipper_length_mm >= 206 and penguin.bill_depth_mm < 17.6:
        return "Gentoo"
    if penguin.bill_length_mm >= 44 and penguin.island == "Dream":
        return "Chinstrap"
    return "Adelie"


@app.get("/ping")
async def ping():
    # async: it needs no thread, so it waits for none.
    return {"pong": True}


@app.get("/classify")
def classify_many(ids: Annotated[str, Query(pattern=r"^0*[1-9][0-9]{0,15}(,0*[1-9][0-9]{0,15}){0,49}$")]):
    return {"results": list(fetchers.map(one_of_many, map(int, ids.split(","))))}


@app.get("/classify/{number}")
def classify(number: Annotated[int, Path(ge=1)]):
    return {"id": number, "species": species_of(fetch(number))}


def one_of_many(number: int) -> dict[str, Any]:
    try:
        return {"id": number, "species": species_of(fetch(number)), "error": None}
    except HTTPException as error:
        return {"id": number, "species": None, "error": error.status_code}


def fetch(number: int) -> Penguin:
    try:
        reply = session.get(f"{STATION}/penguins/{number}", timeout=1.6, allow_redirects=False)
    except requests.Timeout:
        raise HTTPException(504, "The station is silent.") from None
    except requests.RequestException:
        raise HTTPException(502, "The station is gone.") from None
    match reply.status_code:
        case 200:
            try:
                return Penguin(**reply.json())
            except (ValueError, TypeError):
                raise HTTPException(502, "The station talks nonsense.") from None
        case 404:
            raise HTTPException(404, "Nobody has that number.")
        case other:
            raise HTTPException(502, f"The station says {other}.")


@app.exception_handler(RequestValidationError)
def validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    # FastAPI's own handler sends the input back, and NaN is no JSON: it would answer 500.
    faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(faults)}, status_code=422)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
