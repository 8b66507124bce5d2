"""Tables that lesson 03's script is run on and its model is asked with: with gaps, and with labels of another rule."""

import random
from itertools import permutations

import pandas as pd

from checks.lessons.models import DATA
from checks.lessons.oracles import NUMBERS, SPECIES

NOISE = 0.3  # of the other labels are drawn: nobody is right about more than 8 of 10, whatever a card says
ORDERS = list(permutations(SPECIES))

Tables = dict[str, pd.DataFrame]


def with_gaps(rest: pd.DataFrame) -> Tables:
    """Return tables of these rows: as they are, and with values missing here, there, or from a whole column."""
    some_gone, scattered = rest.copy(), rest.copy()
    some_gone.loc[some_gone.index[::2], "sex"] = None
    for place, name in enumerate(NUMBERS):
        scattered.loc[scattered.index[place::5], name] = None
    whole_columns = {f"no {name}": rest[:3].assign(**{name: None}) for name in (*NUMBERS, "sex")}
    return {"few": rest[:5], "rest": rest, "some sexes gone": some_gone, "scattered gaps": scattered, **whole_columns}


def other_labels(rng: random.Random, rows: int) -> pd.DataFrame:
    """Return rows like the penguins', whose species follow another rule, some of them drawn at random."""
    table = (
        pd.read_csv(DATA).dropna().sample(n=rows, replace=True, random_state=rng.randrange(2**31), ignore_index=True)
    )
    for name in NUMBERS:
        spread = float(table[name].std())
        table[name] = [round(value + rng.gauss(0, spread / 4), 1) for value in table[name]]
    first, second = rng.sample(NUMBERS, 2)
    scaled = [(table[name] - table[name].mean()) / table[name].std() for name in (first, second)]
    ranks = scaled[0] + scaled[1]
    limits = [float(limit) for limit in ranks.quantile([1 / 3, 2 / 3])]
    thirds = [sum(rank > limit for limit in limits) for rank in ranks]
    # Of the six ways to name the thirds, one of the two least like the penguins' own: who knows only those is wrong.
    alike = {names: sum(names[at] == own for at, own in zip(thirds, table["species"], strict=True)) for names in ORDERS}
    names = rng.choice(sorted(ORDERS, key=alike.__getitem__)[:2])
    table["species"] = [rng.choice(SPECIES) if rng.random() < NOISE else names[place] for place in thirds]
    return table
