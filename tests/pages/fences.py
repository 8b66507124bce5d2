"""The fenced blocks of a page, with what their info strings say.

`python src="solutions/01_hello_flask/main.py::hello"` is code quoted from a file. `console server="…"`
holds commands (`$ …`) and what they printed; `python run`, then `text output`, is a program with what it printed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

OPENING = re.compile(r"^(?P<indent> *)(?P<ticks>`{3,})(?P<language>[\w+-]*) *(?P<info>.*)$")
ATTRIBUTE = re.compile(r'(\w+)(?:="([^"]*)")?')


@dataclass(frozen=True, eq=False)
class Fence:
    """One block: `lines` are its content without the page's indent, `first` is the content's line from 0."""

    page: Path
    language: str
    attributes: dict[str, str]
    lines: tuple[str, ...]
    first: int
    indent: str

    @property
    def text(self) -> str:
        """The content as one text."""
        return "\n".join(self.lines)

    @property
    def place(self) -> str:
        """Where the block begins, as an editor names it."""
        return f"{self.page.parent.name}/{self.page.name}:{self.first}"

    def has(self, name: str) -> bool:
        """Tell if the info string has this attribute, with a value or without."""
        return name in self.attributes


def fences(page: Path) -> list[Fence]:
    """Return all fenced blocks of a page in their order."""
    return list(_parse(page, page.read_text(encoding="utf-8").splitlines()))


def _parse(page: Path, lines: list[str]) -> Iterator[Fence]:
    opening: re.Match[str] | None = None
    first = 0
    for number, line in enumerate(lines):
        if opening is None:
            opening, first = OPENING.match(line), number + 1
        elif line.strip() == opening["ticks"]:
            content = tuple(inner.removeprefix(opening["indent"]) for inner in lines[first:number])
            attributes = dict(ATTRIBUTE.findall(opening["info"]))
            yield Fence(page, opening["language"], attributes, content, first, opening["indent"])
            opening = None
    assert opening is None, f"{page} ends inside the block that begins at line {first}"


def with_contents(page: Path, contents: dict[Fence, list[str]]) -> str:
    """Return the page's text with other contents for some of its blocks."""
    lines = page.read_text(encoding="utf-8").splitlines()
    for fence in sorted(contents, key=lambda fence: fence.first, reverse=True):
        new = [f"{fence.indent}{line}".rstrip() for line in contents[fence]]
        lines[fence.first : fence.first + len(fence.lines)] = new
    return "\n".join([*lines, ""])
