"""Class-based: one thread of its own does all the predicting, in the order in which it is asked."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import APIRouter, FastAPI, Query
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from model import ModelError, load_model
from schemas import Batch, Penguin, Prediction, Predictions


class PenguinServer:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.model = None
        self.worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="model")
        self.router = APIRouter()
        self.router.add_api_route("/", self.home, methods=["GET"])
        self.router.add_api_route("/hello/{name}", self.hello, methods=["GET"])
        self.router.add_api_route("/predict", self.predict, methods=["POST"], response_model=Prediction)
        self.router.add_api_route("/predict/batch", self.batch, methods=["POST"], response_model=Predictions)
        for path_, answer in (("/health", self.health), ("/ready", self.ready), ("/model", self.about)):
            self.router.add_api_route(path_, answer, methods=["GET"])

    @asynccontextmanager
    async def lifespan(self, app: FastAPI):
        try:
            self.model = await asyncio.get_running_loop().run_in_executor(self.worker, load_model, self.path)
        except ModelError as error:
            raise RuntimeError(str(error)) from None
        yield
        self.worker.shutdown()

    async def home(self):
        return {"message": "Hello, World!"}

    async def hello(self, name: str, times: int = Query(default=1, ge=1, le=5)):
        return {"message": " ".join(["Hello, " + name + "!"] * times)}

    async def ask(self, penguins: list[Penguin]) -> list[dict]:
        rows = [dict(penguin) for penguin in penguins]
        found = await asyncio.get_running_loop().run_in_executor(self.worker, self.model.probabilities, rows)
        return [
            {
                "probabilities": {name: round(p, 7) for name, p in one.items()},
                "species": max(one, key=one.get),
                "model_version": self.model.version,
            }
            for one in found
        ]

    async def predict(self, penguin: Penguin):
        (one,) = await self.ask([penguin])
        return one

    async def batch(self, batch: Batch):
        return {"predictions": await self.ask(batch.penguins)}

    async def health(self):
        return {"status": "ok"}

    async def ready(self):
        return JSONResponse({"ready": True}) if self.model else JSONResponse({"ready": False}, status_code=503)

    async def about(self):
        return self.model.about()


server = PenguinServer(Path(os.environ.get("MODEL_PATH", Path(__file__).with_name("model.skops"))))
app = FastAPI(title="Penguins of a class", lifespan=server.lifespan)
app.include_router(server.router)


@app.exception_handler(RequestValidationError)
async def refuse(request, error):
    return JSONResponse({"detail": [{k: one[k] for k in ("loc", "msg")} for one in error.errors()]}, status_code=422)


if __name__ == "__main__":
    uvicorn.run("main:app", host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
