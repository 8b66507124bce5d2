"""HTML that a notebook's output carries, reduced to its tables: no scripts, no styles, no other tags."""

from __future__ import annotations

from html import escape
from html.parser import HTMLParser

TAGS = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
ATTRIBUTES = {"colspan", "rowspan", "scope"}
SILENT = {"script", "style", "template", "title"}


class _Tables(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.html: list[str] = []
        self._silent = 0
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self._silent += 1
        elif tag in TAGS and ("table" in self._open or tag == "table"):
            kept = "".join(f' {name}="{escape(value or "")}"' for name, value in attrs if name in ATTRIBUTES)
            self.html.append(f"<{tag}{kept}>")
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag in self._open:
            # What was left open inside ends with it, so that no tag of a table reaches the rest of the page.
            while (last := self._open.pop()) != tag:
                self.html.append(f"</{last}>")
            self.html.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if self._open and not self._silent:
            self.html.append(escape(" ".join(data.split()), quote=False))

    def close(self) -> None:
        super().close()
        self.html.extend(f"</{tag}>" for tag in reversed(self._open))


def clean_tables(html: str) -> str:
    """Return the tables of an HTML text with nothing but their own tags and text; "" if there is none."""
    parser = _Tables()
    parser.feed(html)
    parser.close()
    # An empty corner cell is a header of nothing: pandas writes it as <th>, and readers of screens stumble over it.
    return "".join(parser.html).replace("<th></th>", "<td></td>")
