"""Two kinds of work, for the experiment. The file is given: there is nothing to edit."""

import time

from flask import Flask

app = Flask(__name__)


@app.get("/wait")
def wait():
    time.sleep(0.5)  # as for a database or another server: this process has nothing to do
    return {"waited": 0.5}


@app.get("/compute")
def compute():
    total = 0
    for number in range(4_000_000):  # pure Python: this process has everything to do
        total += number * number
    return {"total": total}
