"""Routes that are added by hand, methods of a class; /docs begins with its tags closed, /redoc is written out."""

import os
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query
from fastapi.openapi.docs import get_redoc_html
from fastapi.responses import HTMLResponse, JSONResponse
from pydantic import AfterValidator


def from_one_to_five(number: int) -> int:
    if number not in range(1, 6):
        raise ValueError("from 1 to 5, please")
    return number


class Greeter:
    """Says hello."""

    word = "Hello"

    async def world(self) -> JSONResponse:
        return JSONResponse({"message": self.greet("World")})

    async def someone(
        self, name: str, times: Annotated[int, AfterValidator(from_one_to_five), Query(description="how often")] = 1
    ) -> JSONResponse:
        return JSONResponse({"message": " ".join([self.greet(name)] * times)})

    def greet(self, name: str) -> str:
        return f"{self.word}, {name}!"


greeter = Greeter()
app = FastAPI(redoc_url=None, swagger_ui_parameters={"docExpansion": "none"})
app.title = "A greeter"
app.add_api_route("/", greeter.world, methods=["GET", "HEAD"], tags=["greetings"])
app.add_api_route("/hello/{name}", greeter.someone, tags=["greetings"])


@app.get("/redoc", include_in_schema=False)
async def redoc() -> HTMLResponse:
    return get_redoc_html(openapi_url=app.openapi_url, title=app.title)


def main() -> None:
    port = int(os.environ.get("PORT", "8000"))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


if __name__ == "__main__":
    main()
