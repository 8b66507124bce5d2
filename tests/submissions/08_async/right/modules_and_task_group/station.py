"""The learner's own client of the station, in a module that happens to have the name of the given program."""

import asyncio

import httpx
from fastapi import HTTPException, Request
from pydantic import ValidationError

from penguins import Penguin


class Station:
    def __init__(self, url: str) -> None:
        self.http = httpx.AsyncClient(base_url=url, timeout=10)

    async def penguin(self, number: int) -> Penguin:
        try:
            reply = await asyncio.wait_for(self.http.get(f"/penguins/{number}"), timeout=1.4)
        except (asyncio.TimeoutError, httpx.TimeoutException) as error:
            raise HTTPException(504, detail="The station takes too long.") from error
        except httpx.RequestError as error:
            raise HTTPException(502, detail=f"The station fails: {type(error).__name__}.") from error
        if reply.status_code == 404:
            raise HTTPException(404)
        if reply.status_code != 200:
            raise HTTPException(502, detail="The station is unwell.")
        try:
            return Penguin.model_validate_json(reply.content)
        except ValidationError as error:
            raise HTTPException(502, detail="That is no penguin.") from error


def of_the_app(request: Request) -> Station:
    return request.app.state.station
