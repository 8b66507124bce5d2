"""A small course of its own, so that these tests do not depend on what the lessons say."""

import json
import shutil
from pathlib import Path

from tests.tree import ROOT

ENGINE = ("mkdocs.yml", "website", "checks/__init__.py", "checks/course.py")
TOML = """title = "{title}"
goal = "What does step {number} do?"
minutes = 20
serve = ["python", "main.py"]
edit = ["main.py"]
"""
PAGE = """# {title}

**What does step {number} do?** This lesson takes about 20 minutes.

> [!NOTE]
> Nothing is lost.

```python src="solutions/{name}/main.py::answer"
def answer():
    return {number}
```

```console server="solutions/{name}"
$ python main.py
{number}
```

[The notebook](../../notebooks/{name}.ipynb), [the solution](../../solutions/{name}/main.py),
[its folder](../../solutions/{name}/), [the data](../../datasets/README.md#rows).
"""
REFERENCE = """# From `this` to that

[Lesson 01](../{name}/README.md#step) and [its solution](../../solutions/{name}/main.py).

```python src="solutions/{name}/main.py::answer"
def answer():
    return 1
```
"""
TITLES = (
    "Hello, Flask", "A JSON API", "Train a model", "Serve it with Flask", "Gunicorn: workers and threads",
    "Hello, FastAPI", "Schemas", "Many requests at once", "A model server", "Operate it",
    "Where the milliseconds go", "Test your server", "Versions of a model", "Beyond one machine", "Your own server",
)  # fmt: skip


def write_course(root: Path, lessons: int = 2, engine: bool = True) -> Path:
    """Write a course of so many lessons, each of which builds on the one before; return its root.

    With `engine` the code that builds sites comes along, so that `mkdocs build` runs there.
    """
    for number in range(1, lessons + 1):
        write_lesson(root, number)
    (root / "lessons" / "01_step" / "README.md").open("a").write("\n## Step\n\nOne.\n")
    write(root / "datasets" / "README.md", "# The data\n\n## Rows\n\nOne.\n")
    write(root / "lessons" / "reference" / "from_this.md", REFERENCE.format(name="01_step"))
    write(root / "lessons" / "reference" / "a_guide.md", "# For instructors\n\nOne.\n")
    for name in ENGINE if engine else ():
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, root / name)
    return root


def write_lesson(root: Path, number: int) -> None:
    """Write one lesson with its solution and its notebook."""
    name, title = f"{number:02}_step", TITLES[number - 1]
    builds_on = f'builds_on = "{number - 1:02}_step"\n' if number > 1 else ""
    folder = root / "lessons" / name
    write(folder / "lesson.toml", TOML.format(title=title, number=number) + builds_on)
    write(folder / "README.md", PAGE.format(title=title, number=number, name=name))
    write(root / "solutions" / name / "main.py", f"def answer():\n    return {number}\n")
    if number > 1:
        write(root / "solutions" / name / "extra.json", "{}\n")
    write(root / "notebooks" / f"{name}.ipynb", json.dumps(notebook(name, title)))


def notebook(name: str, title: str) -> dict[str, object]:
    """Return a notebook with a text, a printed line, a table and a picture."""
    table = "<style>p {color: red}</style><table><tr><td>cell</td></tr></table><script>alert(1)</script>"
    pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    shown = [{"text/html": table, "text/plain": "cell"}, {"image/png": pixel, "text/plain": "<Figure>"}]
    outputs: list[object] = [{"output_type": "stream", "name": "stdout", "text": "\x1b[32mprinted\x1b[0m\n"}]
    outputs += [{"output_type": "display_data", "data": data, "metadata": {}} for data in shown]
    link = f"# {title}: measured\n\n[The lesson](../lessons/{name}/README.md)"
    code = {"cell_type": "code", "source": "answer()", "outputs": outputs, "execution_count": 1}
    cells = [{"cell_type": "markdown", "source": link}, code]
    whole = [{**cell, "id": f"cell-{place}", "metadata": {}} for place, cell in enumerate(cells)]
    return {"cells": whole, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def write(path: Path, text: str) -> None:
    """Write a file, and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
