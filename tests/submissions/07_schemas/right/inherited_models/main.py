import os
from typing import Annotated, Any, Literal

import uvicorn
from fastapi import FastAPI, HTTPException, Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError
from starlette.responses import Response


def is_number(value: Any) -> Any:
    if isinstance(value, bool | str):
        raise PydanticCustomError("no_number", "must be a number")
    return value


Measurement = Annotated[float, BeforeValidator(is_number)]


class Bill(BaseModel):
    bill_length_mm: Measurement = Field(gt=0, le=100)
    bill_depth_mm: Measurement = Field(gt=0, le=50)


class Body(BaseModel):
    flipper_length_mm: Measurement = Field(gt=0, le=400)
    body_mass_g: Measurement = Field(gt=0, le=20_000)


class Penguin(Bill, Body):
    """One penguin, as measured on its island."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "example": {
                "bill_length_mm": 50,
                "bill_depth_mm": 19.5,
                "flipper_length_mm": 196,
                "body_mass_g": 3900,
                "island": "Dream",
                "sex": "male",
            }
        },
    )

    island: Literal["Biscoe"] | Literal["Dream"] | Literal["Torgersen"]
    sex: Literal["male"] | Literal["female"] | None = None


class Faults(BaseModel):
    detail: list[dict[str, Any]]


class Prediction(BaseModel):
    species: Literal["Adelie", "Chinstrap", "Gentoo"]
    rule: int


api = FastAPI(title="Penguins by inheritance", version="2.0.0", docs_url="/docs", redoc_url="/redoc")


@api.get("/", response_model=dict[str, str])
async def home() -> Any:
    return {"message": "Hello, World!"}


@api.get("/hello/{name}", response_model=dict[str, str])
async def hello(name: str, times: Annotated[int, Query()] = 1) -> Any:
    if not 1 <= times <= 5:
        fault = {"type": "range", "loc": ["query", "times"], "msg": "times must be 1 to 5."}
        raise HTTPException(422, [fault])
    return {"message": " ".join([f"Hello, {name}!"] * times)}


@api.post("/predict", response_model=Prediction, responses={422: {"model": Faults}})
async def predict(penguin: Penguin) -> Any:
    match penguin:
        case Penguin(flipper_length_mm=flipper, bill_depth_mm=depth) if flipper >= 206 and depth < 17.6:
            return {"species": "Gentoo", "rule": 1}
        case Penguin(bill_length_mm=length, island="Dream") if length >= 44:
            return {"species": "Chinstrap", "rule": 2}
    return {"species": "Adelie", "rule": 3}


@api.exception_handler(RequestValidationError)
async def faults(request: Request, error: RequestValidationError) -> Response:
    kept = [{key: value for key, value in fault.items() if key not in ("input", "ctx")} for fault in error.errors()]
    return Response(Faults(detail=kept).model_dump_json(), 422, media_type="application/json; charset=utf-8")


app = api

if __name__ == "__main__":
    uvicorn.run("main:api", host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
