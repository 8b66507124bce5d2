"""The two kinds of work behind FastAPI: in a plain `def`, in an `async def` that awaits, and in one that blocks."""

import asyncio
import time

from fastapi import FastAPI

from benchmarks.servers.work import WAIT_SECONDS, compute

app = FastAPI()


@app.get("/def/wait")
def wait_in_a_thread() -> dict[str, float]:
    """Wait in one of FastAPI's threads."""
    time.sleep(WAIT_SECONDS)
    return {"waited": WAIT_SECONDS}


@app.get("/awaiting/wait")
async def wait_awaiting() -> dict[str, float]:
    """Wait, and let others run meanwhile."""
    await asyncio.sleep(WAIT_SECONDS)
    return {"waited": WAIT_SECONDS}


@app.get("/blocking/wait")
async def wait_blocking() -> dict[str, float]:
    """Wait, and hold everything: the mistake that is measured."""
    time.sleep(WAIT_SECONDS)  # noqa: ASYNC251  # on purpose
    return {"waited": WAIT_SECONDS}


@app.get("/def/compute")
def compute_in_a_thread() -> dict[str, int]:
    """Compute in one of FastAPI's threads."""
    return {"total": compute()}


@app.get("/awaiting/compute")
async def compute_on_the_loop() -> dict[str, int]:
    """Compute on the event loop: there is nothing to await."""
    return {"total": compute()}
