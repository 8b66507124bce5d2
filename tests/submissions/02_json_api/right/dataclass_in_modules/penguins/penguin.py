from dataclasses import dataclass, fields
from math import inf

from .errors import Refused


@dataclass(frozen=True)
class Penguin:
    bill_length_mm: float
    bill_depth_mm: float
    flipper_length_mm: float
    body_mass_g: float
    island: str
    sex: str | None = None

    @classmethod
    def of(cls, body):
        if type(body) is not dict:
            raise Refused("The body has to be a JSON object.")
        known = [field.name for field in fields(cls)]
        absent = [name for name in known if name != "sex" and name not in body]
        if absent:
            raise Refused(f"'{absent[0]}' is missing")
        return cls(**{name: body[name] for name in known if name in body})

    def __post_init__(self):
        for name in ("body_mass_g", "flipper_length_mm", "bill_depth_mm", "bill_length_mm"):
            value = getattr(self, name)
            if type(value) not in (int, float) or not 0 < value < inf:
                raise Refused(f"'{name}' is not a finite number above zero")
        if self.island not in ("Biscoe", "Dream", "Torgersen"):
            raise Refused("'island' is none of the three")
        if self.sex not in (None, "male", "female"):
            raise Refused("'sex' is neither male nor female")

    @property
    def species(self):
        if self.flipper_length_mm < 206 or self.bill_depth_mm >= 17.6:
            return "Chinstrap" if self.bill_length_mm >= 44 and self.island == "Dream" else "Adelie"
        return "Gentoo"
