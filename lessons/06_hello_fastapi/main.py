import os
from typing import Annotated

import uvicorn
from fastapi import FastAPI, Query

# TODO 1: give the API a title of its own: FastAPI(title="...").
app = FastAPI()


# TODO 2: GET / answers JSON: {"message": "Hello, World!"}.
# Write a function home() that returns a dict, with @app.get("/") on the line above.


# TODO 3: GET /hello/{name} answers JSON: {"message": "Hello, <name>!"}, for any name.
# Write a function hello with the parameter name: str.


# TODO 4: ?times=N repeats the greeting, joined by one space. N is 1 to 5, and 1 where it is absent.
# Give hello a second parameter, of the type Annotated[int, Query(...)].


# TODO 5: `python main.py` starts the server by itself, on 127.0.0.1, with uvicorn.run.
# The environment variable PORT names the port; without it, take 8000.
