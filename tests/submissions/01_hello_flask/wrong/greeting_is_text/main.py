import os

from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return f"Hello, {name}!"


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
