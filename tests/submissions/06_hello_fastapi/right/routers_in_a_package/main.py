"""The app is wrapped, made by a factory, and its routes lie in a package."""

import os

import uvicorn
from fastapi import FastAPI
from greetings import router
from starlette.middleware.cors import CORSMiddleware


def create_app() -> FastAPI:
    made = FastAPI(title="Greetings", version="2.0")
    made.include_router(router)
    return made


app = CORSMiddleware(create_app(), allow_origins=["http://127.0.0.1:3000"])


if __name__ == "__main__":
    uvicorn.Server(uvicorn.Config("main:app", port=int(os.getenv("PORT", 8000)))).run()
