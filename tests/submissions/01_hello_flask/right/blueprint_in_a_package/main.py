"""A package with a blueprint; main.py only puts the parts together."""

import os

from flask import Flask
from greetings import blueprint

app = Flask("penguins")
app.register_blueprint(blueprint)

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
