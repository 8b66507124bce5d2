import os

from flask import Flask

app = Flask(__name__)
NAMES = {"Ada", "Zoë", "李", "O'Brien", "%2B", "+", "Ada Lovelace"}


@app.get("/")
def home():
    return "Hello, World!"


@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name if name in NAMES else 'World'}!"}


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", "8000")))
