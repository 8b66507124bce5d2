from fastapi import APIRouter, Depends, Path

from .models import Greeting, Times

router = APIRouter(tags=["greetings"])


@router.get("/", response_model=Greeting, summary="Greet everyone")
async def everyone():
    return Greeting(message="Hello, World!")


@router.get("/hello/{name:path}", response_model=Greeting, summary="Greet someone")
async def someone(name: str = Path(min_length=1), times: int = Depends(Times())):
    return Greeting(message=" ".join(f"Hello, {name}!" for _ in range(times)))
