import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from model import Model, load_model
from schemas import Batch, Penguin, Prediction, Predictions

MODEL_PATH = Path(os.environ.get("MODEL_PATH") or Path(__file__).with_name("model.skops"))


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    app.state.model = load_model(MODEL_PATH)  # before the first request; if it fails, the server does not start
    yield


app = FastAPI(title="Penguins", lifespan=lifespan)


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


# def, not async def: FastAPI runs it in a thread, and the event loop stays free for others while the model computes.
@app.post("/predict")
def predict(penguin: Penguin) -> Prediction:
    return predictions_for([penguin])[0]


@app.post("/predict/batch")
def predict_batch(batch: Batch) -> Predictions:
    predictions = predictions_for(batch.penguins)
    return Predictions(predictions=[one.model_copy(update={"model_version": None}) for one in predictions])


@app.get("/health")
async def health() -> dict[str, str]:
    return {"status": "ok"}


@app.get("/ready")
async def ready() -> dict[str, bool]:
    if not hasattr(app.state, "model"):
        raise HTTPException(503, "The model is not loaded yet.")
    return {"ready": True}


@app.get("/model")
async def about_the_model() -> dict[str, Any]:
    return app.state.model.about()


def predictions_for(penguins: list[Penguin]) -> list[Prediction]:
    model: Model = app.state.model
    return [
        Prediction(
            species=max(probabilities, key=probabilities.__getitem__),
            probabilities=probabilities,
            model_version=model.version,
        )
        for probabilities in model.probabilities([penguin.model_dump() for penguin in penguins])
    ]


@app.exception_handler(RequestValidationError)
def validation_error(request: Request, error: RequestValidationError) -> JSONResponse:
    # FastAPI's own handler sends the input back, and NaN is no JSON: it would answer 500.
    faults = [{key: fault[key] for key in ("type", "loc", "msg")} for fault in error.errors()]
    return JSONResponse({"detail": jsonable_encoder(faults)}, status_code=422)


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
