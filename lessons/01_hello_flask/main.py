import os

from flask import Flask

app = Flask(__name__)


# TODO 1: GET / answers the text "Hello, World!".
# Write a function home() that returns it, with @app.get("/") on the line above.


# TODO 2: GET /hello/<name> answers JSON: {"message": "Hello, <name>!"}, for any name.
# Write a function hello(name) that returns a dict.


# TODO 3: `python main.py` starts the server by itself, on 127.0.0.1.
# The environment variable PORT names the port; without it, take 8000.
