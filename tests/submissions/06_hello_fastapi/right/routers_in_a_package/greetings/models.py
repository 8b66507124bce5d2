from fastapi import Query
from pydantic import BaseModel


class Greeting(BaseModel):
    message: str
    language: str = "en"


class Times:
    def __call__(self, times: int = Query(default=1, ge=1, le=5)) -> int:
        return times
