import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}


# TODO 1: POST /predict takes a penguin as JSON and answers {"species": "Adelie"}, by the rule on the page.
# Import request from flask as well: request.get_json() is the body of the request, as a dict.


# TODO 2: every error answers JSON: {"error": "<sentence>"}, with the status that it has now.
# One function with @app.errorhandler(HTTPException) above it; HTTPException is in werkzeug.exceptions.


# TODO 3: a body that is no penguin answers 400, and the sentence names the field that is at fault.
# Write a function validate(penguin), call it before the rule, and let it abort(400, "island is missing.").


if __name__ == "__main__":
    app.run(host="127.0.0.1", port=int(os.environ.get("PORT", "8000")))
