from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

EXAMPLE = {
    "bill_length_mm": 46.5,
    "bill_depth_mm": 17.9,
    "flipper_length_mm": 192,
    "body_mass_g": 3500,
    "island": "Dream",
    "sex": "female",
}
Species = Literal["Adelie", "Chinstrap", "Gentoo"]


def measured(most: float) -> type[float]:
    return Annotated[float, Field(gt=0, le=most, allow_inf_nan=False, strict=True)]


class Penguin(BaseModel):
    model_config = ConfigDict(extra="forbid", json_schema_extra={"example": EXAMPLE})

    bill_length_mm: measured(100)
    bill_depth_mm: measured(50)
    flipper_length_mm: measured(400)
    body_mass_g: measured(20_000)
    island: Literal["Biscoe", "Dream", "Torgersen"]
    sex: Literal["male", "female"] | None = None

    @property
    def species(self) -> Species:
        if self.flipper_length_mm >= 206 and self.bill_depth_mm < 17.6:
            return "Gentoo"
        return "Chinstrap" if self.bill_length_mm >= 44 and self.island == "Dream" else "Adelie"
