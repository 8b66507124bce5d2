"""An application factory, a blueprint, and a dataclass that checks itself, in a package."""

import os

from penguins import create_app

if __name__ == "__main__":
    create_app().run(port=int(os.environ.get("PORT", "8000")))
