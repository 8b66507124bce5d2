"""The Pythons of this machine: on PATH, and where pyenv keeps them."""

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path


@cache
def find_python(version: str) -> Path | None:
    """Return a Python of this version ("3.9") that runs, or None."""
    kept = Path(os.environ.get("PYENV_ROOT", "no pyenv")) / "versions"
    candidates = [*sorted(kept.glob(f"{version}.*/bin/python{version}")), shutil.which(f"python{version}")]
    for candidate in filter(None, candidates):
        asked = [str(candidate), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]
        done = subprocess.run(asked, capture_output=True, check=False, encoding="utf-8")
        if done.returncode == 0 and done.stdout.strip() == version:
            return Path(candidate)
    return None
