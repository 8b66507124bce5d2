import os

import uvicorn
from fastapi import FastAPI, HTTPException

app = FastAPI(title="Penguins")


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: int = 1) -> dict[str, str]:
    if not 1 <= times <= 5:
        raise HTTPException(422, "times must be from 1 to 5")
    return {"message": " ".join([f"Hello, {name}!"] * times)}


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
