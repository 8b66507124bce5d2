"""Responses built byte by byte, JSON error pages, and a port that argparse reads."""

import argparse
import json
import os

from flask import Flask, Response
from werkzeug.exceptions import HTTPException
from werkzeug.serving import run_simple

app = Flask(__name__)


@app.errorhandler(HTTPException)
def as_json(error):
    return {"error": error.description}, error.code


@app.get("/")
def root():
    return Response(b"Hello, wire", content_type="text/plain")


@app.get("/hello/<name>")
def hello(name):
    body = json.dumps({"message": f"Hello, {name}!"}, ensure_ascii=False, indent=2).encode("utf-8")
    return Response(body, status=200, headers={"Content-Type": "application/json; charset=utf-8"})


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=os.environ.get("PORT", "8000"))
    run_simple("127.0.0.1", parser.parse_args().port, app)


if __name__ == "__main__":
    main()
