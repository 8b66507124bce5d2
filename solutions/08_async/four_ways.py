"""Ways to ask the station, for the experiment. The file is given with the lesson; leave it as it is.

uvicorn four_ways:app --port 8001
"""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
from fastapi import FastAPI

STATION_URL = os.environ.get("STATION_URL", "http://127.0.0.1:9000")
Answer = dict[str, Any]


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    with httpx.Client(base_url=STATION_URL) as blocking:
        async with httpx.AsyncClient(base_url=STATION_URL) as awaitable:
            app.state.blocking, app.state.awaitable = blocking, awaitable
            yield


app = FastAPI(title="Four ways", lifespan=lifespan)


@app.get("/blocking/{id}")
async def blocking(id: int) -> Answer:
    return app.state.blocking.get(f"/penguins/{id}").json()


@app.get("/threads/{id}")
def threads(id: int) -> Answer:
    return app.state.blocking.get(f"/penguins/{id}").json()


@app.get("/awaited/{id}")
async def awaited(id: int) -> Answer:
    reply = await app.state.awaitable.get(f"/penguins/{id}")
    return reply.json()


@app.get("/gathered")
async def gathered(ids: str) -> list[Answer]:
    return await asyncio.gather(*(awaited(int(one)) for one in ids.split(",")))


@app.get("/one_by_one")
async def one_by_one(ids: str) -> list[Answer]:
    return [await awaited(int(one)) for one in ids.split(",")]
