import asyncio
import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Literal

import urllib3
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




@asynccontextmanager
async def lifespan(app: FastAPI):
    pool = urllib3.connection_from_url(
        os.environ.get("STATION_URL", "http://127.0.0.1:9000"),
        maxsize=80, retries=False, timeout=urllib3.Timeout(total=1.5),
    )
    with ThreadPoolExecutor(80) as threads:

        def ask(number: int):
            return pool.request("GET", f"/penguins/{number}", redirect=False)

        async def fetch(number: int):
            return await asyncio.get_running_loop().run_in_executor(threads, ask, number)

        app.state.fetch = fetch
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
async def ping():
    return {"pong": True, "said_by": "the event loop"}


async def outcome(number: int):
    """Return the status for this id, and a species or a sentence."""
    try:
        reply = await app.state.fetch(number)
        if reply.status != HTTPStatus.OK:
            known = reply.status == HTTPStatus.NOT_FOUND
            return (404 if known else 502), f"The station says {reply.status}."
        return 200, species_of(Penguin.model_validate(json.loads(reply.data)))
    except urllib3.exceptions.NewConnectionError:  # to urllib3 a kind of timeout
        return 502, "The station is not there."
    except urllib3.exceptions.TimeoutError:
        return 504, "The station is asleep."
    except (urllib3.exceptions.HTTPError, ValueError) as error:
        return 502, f"The station is ill: {type(error).__name__}."


@app.get("/classify/{number}")
async def classify(number: Annotated[int, Path(ge=1)]):
    status, said = await outcome(number)
    if status != 200:
        raise HTTPException(status, said)
    return {"species": said, "id": number}


@app.get("/classify")
async def classify_many(ids: Annotated[str, Query(pattern="^[1-9][0-9]{0,12}(,[1-9][0-9]{0,12}){0,49}$")]):
    numbers = [int(text) for text in ids.split(",")]
    outcomes = dict(zip(numbers, await asyncio.gather(*map(outcome, numbers))))
    return {
        "results": [
            {"id": number, ("species" if outcomes[number][0] == 200 else "error"): outcomes[number][outcomes[number][0] == 200]}
            for number in numbers
        ]
    }


@app.exception_handler(RequestValidationError)
def validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    # FastAPI's own handler sends the input back, and NaN is no JSON: it would answer 500.
    faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(faults)}, status_code=422)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
