"""A package with a router each; the model comes to the views through the request's state."""

import os

import uvicorn

from penguins.app import create_app

app = create_app(os.environ.get("MODEL_PATH") or os.path.join(os.path.dirname(__file__), "model.skops"))

if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", 8000)))
