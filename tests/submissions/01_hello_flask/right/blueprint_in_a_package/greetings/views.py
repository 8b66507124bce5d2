from flask import Blueprint, make_response

blueprint = Blueprint("greetings", __name__)


@blueprint.route("/")
def root():
    return "Hello from a blueprint\n", {"Content-Type": "text/plain; charset=utf-8"}


@blueprint.route("/hello/<path:name>")
def greet(name):
    return make_response({"message": "Hello, " + name + "!", "length": len(name)})
