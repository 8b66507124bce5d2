from typing import Annotated

from fastapi import APIRouter, Body

from penguins.schemas import Island, Penguin, Prediction, Species

router = APIRouter(tags=["predictions"])

EXAMPLES = {
    "of an unknown island": {
        "summary": "This one is refused",
        "value": {
            "bill_length_mm": 39.1,
            "bill_depth_mm": 18.7,
            "flipper_length_mm": 181,
            "body_mass_g": 3750,
            "island": "Atlantis",
        },
    },
    "without sex": {
        "value": {
            "bill_length_mm": 46.1,
            "bill_depth_mm": 13.2,
            "flipper_length_mm": 211,
            "body_mass_g": 4500,
            "island": "Biscoe",
        },
    },
}


@router.post("/predict")
async def predict(penguin: Annotated[Penguin, Body(openapi_examples=EXAMPLES)]) -> Prediction:
    long_and_thin = penguin.flipper_length_mm >= 206 and penguin.bill_depth_mm < 17.6
    if long_and_thin:
        return Prediction(species=Species.GENTOO)
    from_dream = penguin.bill_length_mm >= 44 and penguin.island is Island.DREAM
    return Prediction(species=Species.CHINSTRAP if from_dream else Species.ADELIE)
