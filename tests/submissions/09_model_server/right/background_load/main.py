"""The port opens at once: a thread loads the model meanwhile, /ready says 503, and a model that is none ends all."""

import asyncio
import hashlib
import json
import os
import sys
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import skops.io
import uvicorn
from fastapi import Depends, FastAPI, HTTPException, Query, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from schemas import Batch, Penguin, Prediction, Predictions

PATH = Path(os.environ.get("MODEL_PATH", "model.skops"))
NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
known: dict = {}


def load() -> None:
    try:
        content = PATH.read_bytes()
        types = skops.io.get_untrusted_types(data=content)
        assert all(name == "numpy.dtype" or name.startswith("sklearn.") for name in types), types
        classifier = skops.io.loads(content, trusted=types)
        assert callable(getattr(classifier, "predict_proba", None)), "no classifier"
        card = PATH.with_suffix(".json")
        about = json.loads(card.read_text("utf-8")) if card.is_file() else {}
    except BaseException as error:
        print(f"{PATH}: {error!r}", file=sys.stderr, flush=True)
        os._exit(4)
    version = hashlib.sha256(content).hexdigest()[:16]
    about |= {"model_version": version, "classes": list(classifier.classes_), "features": [*NUMBERS, "island", "sex"]}
    known.update(classifier=classifier, version=version, about=about)


@asynccontextmanager
async def lifespan(app: FastAPI):
    task = asyncio.create_task(asyncio.to_thread(load))
    yield
    await task


def loaded() -> dict:
    if not known:
        raise HTTPException(503, "The model is being loaded.")
    return known


Loaded = Annotated[dict, Depends(loaded)]
app = FastAPI(title="Penguins, soon", lifespan=lifespan)


def predictions(found: dict, penguins: list[Penguin]) -> list[Prediction]:
    frame = pd.DataFrame.from_records([penguin.model_dump() for penguin in penguins])
    frame = frame.astype(dict.fromkeys(NUMBERS, float) | {"island": "str", "sex": "str"})
    table = pd.DataFrame(found["classifier"].predict_proba(frame), columns=found["classifier"].classes_)
    rows = zip(table.idxmax(axis="columns"), table.to_dict("records"), strict=True)
    return [Prediction(species=best, probabilities=row, model_version=found["version"]) for best, row in rows]


@app.get("/")
def home():
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1):
    return {"message": " ".join([f"Hello, {name}!"] * times)}


@app.post("/predict")
def predict(penguin: Penguin, found: Loaded) -> Prediction:
    return predictions(found, [penguin])[0]


@app.post("/predict/batch")
def predict_batch(batch: Batch, found: Loaded) -> Predictions:
    return Predictions(predictions=predictions(found, batch.penguins))


@app.get("/health")
def health():
    return {"status": "ok"}


@app.get("/ready")
async def ready(response: Response):
    response.status_code = 200 if known else 503
    return {"ready": bool(known)}


@app.get("/model")
def model(found: Loaded):
    return found["about"]


@app.exception_handler(RequestValidationError)
def refused(request, error):
    kept = [{"loc": one["loc"], "msg": one["msg"], "type": one["type"]} for one in error.errors()]
    return JSONResponse({"detail": kept}, status_code=422)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
