import contextlib
import os
from typing import Annotated

import classifying
import uvicorn
from fastapi import Body, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from penguins import Penguin, Species
from pydantic import BaseModel
from station import Station


class Answer(BaseModel):
    species: Species


@contextlib.asynccontextmanager
async def life(app):
    app.state.station = Station(os.getenv("STATION_URL", "http://127.0.0.1:9000"))
    yield
    await app.state.station.http.aclose()


def refused(request, error):
    return JSONResponse({"detail": [{"loc": list(one["loc"]), "msg": one["msg"]} for one in error.errors()]}, 422)


app = FastAPI(title="Antarctica", lifespan=life, exception_handlers={RequestValidationError: refused})
app.include_router(classifying.router)


@app.get("/")
async def root():
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
async def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1):
    return {"message": " ".join(times * [f"Hello, {name}!"])}


@app.post("/predict")
async def predict(penguin: Annotated[Penguin, Body()]) -> Answer:
    return Answer(species=penguin.species)


@app.get("/ping")
async def ping():
    return {"pong": True}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.getenv("PORT", "8000")))
