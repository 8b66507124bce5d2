import os

import uvicorn
from fastapi import FastAPI
from penguins import greetings, predictions
from penguins.faults import answer_faults

app = FastAPI(title="Penguin species", summary="Measurements in, species out")
app.include_router(greetings.router)
app.include_router(predictions.router)
answer_faults(app)

if __name__ == "__main__":
    uvicorn.run("main:app", host="127.0.0.1", port=int(os.getenv("PORT", "8000")))
