"""What goes in and what comes out."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

Species = Literal["Adelie", "Chinstrap", "Gentoo"]

EXAMPLE = {
    "bill_length_mm": 39.1,
    "bill_depth_mm": 18.7,
    "flipper_length_mm": 181,
    "body_mass_g": 3750,
    "island": "Torgersen",
    "sex": "male",
}


class Penguin(BaseModel):
    # strict: "39.1" and true are not numbers; forbid: a field that nobody knows is a mistake.
    model_config = ConfigDict(strict=True, extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    bill_length_mm: float = Field(gt=0, le=100, allow_inf_nan=False)
    bill_depth_mm: float = Field(gt=0, le=50, allow_inf_nan=False)
    flipper_length_mm: float = Field(gt=0, le=400, allow_inf_nan=False)
    body_mass_g: float = Field(gt=0, le=20_000, allow_inf_nan=False)
    island: Literal["Biscoe", "Dream", "Torgersen"]
    sex: Literal["male", "female"] | None = None


class Batch(BaseModel):
    model_config = ConfigDict(extra="forbid")

    penguins: list[Penguin] = Field(min_length=1, max_length=1000)


class Prediction(BaseModel):
    species: Species
    probabilities: dict[Species, float]
    model_version: str


class Predictions(BaseModel):
    predictions: list[Prediction]
