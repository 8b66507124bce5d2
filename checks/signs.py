"""The signs of the terminal view, in ASCII where the terminal's encoding has no better ones."""

from __future__ import annotations

from dataclasses import dataclass

from checks.reports.text import symbol


@dataclass(frozen=True)
class Signs:
    """The signs that an encoding can show."""

    encoding: str

    @property
    def unicode(self) -> bool:
        """Whether the signs beyond ASCII can be shown."""
        return self.fit("─▸…") == "─▸…"

    @property
    def rule(self) -> str:
        """One cell of a line across."""
        return "─" if self.unicode else "-"

    @property
    def pointer(self) -> str:
        """What stands before the chosen line."""
        return "▸" if self.unicode else ">"

    def of(self, outcome: str) -> str:
        """Return the sign of an outcome."""
        return symbol(outcome, self.encoding)

    def fit(self, text: str) -> str:
        """Return the text with `?` for each letter that the encoding lacks."""
        return text.encode(self.encoding, errors="replace").decode(self.encoding, errors="replace")
