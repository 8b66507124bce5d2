import os
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query
from fastapi.openapi.docs import get_redoc_html
from fastapi.responses import HTMLResponse

app = FastAPI(title="Penguins", redoc_url=None)


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


@app.get("/redoc", include_in_schema=False)
def redoc() -> HTMLResponse:
    return get_redoc_html(openapi_url="/openapi.json", title="Penguins", redoc_js_url="/static/redoc.js")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
