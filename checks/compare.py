"""JSON values compared and shown: equality without Python's `True == 1`, a diff, and texts cut to a line."""

from __future__ import annotations

import difflib
import json
from typing import Any

MAX_CHARACTERS = 300
MAX_DIFF_LINES = 40


def same_json(expected: Any, got: Any) -> bool:
    """Tell whether two JSON values are equal; a boolean is never a number, 1 equals 1.0."""
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, dict) and isinstance(got, dict):
        return expected.keys() == got.keys() and all(same_json(expected[key], got[key]) for key in expected)
    if isinstance(expected, list) and isinstance(got, list):
        return len(expected) == len(got) and all(map(same_json, expected, got))
    return bool(expected == got)


def json_diff(expected: Any, got: Any) -> str:
    """Return lines that begin with `-` (expected), `+` (got) or a space (both)."""
    lines = difflib.ndiff(_lines(expected), _lines(_ordered(got, expected)))
    kept = [line for line in lines if not line.startswith("?")]
    if len(kept) > MAX_DIFF_LINES:
        kept = [*kept[:MAX_DIFF_LINES], f"  ... {len(kept) - MAX_DIFF_LINES} more lines"]
    return "\n".join(kept)


def _lines(value: Any) -> list[str]:
    return json.dumps(value, indent=2, ensure_ascii=False).splitlines()


def _ordered(got: Any, expected: Any) -> Any:
    if not isinstance(got, dict) or not isinstance(expected, dict):
        return got
    first = {key: got[key] for key in expected if key in got}
    return {**first, **got}


def shortened(text: str, limit: int = MAX_CHARACTERS) -> str:
    """Return the text on one line, cut to `limit` characters."""
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[:limit]}... ({len(text):,} characters)"
