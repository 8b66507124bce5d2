"""An application factory; the model is a part of the app's configuration."""

import os

from penguins import create_app

app = create_app(os.environ.get("MODEL_PATH", os.path.join(os.path.dirname(__file__), "model.skops")))

if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", 8000)))
