"""Builds the site into .workshop/site, and only if something that it is made of has changed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

STAMP = ".stamp"
# What pages are made of. A lesson's program is not among them: it changes at every save of a learner.
SOURCES = (
    "mkdocs.yml",
    "benchmarks/results/*",
    "checks/course.py",
    "datasets/*",
    "lessons/*/*.csv",
    "lessons/*/*.jpg",
    "lessons/*/*.json",
    "lessons/*/*.md",
    "lessons/*/*.png",
    "lessons/*/*.svg",
    "lessons/*/*.toml",
    "lessons/*/*.txt",
    "notebooks/*.ipynb",
    "solutions/**/*",
    "website/**/*",
)


class BuildError(Exception):
    """The site did not build; the message is one sentence, and `log` is what MkDocs said."""

    def __init__(self, message: str, log: str) -> None:
        super().__init__(message)
        self.log = log


def default_folder(root: Path) -> Path:
    """Return where the site of a repository is built."""
    return root / ".workshop" / "site"


def fingerprint(root: Path) -> str:
    """Return a hash of everything that the site is made of, the builder's version included."""
    digest = hashlib.sha256(f"{version('mkdocs')} {version('mkdocs-material')}".encode())
    for path in _sources(root):
        digest.update(f"\n{path.relative_to(root).as_posix()} {path.stat().st_size}\n".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _sources(root: Path) -> Iterator[Path]:
    found = {path for pattern in SOURCES for path in root.glob(pattern) if path.is_file()}
    yield from sorted(path for path in found if "__pycache__" not in path.parts)


def is_fresh(root: Path, folder: Path) -> bool:
    """Tell whether the folder holds the site of the sources as they are now."""
    try:
        return (folder / STAMP).read_text(encoding="utf-8") == fingerprint(root)
    except OSError:
        return False


def build(root: Path, folder: Path, *, strict: bool) -> str:
    """Build the site and put it into `folder` as a whole; return what MkDocs said.

    With `strict` a warning fails the build. Raises BuildError, and OSError if the folder cannot be written.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    stamp = fingerprint(root)
    # Built beside its place and then moved: whoever reads the site meanwhile finds the old one or the new one.
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent, ignore_cleanup_errors=True) as work:
        fresh = Path(work) / "site"
        log = _run_mkdocs(root, fresh, strict=strict)
        (fresh / STAMP).write_text(stamp, encoding="utf-8")
        _replace(folder, fresh, Path(work) / "replaced")
    return log


def _run_mkdocs(root: Path, folder: Path, *, strict: bool) -> str:
    # Never --quiet: it hides the warnings that --strict counts.
    argv = [sys.executable, "-m", "mkdocs", "build", "--strict" if strict else "--no-strict"]
    argv += ["--config-file", str(root / "mkdocs.yml"), "--site-dir", str(folder)]
    done = subprocess.run(
        argv,
        cwd=root,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONIOENCODING": "utf-8"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        raise BuildError("The site did not build; the lines above name the page.", done.stdout)
    return done.stdout


def _replace(folder: Path, fresh: Path, aside: Path) -> None:
    """Move the fresh site to its place; if another build has just put the same one there, that one stays."""
    with contextlib.suppress(FileNotFoundError):
        folder.rename(aside)
    try:
        fresh.rename(folder)
    except OSError:
        if not (folder / STAMP).is_file():
            shutil.copytree(fresh, folder, dirs_exist_ok=True)
