import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Literal

import httpx
import uvicorn
from fastapi import FastAPI, HTTPException, Path, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PositiveInt

STATION_URL = os.environ.get("STATION_URL", "http://127.0.0.1:9000")
PATIENCE_SECONDS = 1.5  # for one penguin, whatever the station does meanwhile
MOST_IDS = 50

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


class Classified(BaseModel):
    id: int
    species: Literal["Adelie", "Chinstrap", "Gentoo"]


class Results(BaseModel):
    results: list[Classified]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    # One client for the server's life: it keeps its connections open and uses them again. httpx would limit each step
    # of a call, not the whole; asyncio.timeout below limits the whole.
    async with httpx.AsyncClient(base_url=STATION_URL, timeout=httpx.Timeout(None)) as client:
        app.state.station = client
        yield


app = FastAPI(title="Penguins", lifespan=lifespan)


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
async def ping() -> dict[str, bool]:
    return {"pong": True}


@app.get("/classify/{id}")
async def classify(id: Annotated[int, Path(ge=1)]) -> Classified:
    penguin = await penguin_at_station(id)
    return Classified(id=id, species=species_of(penguin))


def split_at_commas(texts: list[str]) -> list[str]:
    return [part for text in texts for part in text.split(",")]


Ids = Annotated[list[PositiveInt], BeforeValidator(split_at_commas), Query(min_length=1, max_length=MOST_IDS)]


@app.get("/classify")
async def classify_many(ids: Ids) -> Results:
    found = await asyncio.gather(*(classify(one) for one in ids), return_exceptions=True)
    for one in found:
        if isinstance(one, BaseException):
            raise one
    return Results(results=found)


async def penguin_at_station(id: int) -> Penguin:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            reply = await app.state.station.get(f"/penguins/{id}")
    except TimeoutError:
        raise HTTPException(504, f"The station did not answer within {PATIENCE_SECONDS} s.") from None
    except httpx.HTTPError:
        raise HTTPException(502, "The station cannot be reached, or broke off.") from None
    if reply.status_code == 404:
        raise HTTPException(404, f"The station knows no penguin {id}.")
    if reply.status_code != 200:
        raise HTTPException(502, f"The station answered with status {reply.status_code}.")
    try:
        return Penguin.model_validate(reply.json())
    except ValueError:  # no JSON, or no penguin
        raise HTTPException(502, f"What the station says of {id} is no penguin.") from None


@app.exception_handler(RequestValidationError)
def validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    # FastAPI's own handler sends the input back, and NaN is no JSON: it would answer 500.
    faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(faults)}, status_code=422)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
