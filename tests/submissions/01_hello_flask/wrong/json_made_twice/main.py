import json
import os

from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return jsonify(json.dumps({"message": f"Hello, {name}!"}))


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
