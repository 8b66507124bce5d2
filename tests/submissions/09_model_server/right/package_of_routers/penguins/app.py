from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from . import greeting, operating, predicting
from .predictor import Predictor


def create_app(path: str) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI):
        yield {"predictor": Predictor(path)}

    app = FastAPI(title="Penguins in a package", lifespan=lifespan)
    for module in (greeting, operating, predicting):
        app.include_router(module.router)

    @app.exception_handler(RequestValidationError)
    async def refuse(request, error):
        detail = [{"loc": list(one["loc"]), "msg": one["msg"]} for one in error.errors()]
        return JSONResponse(status_code=422, content={"detail": detail})

    return app
