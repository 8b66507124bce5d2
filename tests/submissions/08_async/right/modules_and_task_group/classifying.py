import asyncio
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Query
from fastapi.exceptions import RequestValidationError
from pydantic import PositiveInt, TypeAdapter, ValidationError
from station import Station, of_the_app

router = APIRouter(prefix="/classify")
TheStation = Annotated[Station, Depends(of_the_app)]
NUMBERS = TypeAdapter(list[PositiveInt])


@router.get("/{number}")
async def one(number: PositiveInt, station: TheStation):
    return {"id": number, "species": (await station.penguin(number)).species}


@router.get("")
async def several(ids: Annotated[str, Query()], station: TheStation):
    try:
        numbers = NUMBERS.validate_python(ids.split(","))
    except ValidationError as error:
        raise RequestValidationError([{"type": "ids", "loc": ["query", "ids"], "msg": "no ids"}]) from error
    if len(numbers) > 50:
        raise RequestValidationError([{"type": "ids", "loc": ["query", "ids"], "msg": "too many"}])
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(result(number, station)) for number in numbers]
    return {"results": [task.result() for task in tasks]}


async def result(number: int, station: Station):
    try:
        return await one(number, station)
    except HTTPException as error:
        return {"id": number, "error": error.status_code}
