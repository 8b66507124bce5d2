"""An application factory, which `flask --app main` finds by its name."""

import os

from flask import Flask, jsonify


def create_app():
    app = Flask(__name__)
    app.json.ensure_ascii = False
    app.add_url_rule("/", "home", lambda: "<!doctype html><title>Hello</title><h1>Hello!</h1>")
    app.add_url_rule("/hello/<string:name>", "hello", lambda name: jsonify(message=f"Hello, {name}!"))
    return app


if __name__ == "__main__":
    create_app().run("127.0.0.1", int(os.getenv("PORT") or 8000), threaded=False)
