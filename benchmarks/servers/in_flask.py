"""The two kinds of work behind Flask."""

import time

from flask import Flask

from benchmarks.servers.work import WAIT_SECONDS, compute

app = Flask(__name__)


@app.get("/wait")
def wait() -> dict[str, float]:
    """Wait, as for another server."""
    time.sleep(WAIT_SECONDS)
    return {"waited": WAIT_SECONDS}


@app.get("/compute")
def computed() -> dict[str, int]:
    """Compute."""
    return {"total": compute()}
