"""What a site is made of: pages in Markdown, files beside them, and the order in which they are listed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


class StagingError(Exception):
    """A page cannot be made from its source; the message is one sentence that names the file."""


@dataclass(frozen=True)
class Page:
    """One page; `path` is its place on the site, such as `01_hello_flask/README.md`, `title` its name in the lists."""

    path: str
    title: str
    text: str


@dataclass
class Site:
    """Everything that the site shows. `nav` is nested as the key `nav` of mkdocs.yml is."""

    pages: list[Page] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    nav: list[Any] = field(default_factory=list)
