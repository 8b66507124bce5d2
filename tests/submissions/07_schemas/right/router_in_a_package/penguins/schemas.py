from enum import Enum, StrEnum
from typing import Annotated, Optional

from pydantic import BaseModel, Field, Strict


class Island(Enum):
    BISCOE = "Biscoe"
    DREAM = "Dream"
    TORGERSEN = "Torgersen"


class Sex(StrEnum):
    MALE = "male"
    FEMALE = "female"


class Species(StrEnum):
    ADELIE = "Adelie"
    CHINSTRAP = "Chinstrap"
    GENTOO = "Gentoo"


Length = Annotated[float, Strict(), Field(gt=0, le=100)]
Depth = Annotated[float, Strict(), Field(gt=0, le=50)]
Flipper = Annotated[float, Strict(), Field(gt=0, le=400)]
Mass = Annotated[float, Strict(), Field(gt=0, le=20_000)]


class Penguin(BaseModel, extra="forbid"):
    bill_length_mm: Length
    bill_depth_mm: Depth
    flipper_length_mm: Flipper
    body_mass_g: Mass
    island: Island
    sex: Optional[Sex] = None  # noqa: UP045


class Prediction(BaseModel):
    species: Species
