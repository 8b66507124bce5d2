from typing import Annotated

from fastapi import FastAPI, Query

app = FastAPI(title="Penguins")


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}
