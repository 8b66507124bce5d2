"""Links that work in the repository, made to work on the site."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from pathlib import Path

from website.fences import outside

LINK = re.compile(r'(?P<image>!?)\[(?P<label>(?:`[^`]*`|[^\[\]])*)\]\((?P<target>[^()\s]+)(?P<title>\s+"[^"]*")?\)')
CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`)(?:.+?)(?<!`)\1(?!`)", re.DOTALL)
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//|#", re.IGNORECASE)
PUBLISHED = {".csv", ".jpg", ".json", ".png", ".svg", ".txt"}
STYLE = re.compile(r"<style>.*?</style>\n?", re.DOTALL)


@dataclass
class Links:
    """Where each file of the repository is found on the site: `places` maps `solutions/x/main.py` to its page.

    `published` collects the files that some page shows or links to, by their place on the site.
    """

    root: Path
    places: dict[str, str]
    published: dict[str, bytes] = field(default_factory=dict)

    def rewrite(self, markdown: str, source: str, page: str) -> str:
        """Return the text of the repository's file `source` with links that work on the site's `page`."""

        def change(text: str) -> str:
            code = [match.span() for match in CODE_SPAN.finditer(text)]
            return LINK.sub(lambda link: self._link(link, source, page, code), text)

        return outside(markdown, change)

    def _link(self, link: re.Match[str], source: str, page: str, code: list[tuple[int, int]]) -> str:
        target, _, anchor = link["target"].partition("#")
        if ELSEWHERE.match(link["target"]) or any(start <= link.start() < end for start, end in code):
            return link[0]
        wanted = posixpath.normpath(posixpath.join(posixpath.dirname(source), target))
        if link["image"] and (drawing := self._drawing(wanted)):
            return drawing
        place = self._place(wanted)
        if place is None:
            # A file that the site does not show keeps its name; one that does not exist keeps its link, and the
            # build reports it.
            return str(link["label"]) if (self.root / wanted).exists() else link[0]
        address = relative(place if not anchor else f"{place.partition('#')[0]}#{anchor}", page)
        return f"{link['image']}[{link['label']}]({address}{link['title'] or ''})"

    def _place(self, wanted: str) -> str | None:
        if wanted in self.places:
            return self.places[wanted]
        path = self.root / wanted
        if path.suffix not in PUBLISHED or not path.is_file() or not path.resolve().is_relative_to(self.root.resolve()):
            return None
        place = wanted.removeprefix("lessons/")
        self.published[place] = path.read_bytes()
        return place

    def _drawing(self, wanted: str) -> str:
        """Return one of our own drawings as a part of the page, where it follows the page's colors."""
        path = self.root / wanted
        if path.suffix != ".svg" or not path.is_file():
            return ""
        svg = path.read_text(encoding="utf-8")
        return figure(svg) if 'class="diagram"' in svg else ""


def figure(svg: str, css_class: str = "") -> str:
    """Return a drawing for a page: without its own style, which the site's takes the place of."""
    classes = f"drawing {css_class}".strip()
    # A picture's words are not the page's: in search results they would stand before what the page says.
    return f'\n<figure class="{classes}" data-search-exclude>\n{STYLE.sub("", svg).strip()}\n</figure>\n'


def relative(place: str, page: str) -> str:
    """Return the address of a place on the site as seen from a page; both are paths from the site's root."""
    path, mark, anchor = place.partition("#")
    return posixpath.relpath(path, posixpath.dirname(page) or ".") + mark + anchor
