"""No file says on which machine it was written."""

import re
from pathlib import Path

import pytest

from tests.tree import files, read

TEXT = {
    ".cfg",
    ".css",
    ".csv",
    ".html",
    ".ipynb",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".svg",
    ".toml",
    ".txt",
    ".yml",
}
# One letter of each is in brackets, so that this file does not match itself.
MACHINE = re.compile(
    r"(?<![\w.:/])/(?:[w]ork|[r]oot|[o]pt|[U]sers|[h]ome|[p]rivate|[m]nt)/"  # a place on somebody's machine
    r"|\b[A-Z]:\\\\?[U]sers\b"
    r"|--(?:extra-)?[i]ndex-url|--find-[l]inks|[f]ile:///"  # where somebody's packages come from
    r"|\.[p]yenv|\b[s]ite-packages/",
)
WITH_ITS_REASON: dict[str, str] = {}


@pytest.mark.parametrize("path", [path for path in files() if path.suffix in TEXT], ids=str)
def test_a_file_names_no_place_on_a_machine(path: Path) -> None:
    found = [match.group() for match in MACHINE.finditer(read(path))]
    assert found == [] or path.as_posix() in WITH_ITS_REASON
