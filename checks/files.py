"""Files of the learner's own state: the .workshop folder, and writes that are whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from checks.course import ROOT


def state_folder(root: Path = ROOT) -> Path:
    """Return the folder `.workshop`, made if need be; raises OSError if it cannot be."""
    folder = root / ".workshop"
    folder.mkdir(exist_ok=True)
    return folder


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader, or a crash in between, finds the old content or the new; raises OSError."""
    descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".tmp")
    fresh = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
        if path.exists():
            fresh.chmod(path.stat().st_mode & 0o777)
        else:
            fresh.chmod(0o644)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
