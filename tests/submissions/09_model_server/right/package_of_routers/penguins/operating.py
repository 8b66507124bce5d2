from fastapi import APIRouter, Request

router = APIRouter(tags=["operating"])


@router.get("/health")
async def health() -> dict:
    return {"status": "ok"}


@router.get("/ready")
async def ready(request: Request) -> dict:
    return {"ready": request.state.predictor is not None}


@router.get("/model")
async def model(request: Request) -> dict:
    return request.state.predictor.description
