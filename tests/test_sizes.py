"""Files and functions are short enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tree import files, parsed, python_files, read

MOST_LINES = 250
MOST_FUNCTION_LINES = 40
WRITTEN_BY_HAND = {".py", ".md", ".css", ".js", ".html", ".toml", ".yml", ".yaml"}

# Longer on purpose: the path, then the reason.
LONGER_FILES: dict[str, str] = {
    "CHANGELOG.md": "it grows with every release",
}
LONGER_FUNCTIONS: dict[str, str] = {}


def functions(path: Path) -> Iterator[tuple[str, int]]:
    """Yield the name of each function of a file and its length in lines, decorators left out."""
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno
            yield f"{path.as_posix()}::{node.name}", node.end_lineno - node.lineno + 1


@pytest.mark.parametrize("path", [path for path in files() if path.suffix in WRITTEN_BY_HAND], ids=str)
def test_a_file_is_at_most_250_lines_long(path: Path) -> None:
    assert len(read(path).splitlines()) <= MOST_LINES or path.as_posix() in LONGER_FILES


@pytest.mark.parametrize("path", python_files(), ids=str)
def test_a_function_is_at_most_40_lines_long(path: Path) -> None:
    too_long = {name: lines for name, lines in functions(path) if lines > MOST_FUNCTION_LINES}
    assert set(too_long) <= set(LONGER_FUNCTIONS), too_long


def test_every_exception_is_still_needed() -> None:
    known = {path.as_posix() for path in files()}
    assert set(LONGER_FILES) <= known
    lengths = dict(pair for path in python_files() for pair in functions(path))
    assert [name for name in LONGER_FUNCTIONS if lengths.get(name, 0) <= MOST_FUNCTION_LINES] == []
