import multiprocessing
import time
from typing import Annotated

from flask import Blueprint, request
from pydantic import BaseModel, Field

waiting = Blueprint("waiting", __name__)


class Wait(BaseModel):
    seconds: Annotated[float, Field(gt=0, le=5, allow_inf_nan=False)] = 1


@waiting.get("/slow")
def slow():
    wait = Wait(**request.args)
    time.sleep(wait.seconds)
    return {"slept": wait.seconds, "pid": multiprocessing.current_process().pid}
