import os
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query

# TODO 1: describe a penguin: a class Penguin(BaseModel) with a line for each of the six fields. Then a class
# Prediction(BaseModel) with species. BaseModel and Field come from pydantic, Literal from typing.


app = FastAPI(title="Penguins")


@app.get("/")
def home() -> dict[str, str]:
    return {"message": "Hello, World!"}


@app.get("/hello/{name}")
def hello(name: str, times: Annotated[int, Query(ge=1, le=5)] = 1) -> dict[str, str]:
    return {"message": " ".join([f"Hello, {name}!"] * times)}


# TODO 2: POST /predict takes a Penguin and answers a Prediction, by the rule of lesson 02.


# TODO 3: go back to Penguin, and tell it to convert nothing, to refuse fields that it does not know, and to show an
# example: model_config = ConfigDict(...) as its first line. ConfigDict comes from pydantic.


# TODO 4: NaN answers 500. Write a handler for RequestValidationError that answers 422 and leaves the input out.
# Request comes from fastapi, RequestValidationError from fastapi.exceptions, JSONResponse from fastapi.responses.


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
