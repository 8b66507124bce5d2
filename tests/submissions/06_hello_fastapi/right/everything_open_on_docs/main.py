"""Reloads by itself, opens everything on /docs, and writes its validation errors itself."""

import os
from dataclasses import dataclass
from enum import IntEnum

import uvicorn
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

api = app = FastAPI(
    title="Hello",
    swagger_ui_parameters={"docExpansion": "full", "tryItOutEnabled": True, "syntaxHighlight": False},
)


class Times(IntEnum):
    once = 1
    twice = 2
    thrice = 3
    four_times = 4
    five_times = 5


@dataclass
class Message:
    message: str


@api.get("/", tags=["a", "b"])
def root() -> Message:
    return Message(message=greeting("World"))


@api.get("/hello/{who}", tags=["a", "b"])
def hello(who: str, times: Times = Times.once) -> Message:
    return Message(message=" ".join([greeting(who)] * times))


def greeting(name: str) -> str:
    return "Hello, " + name + "!"


@api.exception_handler(RequestValidationError)
async def explained(request: Request, error: RequestValidationError) -> JSONResponse:
    faults = [{"loc": list(fault["loc"]), "msg": fault["msg"]} for fault in error.errors()]
    return JSONResponse(status_code=422, content={"detail": faults, "path": request.url.path})


if __name__ == "__main__":
    uvicorn.run("main:app", port=int(os.environ.get("PORT") or 8000), reload=True)
