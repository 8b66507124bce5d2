import math
import os
from dataclasses import field
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import Body, FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import ConfigDict, Field, Strict
from pydantic.dataclasses import dataclass


@dataclass(config=ConfigDict(extra="forbid"))
class Penguin:
    bill_length_mm: Annotated[float, Strict(), Field(gt=0, le=100)]
    bill_depth_mm: Annotated[float, Strict(), Field(gt=0, le=50)]
    flipper_length_mm: Annotated[float, Strict(), Field(gt=0, le=400)]
    body_mass_g: Annotated[float, Strict(), Field(gt=0, le=20_000)]
    island: Literal["Torgersen", "Dream", "Biscoe"]
    sex: Literal["female", "male", None] = field(default=None)

    @property
    def species(self) -> str:
        if self.flipper_length_mm >= 206 and self.bill_depth_mm < 17.6:
            return "Gentoo"
        return "Chinstrap" if self.bill_length_mm >= 44 and self.island == "Dream" else "Adelie"


@dataclass
class Answer:
    species: str
    island: str


async def refuse(_: Request, error: RequestValidationError) -> JSONResponse:
    return JSONResponse({"detail": writable(error.errors())}, 422)


def writable(value: Any) -> Any:
    """The same without what JSON cannot write."""
    if isinstance(value, dict):
        return {key: writable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [writable(inner) for inner in value]
    return str(value) if isinstance(value, float) and not math.isfinite(value) else value


app = FastAPI(title="Which penguin?", exception_handlers={RequestValidationError: refuse})

EXAMPLE = Penguin(46.5, 17.9, 192, 3500, "Dream", "female")


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: int = Query(default=1, ge=1, le=5)) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


@app.post("/predict", response_model=Answer)
def predict(penguin: Annotated[Penguin, Body(examples=[EXAMPLE.__dict__])]) -> Answer:
    return Answer(species=penguin.species, island=penguin.island)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT") or 8000))
