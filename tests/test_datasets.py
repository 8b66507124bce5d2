"""datasets/README.md says what is in datasets/penguins.csv."""

import csv
import hashlib
import re
from collections import Counter

import pandas as pd
import pytest

from checks.course import ROOT

FOLDER = ROOT / "datasets"
DATA = FOLDER / "penguins.csv"
PAGE = (FOLDER / "README.md").read_text(encoding="utf-8")
COLUMNS = ["species", "island", "bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g", "sex", "year"]
NUMBERS = [*COLUMNS[2:6], "year"]
ISLANDS = ["Biscoe", "Dream", "Torgersen"]


def rows() -> list[dict[str, str]]:
    with DATA.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def table_row(first_cell: str) -> list[str]:
    """The cells of the page's first table row that begins with this cell."""
    line = re.search(rf"^\| {re.escape(first_cell)} \|.*$", PAGE, re.MULTILINE)
    assert line, f"datasets/README.md has no table row that begins with {first_cell}"
    return [cell.strip() for cell in line[0].strip("|").split("|")]


def test_the_file_has_344_rows_and_the_eight_columns() -> None:
    table = rows()
    assert list(table[0]) == COLUMNS
    assert len(table) == 344
    assert f"\n{len(table)} adult penguins" in PAGE


def test_the_page_has_the_hash_of_the_file() -> None:
    assert table_row("`penguins.csv`")[1] == f"`{hashlib.sha256(DATA.read_bytes()).hexdigest()}`"


@pytest.mark.parametrize("column", COLUMNS)
def test_the_page_counts_the_missing_values(column: str) -> None:
    assert int(table_row(f"`{column}`")[-1]) == sum(row[column] == "" for row in rows())


@pytest.mark.parametrize("column", NUMBERS)
def test_the_page_has_the_range(column: str) -> None:
    values = [float(row[column]) for row in rows() if row[column]]
    assert [float(cell) for cell in table_row(f"`{column}`")[3:5]] == [min(values), max(values)]


@pytest.mark.parametrize("column", ["species", "island", "sex"])
def test_the_page_names_the_words(column: str) -> None:
    words = re.findall(r"`(\w+)`", table_row(f"`{column}`")[2])
    assert words == sorted({row[column] for row in rows() if row[column]})


@pytest.mark.parametrize("species", ["Adelie", "Chinstrap", "Gentoo", "all"])
def test_the_page_counts_species_by_island(species: str) -> None:
    counted = Counter(row["island"] for row in rows() if species in (row["species"], "all"))
    expected = [*(counted[island] for island in ISLANDS), counted.total()]
    assert [int(cell) for cell in table_row(species)[1:]] == expected


def test_the_page_counts_the_rows_that_miss_something() -> None:
    missing = [[name for name in COLUMNS if row[name] == ""] for row in rows()]
    several, alone = (sum(len(names) == count for names in missing) for count in (5, 1))
    complete = missing.count([])
    assert f"{several + alone} rows miss something: {several} have no measurement" in PAGE
    assert f"{alone} have no sex alone. The other {complete} rows are complete" in PAGE
    assert several + alone + complete == len(missing)


def test_pandas_reads_the_frame_that_models_are_given() -> None:
    frame = pd.read_csv(DATA)
    assert frame[COLUMNS[2:6]].dtypes.astype(str).tolist() == ["float64"] * 4
    assert int(frame["sex"].isna().sum()) == 11
