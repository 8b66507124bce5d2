from typing import Annotated

from annotated_types import Ge, Le
from fastapi import APIRouter

router = APIRouter(tags=["greeting"])


@router.get("/")
async def world() -> dict:
    return {"message": "Hello, World!"}


@router.get("/hello/{name}")
async def somebody(name: str, times: Annotated[int, Ge(1), Le(5)] = 1) -> dict:
    return {"message": " ".join(f"Hello, {name}!" for _ in range(times))}
