"""`.venv`: what it must be, and what it is. A stamp inside says for which Python, place and locks it was made."""

import hashlib
import json
import os
import sys
from enum import Enum
from pathlib import Path
from typing import Any

LOCK, DEV_LOCK = "requirements.lock", "requirements-dev.lock"
STAMP = "workshop.json"  # workshop.py reads it too


class State(Enum):
    """What `.venv` is, as far as a start is concerned; the value is what the reader is told."""

    READY = "is ready"
    OUTDATED = "was made from another requirements.lock"
    ABSENT = "is not there"
    FOREIGN = "was not made by the workshop"
    UNFINISHED = "was left half made by an earlier set-up"
    MOVED = "was made in another folder"
    OTHER_PYTHON = "was made for another Python"
    BROKEN = "has lost its Python"


class Environment:
    """The virtual environment of the workshop that lies in `root`."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.folder = root / ".venv"
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.stamp = self.folder / STAMP
        self.state_folder = root / ".workshop"

    def state(self, locks: tuple[str, ...]) -> State:
        """Compare what is there with what is wanted; reads two or three files. Raises OSError (no lock)."""
        wanted = self.description(locks)
        if not os.path.lexists(self.folder):
            return State.ABSENT
        if not os.path.lexists(self.stamp) or self.folder.is_symlink():
            return State.FOREIGN
        found = self.read_stamp()
        if found.get("state") != "ready":
            return State.UNFINISHED
        return self._compare(found, wanted)

    def _compare(self, found: dict[str, Any], wanted: dict[str, Any]) -> State:
        """Compare the stamp of a finished `.venv` with the one wanted."""
        if found.get("folder") != wanted["folder"]:
            return State.MOVED
        if found.get("python") != wanted["python"]:
            return State.OTHER_PYTHON
        if not (self.python.exists() and Path(found.get("base", "")).exists()):
            return State.BROKEN
        installed = found.get("locks", {})
        same = all(installed.get(name) == digest for name, digest in wanted["locks"].items())
        return State.READY if same else State.OUTDATED

    def description(self, locks: tuple[str, ...]) -> dict[str, Any]:
        """What a finished `.venv` of this Python, this place and these locks says in its stamp."""
        return {
            "python": sys.implementation.cache_tag,
            "base": base_python(),
            "folder": str(self.folder),
            "locks": {name: hashlib.sha256((self.root / name).read_bytes()).hexdigest() for name in locks},
        }

    def read_stamp(self) -> dict[str, Any]:
        """Return the stamp, or {} if it cannot be read."""
        try:
            found = json.loads(self.stamp.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write_stamp(self, content: dict[str, Any]) -> None:
        """Replace the stamp in one step, so that a kill leaves the old one or the new one."""
        self.write_stamp_in(self.folder, content)

    @staticmethod
    def write_stamp_in(folder: Path, content: dict[str, Any]) -> None:
        """The same in another folder, which is to become `.venv`."""
        draft = folder / f"{STAMP}.new"
        draft.write_text(json.dumps(content, indent=1), encoding="utf-8")
        draft.replace(folder / STAMP)

    def uv(self) -> Path:
        """Where uv is once it is installed."""
        return self.scripts / ("uv.exe" if os.name == "nt" else "uv")

    def packages(self) -> Path:
        """The folder that packages are installed into."""
        if os.name == "nt":
            return self.folder / "Lib" / "site-packages"
        return self.folder / "lib" / f"python{sys.version_info[0]}.{sys.version_info[1]}" / "site-packages"

    def count_packages(self) -> int:
        """How many packages are installed."""
        return sum(1 for _ in self.packages().glob("*.dist-info"))


def base_python() -> str:
    """The Python behind this one: not itself in a virtual environment, so that it outlives `.venv`."""
    return str(getattr(sys, "_base_executable", None) or sys.executable)


def outer_variables() -> dict[str, str]:
    """The process's environment without what would lead a Python of `.venv` astray (ROS and conda set such things)."""
    astray = {"PYTHONHOME", "PYTHONPATH", "PYTHONSAFEPATH", "PYTHONSTARTUP", "__PYVENV_LAUNCHER__", "VIRTUAL_ENV"}
    return {name: value for name, value in os.environ.items() if name not in astray}
