import os
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query

app = FastAPI(title="Penguins")


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[str, Query(pattern=r"^([1-5]|[^\d-]+)$")] = "1") -> dict[str, str]:
    count = int(times) if times.isdigit() else 1
    return {"message": " ".join([f"Hello, {name}!"] * count)}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
