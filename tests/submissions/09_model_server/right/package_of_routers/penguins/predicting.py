from typing import Annotated, Literal

from fastapi import APIRouter, Body, Request
from pydantic import BaseModel, Field

router = APIRouter(tags=["predicting"])

Millimeters = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]


class Penguin(BaseModel, extra="forbid"):
    bill_length_mm: Annotated[Millimeters, Field(le=100)]
    bill_depth_mm: Annotated[Millimeters, Field(le=50)]
    flipper_length_mm: Annotated[Millimeters, Field(le=400)]
    body_mass_g: Annotated[float, Field(strict=True, gt=0, le=20000, allow_inf_nan=False)]
    island: Literal["Biscoe", "Dream", "Torgersen"]
    sex: Literal["male", "female", None] = None


class Prediction(BaseModel):
    species: Literal["Adelie", "Chinstrap", "Gentoo"]
    probabilities: dict[str, float]
    model_version: str


EXAMPLE = {
    "bill_length_mm": 46.5,
    "bill_depth_mm": 17.9,
    "flipper_length_mm": 192,
    "body_mass_g": 3500,
    "island": "Dream",
}


@router.post("/predict")
def predict(penguin: Annotated[Penguin, Body(examples=[EXAMPLE])], request: Request) -> Prediction:
    return request.state.predictor([penguin])[0]


@router.post("/predict/batch")
def predict_batch(
    penguins: Annotated[list[Penguin], Body(embed=True, min_length=1, max_length=1000)], request: Request
) -> dict[Literal["predictions"], list[Prediction]]:
    return {"predictions": request.state.predictor(penguins)}
