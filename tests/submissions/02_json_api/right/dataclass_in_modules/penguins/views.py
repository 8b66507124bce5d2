from flask import Blueprint, current_app, request
from werkzeug.exceptions import BadRequest

from .errors import Refused
from .penguin import Penguin

greetings = Blueprint("greetings", __name__)
api = Blueprint("api", __name__)


@greetings.get("/")
def root():
    return f"<h1>Hello from {current_app.name}</h1>"


@greetings.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}


@api.post("")
def predict():
    if request.mimetype != "application/json":
        raise Refused("Send JSON, and say so.", 415)
    try:
        body = request.get_json()
    except BadRequest:
        raise Refused("This is not JSON.") from None
    return {"species": Penguin.of(body).species}
