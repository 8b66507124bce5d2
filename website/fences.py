"""Blocks of code: the course's info strings made clean, and text put into a block of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

OPENING = re.compile(r"^(?P<indent>[ \t]*)(?P<marks>`{3,}|~{3,})[ \t]*(?P<language>[\w+-]*)(?P<rest>[^`]*)$")
ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')


def fence(content: str, language: str, title: str = "") -> str:
    """Return a block of code; its fence is longer than any in the content."""
    longest = max((len(marks) for marks in re.findall(r"`{3,}", content)), default=2)
    marks = "`" * (longest + 1)
    info = f'{language} title="{title}"' if title else language
    return f"{marks}{info}\n{content.rstrip()}\n{marks}\n"


def parts(markdown: str) -> Iterator[tuple[bool, str]]:
    """Yield (is code, text) for each run of lines, which add up to the page; a block's fences belong to its code."""
    closing, block = "", list[str]()
    for line in markdown.splitlines(keepends=True):
        opening = OPENING.match(line.rstrip("\r\n"))
        if closing:
            block.append(line)
            bare = line.strip()
            if bare.startswith(closing) and not bare.strip(closing[0]):
                yield True, "".join(block)
                closing, block = "", []
        elif opening:
            if block:
                yield False, "".join(block)
            closing, block = opening["marks"], [line]
        else:
            block.append(line)
    if block:
        yield bool(closing), "".join(block)


def outside(markdown: str, change: Callable[[str], str]) -> str:
    """Return the page with its prose changed and its code left alone."""
    return "".join(text if is_code else change(text) for is_code, text in parts(markdown))


def clean(markdown: str, lesson: str = "") -> str:
    """Return a page with each info string reduced to a language and a title that the reader understands.

    On the page of a lesson its own files go by their names alone, such as `main.py`.
    """
    return "".join(_cleaned(text, lesson) if is_code else text for is_code, text in parts(markdown))


def _cleaned(block: str, lesson: str) -> str:
    first, newline, rest = block.partition("\n")
    opening = OPENING.match(first.rstrip("\r"))
    if opening is None:
        return block
    title = _title(opening["rest"], lesson)
    info = opening["language"] + (f' title="{title}"' if title else "")
    return f"{opening['indent']}{opening['marks']}{info}{newline}{rest}"


def _title(attributes: str, lesson: str) -> str:
    named: dict[str, str] = dict(ATTRIBUTE.findall(attributes))
    if "title" in named:
        return named["title"]
    if "output" in attributes.split():
        return "Output"
    source = PurePosixPath(named.get("src", "").partition("::")[0])
    own = source.parts[:2] in (("solutions", lesson), ("lessons", lesson))
    shown = PurePosixPath(*source.parts[2:]) if own else source
    return "" if shown == PurePosixPath() else str(shown)
