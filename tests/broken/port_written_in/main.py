import os
from flask import Flask
app = Flask(__name__)

@app.get("/")
def index():
    return "Hello"

@app.get("/hello/<name>")
def hello(name):
    return {"message": f"Hello, {name}!"}

if __name__ == "__main__":
    app.run(port=8765)
