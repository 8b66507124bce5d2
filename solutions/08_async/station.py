"""The field station: slow on purpose. It is given with the lesson; leave it as it is.

python station.py     (port 9000, or the one in PORT)

GET /penguins/{id} answers the penguin in that row of penguins.csv, 1 to 344, after about 200 ms; any other id, 404.
The environment may set another DELAY_SECONDS.
"""

import asyncio
import csv
import os
from pathlib import Path

import uvicorn
from fastapi import FastAPI, HTTPException

DATA = Path(__file__).with_name("penguins.csv")
DELAY_SECONDS = float(os.environ.get("DELAY_SECONDS", "0.2"))
NUMBERS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")


def penguin_in(row: dict[str, str]) -> dict[str, float | str | None]:
    """Return a row of the file as JSON has it; a missing value is null."""
    numbers = {name: float(row[name]) if row[name] else None for name in NUMBERS}
    return {**numbers, "island": row["island"], "sex": row["sex"] or None}


with DATA.open(encoding="utf-8", newline="") as file:
    PENGUINS = [penguin_in(row) for row in csv.DictReader(file)]

app = FastAPI(title="Field station")


@app.get("/penguins/{id}")
async def penguin(id: int) -> dict[str, float | str | None]:
    await asyncio.sleep(DELAY_SECONDS)
    if not 1 <= id <= len(PENGUINS):
        raise HTTPException(404, f"There is no penguin {id}.")
    return PENGUINS[id - 1]


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ.get("PORT", "9000")))
