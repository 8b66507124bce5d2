import asyncio
import os
from typing import Annotated, Any, Literal

import httpx
import uvicorn
from fastapi import APIRouter, FastAPI, HTTPException, Path, Query, Request
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
station = httpx.AsyncClient(
    base_url=os.environ.get("STATION_URL", "http://127.0.0.1:9000"),
    limits=httpx.Limits(max_connections=10, max_keepalive_connections=5),
    timeout=httpx.Timeout(1.2, pool=None),
)


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


class NotThere(Exception):
    def __init__(self, status: int, why: str) -> None:
        self.status, self.why = status, why


@app.exception_handler(NotThere)
async def not_there(request: Request, error: NotThere) -> JSONResponse:
    return JSONResponse({"detail": error.why, "id": request.path_params.get("id")}, status_code=error.status)


class Classify:
    """The endpoints as methods: at most 5 fetches of one call go at once, over at most 10 connections for all."""

    def __init__(self) -> None:
        self.router = APIRouter()
        self.router.add_api_route("/classify/{id}", self.one, methods=["GET"])
        self.router.add_api_route("/classify", self.many, methods=["GET"])
        self.router.add_api_route("/ping", self.ping, methods=["GET"])

    async def ping(self) -> dict[str, bool]:
        return {"pong": True}

    async def one(self, id: Annotated[int, Path(gt=0)]) -> dict[str, Any]:
        return {"id": id, "species": await self.species(id)}

    async def many(self, ids: str) -> dict[str, Any]:
        parts = ids.split(",")
        if len(parts) > 50 or not all(part.isascii() and part.isdecimal() and int(part) for part in parts):
            raise RequestValidationError([{"type": "ids", "loc": ("query", "ids"), "msg": "1 to 50 numbers, please"}])
        room = asyncio.Semaphore(5)

        async def one_of_them(id: int) -> dict[str, Any]:
            async with room:
                try:
                    return await self.one(id)
                except NotThere as error:
                    return {"id": id, "error": error.status, "detail": error.why}

        return {"results": await asyncio.gather(*map(one_of_them, map(int, parts)))}

    async def species(self, id: int) -> str:
        try:
            reply = await station.get(f"/penguins/{id}")
            penguin = reply.json() if reply.status_code == 200 else None
            if penguin is not None:
                return species_of(Penguin.model_validate(penguin))
        except httpx.TimeoutException:
            raise NotThere(504, "too slow") from None
        except (httpx.TransportError, ValueError):
            raise NotThere(502, "out of order") from None
        raise NotThere(404 if reply.status_code == 404 else 502, f"The station says {reply.status_code}.")


app.include_router(Classify().router)


@app.exception_handler(RequestValidationError)
def validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    # FastAPI's own handler sends the input back, and NaN is no JSON: it would answer 500.
    faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(faults)}, status_code=422)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
