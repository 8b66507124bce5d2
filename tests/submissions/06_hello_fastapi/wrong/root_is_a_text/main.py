import os
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query

app = FastAPI(title="Penguins")


@app.get("/")
def home() -> str:
    return "Hello, World!"


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
