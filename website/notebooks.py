"""The page of a notebook: its text, its code, and what the code gave."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import nbformat

from website.fences import fence
from website.pages import StagingError
from website.tables import clean_tables

IMAGES = {"image/png": "png", "image/jpeg": "jpg", "image/svg+xml": "svg"}
TERMINAL_COLORS = re.compile(r"\x1b\[[0-9;?]*[ -/]*[@-~]")


def read(path: Path) -> list[dict[str, Any]]:
    """Return a notebook's cells; raises StagingError that names the file if it is no notebook."""
    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    except (OSError, ValueError, nbformat.ValidationError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise StagingError(f"notebooks/{path.name} cannot be read as a notebook: {reason}.") from error
    return list(notebook.cells)


def markdown(path: Path, images: str) -> tuple[str, dict[str, bytes]]:
    """Return a notebook as Markdown, and its pictures by name; pages show them at `images`/name.

    Raises StagingError that names the notebook if it cannot be read.
    """
    pictures: dict[str, bytes] = {}
    blocks: list[str] = []
    for number, cell in enumerate(read(path), start=1):
        if cell["cell_type"] == "markdown":
            blocks.append(cell["source"].strip() + "\n")
        elif cell["cell_type"] == "code" and cell["source"].strip():
            blocks.append(fence(cell["source"], "python"))
            blocks.extend(_outputs(cell, number, images, pictures))
    return "\n".join(blocks), pictures


def _outputs(cell: dict[str, Any], number: int, images: str, pictures: dict[str, bytes]) -> Iterator[str]:
    for place, output in enumerate(cell.get("outputs", []), start=1):
        kind = output["output_type"]
        if kind == "stream":
            yield _text(output["text"])
        elif kind == "error":
            yield _text("\n".join(output["traceback"]))
        else:
            yield _data(output, cell, f"cell-{number}-{place}", images, pictures)


def _data(output: dict[str, Any], cell: dict[str, Any], name: str, images: str, pictures: dict[str, bytes]) -> str:
    data = output["data"]
    for mime in (mime for mime in IMAGES if mime in data):
        file = f"{name}.{IMAGES[mime]}"
        pictures[file] = _bytes(data[mime], mime)
        words = output.get("metadata", {}).get("alt") or cell.get("metadata", {}).get("alt") or _described(data)
        return f'<p class="output-picture"><img alt="{escape(words)}" src="{images}/{file}"></p>\n'
    if "text/html" in data and (tables := clean_tables(data["text/html"])):
        return f'<div class="output-table" data-search-exclude>\n{tables}\n</div>\n'
    if "text/markdown" in data:
        return str(data["text/markdown"]).strip() + "\n"
    return _text(data.get("text/plain", ""))


def _described(data: dict[str, Any]) -> str:
    plain = str(data.get("text/plain", ""))
    return "Plot drawn by the code above" if plain.startswith("<") or not plain else plain


def _bytes(content: str, mime: str) -> bytes:
    if mime == "image/svg+xml":
        return content.encode()
    try:
        return base64.b64decode(content)
    except binascii.Error as error:
        raise StagingError(f"A notebook's picture is not base64: {error}.") from error


def _text(content: str) -> str:
    plain = TERMINAL_COLORS.sub("", content)
    return fence(plain, "text", "Output") if plain.strip() else ""
