from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel

router = APIRouter()


class Greeting(BaseModel):
    message: str


@router.get("/")
async def home() -> Greeting:
    return Greeting(message="Hello, World!")


@router.get("/hello/{name}")
async def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> Greeting:
    return Greeting(message=" ".join(f"Hello, {name}!" for _ in range(times)))
