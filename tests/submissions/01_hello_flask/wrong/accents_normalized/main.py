import os
import unicodedata

from flask import Flask

app = Flask(__name__)


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {unicodedata.normalize('NFC', name)}!"}


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
