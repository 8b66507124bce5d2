"""Everything in one file: the model is loaded on import, and threads do the predicting for async views."""

import asyncio
import hashlib
import io
import json
import os
import zipfile
from enum import Enum
from pathlib import Path
from typing import Annotated

import pandas as pd
import uvicorn
from fastapi import FastAPI, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field
from skops.io import get_untrusted_types, load

COLUMNS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "island", "sex"]


def trained(path: Path):
    data = path.read_bytes()
    if not zipfile.is_zipfile(io.BytesIO(data)):
        raise SystemExit(f"{path} is not a file of skops.")
    names = [name for name in get_untrusted_types(data=data) if not name.startswith("sklearn.") and name != "numpy.dtype"]
    if names:
        raise SystemExit(f"{path} has types that are not trusted: {', '.join(names)}.")
    found = load(path, trusted=get_untrusted_types(data=data))
    if not hasattr(found, "predict_proba"):
        raise SystemExit(f"{path} is no classifier.")
    return found, hashlib.sha256(data).hexdigest()


path = Path(os.getenv("MODEL_PATH", str(Path(__file__).parent / "model.skops")))
if not path.is_file():
    raise SystemExit(f"There is no file {path}.")
classifier, version = trained(path)
card_path = path.with_suffix(".json")
card = json.loads(card_path.read_bytes()) if card_path.exists() else {}


class Island(str, Enum):
    Biscoe = "Biscoe"
    Dream = "Dream"
    Torgersen = "Torgersen"


class Sex(str, Enum):
    male = "male"
    female = "female"


EXAMPLE = dict(zip(COLUMNS, (50.0, 15.2, 218, 5700, "Biscoe", None), strict=True))


class Penguin(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})
    bill_length_mm: Annotated[float, Field(strict=True, gt=0, le=100)]
    bill_depth_mm: Annotated[float, Field(strict=True, gt=0, le=50)]
    flipper_length_mm: Annotated[float, Field(strict=True, gt=0, le=400)]
    body_mass_g: Annotated[float, Field(strict=True, gt=0, le=20000)]
    island: Island
    sex: Sex | None = None


class Reply(BaseModel):
    species: str
    probabilities: dict[str, float]
    model_version: str


class Replies(BaseModel):
    predictions: list[Reply]
    count: int


class Batch(BaseModel):
    penguins: Annotated[list[Penguin], Field(min_length=1, max_length=1000)]


def ask(penguins: list[Penguin]) -> list[Reply]:
    rows = [penguin.model_dump(mode="json") for penguin in penguins]
    table = {name: [row[name] for row in rows] for name in COLUMNS}
    frame = pd.DataFrame(table).astype({"sex": "str"})
    frame[COLUMNS[:4]] = frame[COLUMNS[:4]].astype(float)
    matrix = classifier.predict_proba(frame)
    return [
        Reply(
            species=str(classifier.classes_[row.argmax()]),
            probabilities={str(name): float(value) for name, value in zip(classifier.classes_, row, strict=True)},
            model_version=version,
        )
        for row in matrix
    ]


app = FastAPI(title="Penguins in one file")


@app.exception_handler(RequestValidationError)
async def refuse(request: Request, error: RequestValidationError) -> JSONResponse:
    return JSONResponse(
        {"detail": [{"loc": list(one["loc"]), "msg": one["msg"], "type": one["type"]} for one in error.errors()]}, 422
    )


@app.get("/")
async def root():
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
async def hello(name: str, times: int = Query(1, ge=1, le=5)):
    return {"message": " ".join(f"Hello, {name}!" for _ in range(times))}


@app.post("/predict", response_model=Reply)
async def predict(penguin: Penguin):
    return (await asyncio.to_thread(ask, [penguin]))[0]


@app.post("/predict/batch", response_model=Replies)
async def predict_batch(batch: Batch):
    found = await asyncio.to_thread(ask, batch.penguins)
    return {"predictions": found, "count": len(found)}


@app.get("/health")
async def health():
    return {"status": "ok", "pid": os.getpid()}


@app.get("/ready")
async def ready():
    return {"ready": True, "model": path.name}


@app.get("/model")
async def model():
    return {
        **card,
        "model_version": version,
        "classes": [str(name) for name in classifier.classes_],
        "features": COLUMNS,
    }


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.getenv("PORT", "8000")))
