"""Runs a lesson's notebook against the solution's server, and makes it the same from run to run."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
from nbclient import NotebookClient

from tests.pages.normal import normalized

LIMIT_SECONDS = 120
# What matplotlib says on its first run on a machine.
FIRST_RUN = "Matplotlib is building the font cache"
PORT = re.compile(r"127\.0\.0\.1:(?!8000\b)\d{4,5}\b")
OBJECT = re.compile(r"(?<= at )0x[0-9a-f]+")
KEPT = ("alt", "measured")  # of a cell's metadata
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}


def read(path: Path) -> nbformat.NotebookNode:
    """Return a notebook of version 4."""
    return nbformat.read(path, as_version=4)


def executed(path: Path, home: Path) -> nbformat.NotebookNode:
    """Run a notebook in its own folder and return it with its outputs, normalized; raises CellExecutionError."""
    notebook = read(path)
    before = dict(os.environ)
    os.environ |= {"WORKSHOP_NOTEBOOK_SERVER": "solution", "IPYTHONDIR": str(home), "JUPYTER_CONFIG_DIR": str(home)}
    try:
        where = {"resources": {"metadata": {"path": str(path.parent)}}}
        NotebookClient(notebook, timeout=LIMIT_SECONDS, kernel_name="python3", coalesce_streams=True, **where).execute()
    finally:
        os.environ.clear()
        os.environ |= before
    return tidy(notebook)


def tidy(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Return the notebook without what tells when, where and on which machine it ran."""
    notebook.metadata = nbformat.from_dict(METADATA)
    for number, cell in enumerate(code_cells(notebook), start=1):
        cell.execution_count = number
        cell.metadata = nbformat.from_dict(
            {key: cell.metadata[key] for key in ("alt", "measured") if key in cell.metadata}
        )
        cell.outputs = [_tidy_output(output, number) for output in cell.outputs if FIRST_RUN not in str(output)]
    return notebook


def code_cells(notebook: nbformat.NotebookNode) -> Iterator[nbformat.NotebookNode]:
    """Yield the cells that hold code."""
    yield from (cell for cell in notebook.cells if cell.cell_type == "code")


def _tidy_output(output: nbformat.NotebookNode, number: int) -> nbformat.NotebookNode:
    if "execution_count" in output:
        output.execution_count = number
    if "text" in output:
        output.text = _tidy_text(output.text)
    for mime, content in output.get("data", {}).items():
        if mime.startswith("text/"):
            output.data[mime] = _tidy_text(content)
    return output


def _tidy_text(text: str) -> str:
    return OBJECT.sub("0x0", PORT.sub("127.0.0.1:8001", normalized(text)))


def comparable(notebook: nbformat.NotebookNode) -> list[dict[str, Any]]:
    """Return what must be equal in two runs.

    Not the pixels of pictures, which differ from system to system; of a cell with `measured` only the outputs' kinds.
    """
    cells: list[dict[str, Any]] = []
    for cell in tidy(notebook).cells:
        measured = cell.metadata.get("measured", False)
        shown = _kind if measured else _without_pixels
        outputs = [shown(dict(output)) for output in _coalesced(cell.get("outputs", []))]
        cells.append({"id": cell.id, "type": cell.cell_type, "source": cell.source, "outputs": outputs})
    return cells


def _coalesced(outputs: list[nbformat.NotebookNode]) -> list[nbformat.NotebookNode]:
    """Join what was printed in a row: it comes in pieces, as the clock cuts it."""
    joined: list[nbformat.NotebookNode] = []
    for output in outputs:
        last = joined[-1] if joined else None
        if last and last.output_type == output.output_type == "stream" and last.name == output.name:
            last.text += output.text
        else:
            joined.append(output)
    return joined


def _kind(output: dict[str, Any]) -> dict[str, Any]:
    return {"output_type": output["output_type"], "data": sorted(output.get("data", {}))}


def _without_pixels(output: dict[str, Any]) -> dict[str, Any]:
    if "data" in output:
        output["data"] = {mime: "" if mime.startswith("image/") else text for mime, text in output["data"].items()}
    return output
