"""What the checks compare a server's answers with: penguins drawn at random, and the rule of lesson 02."""

import random
from typing import Any

Penguin = dict[str, Any]

NUMBERS = ("bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g")
REQUIRED = (*NUMBERS, "island")
FIELDS = (*REQUIRED, "sex")
ISLANDS = ("Biscoe", "Dream", "Torgersen")
SEXES = ("male", "female")
SPECIES = ("Adelie", "Chinstrap", "Gentoo")

# What a field cannot hold: for the numbers (as JSON values, and as text in a body), the island and the sex.
NOT_NUMBERS = ("39.1", "", "NaN", "forty", None, [39.1], {"value": 39.1})
NOT_FINITE = ("NaN", "Infinity", "-Infinity", "1e999", "-1e999")
NOT_ISLANDS = ("Atlantis", "biscoe", "DREAM", "Dream ", "", None, 3, True, ["Dream"], {"name": "Dream"})
NOT_SEXES = ("unknown", "Male", "FEMALE", "f", "", 0, 1, False, ["male"], {"is": "male"})

GENTOO_FLIPPER_MM = 206  # at least
GENTOO_DEPTH_MM = 17.6  # less than
CHINSTRAP_LENGTH_MM = 44  # at least

# The smallest and the largest measurement in datasets/penguins.csv, and the decimals that it is given with.
MEASURED = {
    "bill_length_mm": (32.1, 59.6, 1),
    "bill_depth_mm": (13.1, 21.5, 1),
    "flipper_length_mm": (172, 231, 0),
    "body_mass_g": (2700, 6300, 0),
}


def species_by_the_rule(penguin: Penguin) -> str:
    """Return the species of a whole penguin by the rule of lesson 02 (lengths in mm)."""
    if penguin["flipper_length_mm"] >= GENTOO_FLIPPER_MM and penguin["bill_depth_mm"] < GENTOO_DEPTH_MM:
        return "Gentoo"
    if penguin["bill_length_mm"] >= CHINSTRAP_LENGTH_MM and penguin["island"] == "Dream":
        return "Chinstrap"
    return "Adelie"


def why_by_the_rule(penguin: Penguin) -> str:
    """Return the way of a whole penguin through the rule of lesson 02, as a sentence."""
    flipper, depth, length = (penguin[name] for name in ("flipper_length_mm", "bill_depth_mm", "bill_length_mm"))
    first = f"flipper {flipper} >= {GENTOO_FLIPPER_MM} and bill depth {depth} < {GENTOO_DEPTH_MM}"
    second = f"bill length {length} >= {CHINSTRAP_LENGTH_MM} and island {penguin['island']} is Dream"
    species = species_by_the_rule(penguin)
    if species == "Gentoo":
        return f"The rule's first step holds ({first}), so it is a Gentoo."
    if species == "Chinstrap":
        return f"The rule's first step does not hold ({first}), the second does ({second}), so it is a Chinstrap."
    return f"Neither step of the rule holds ({first}; {second}), so it is an Adelie."


def draw_penguin(rng: random.Random, **fixed: object) -> Penguin:
    """Return a whole penguin, its sex included, with measurements as in the data set; `fixed` fields are as given."""
    penguin: Penguin = {name: draw_measurement(rng, name) for name in NUMBERS}
    return penguin | {"island": rng.choice(ISLANDS), "sex": rng.choice(SEXES)} | fixed


def draw_measurement(rng: random.Random, name: str) -> float:
    """Return a number such as the data set has for this field: whole or with one decimal, in the field's unit."""
    low, high, decimals = MEASURED[name]
    return round(rng.uniform(low, high), decimals) if decimals else rng.randint(int(low), int(high))


def draw_penguins_at_the_thresholds(rng: random.Random) -> list[Penguin]:
    """Return penguins at, just below and just above each threshold of the rule, in random order.

    Each of the rule's conditions decides alone for some of them, so that a rule with one wrong comparison, a
    condition left out, or its steps in another order differs from `species_by_the_rule` for at least one.
    """
    flipper, depth, length = GENTOO_FLIPPER_MM, GENTOO_DEPTH_MM, CHINSTRAP_LENGTH_MM
    thin, thick, short, long = depth - 2, depth + 2, length - 5, length + 5
    corners = [
        *((flipper + step, thin, length + 3, "Biscoe") for step in (-1, -0.1, 0, 0.0, 0.1)),
        *((flipper + 12, depth + step, length + 3, "Torgersen") for step in (-0.1, 0, 0.1)),
        *((flipper - 12, thick, length + step, "Dream") for step in (-0.1, 0, 0.0, 0.1)),
        *((flipper - 12, thin, long, island) for island in ISLANDS),
        *((flipper + 12, thick, long, island) for island in ISLANDS),
        *((flipper + 12, thin, bill, "Dream") for bill in (short, long)),
    ]
    names = ("flipper_length_mm", "bill_depth_mm", "bill_length_mm", "island")
    drawn = [draw_penguin(rng, **dict(zip(names, corner, strict=True))) for corner in corners]
    tidy = [{**one, **{name: _tidy(one[name]) for name in NUMBERS}} for one in drawn]
    rng.shuffle(tidy)
    return tidy


def _tidy(number: float) -> float:
    """Return 17.5, not 17.500000000000004: a learner reads these numbers; whole numbers stay whole."""
    return number if isinstance(number, int) else round(number, 1)
