"""Make penguins.csv from the wheel of PyPI's palmerpenguins package: python make_penguins.py WHEEL."""

import sys
import zipfile
from pathlib import Path

SOURCE = "palmerpenguins/data/penguins.csv"
TARGET = Path(__file__).with_name("penguins.csv")


def without_na(text: str) -> str:
    """Return the CSV text with each field ``NA`` left empty; the text has no quoted fields."""
    rows = (line.split(",") for line in text.splitlines())
    return "".join(",".join("" if field == "NA" else field for field in row) + "\n" for row in rows)


def main(arguments: list[str]) -> int:
    """Write penguins.csv beside this file; the exit code is 2 if no wheel was named."""
    if len(arguments) != 1:
        print(f"usage: python {Path(__file__).name} WHEEL", file=sys.stderr)
        return 2
    with zipfile.ZipFile(arguments[0]) as wheel:
        text = wheel.read(SOURCE).decode("utf-8")
    TARGET.write_text(without_na(text), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
