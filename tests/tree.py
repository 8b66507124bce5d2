"""What the tests of the repository's shape read: its files, its Python modules, and who imports whom."""

import ast
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("benchmarks", "checks", "setup_workshop", "website")
SCRIPTS = ("workshop", "notebooks.serving")
WRONG_ON_PURPOSE = ("tests/broken", "tests/submissions")
NOT_OURS = {".git", ".venv", ".workshop", "node_modules", "__pycache__"}


@cache
def files() -> list[Path]:
    """All files that are or would be committed, as paths from the root; without git, all but what set-up makes."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        found = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True, encoding="utf-8").stdout.split("\0")
        paths = {Path(name) for name in found if name}
    except (OSError, subprocess.CalledProcessError):
        paths = {path.relative_to(ROOT) for path in ROOT.rglob("*")}
    return sorted(path for path in paths if (ROOT / path).is_file() and not NOT_OURS & set(path.parts))


def python_files() -> list[Path]:
    """All Python files, without the submissions that are wrong on purpose."""
    python = [path for path in files() if path.suffix == ".py"]
    return [path for path in python if not any(path.is_relative_to(folder) for folder in WRONG_ON_PURPOSE)]


def read(path: Path) -> str:
    """Return the text of a file named from the root."""
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file named from the root."""
    return ast.parse(read(path), filename=str(path))


def module_name(path: Path) -> str:
    """Return `checks.reports.text` for checks/reports/text.py, and `checks` for checks/__init__.py."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def modules() -> dict[str, Path]:
    """Our own modules by name: the packages, the scripts, and the tests."""
    named = {module_name(path): path for path in python_files()}
    return {name: path for name, path in named.items() if name in SCRIPTS or name.split(".")[0] in (*PACKAGES, "tests")}


def imported(path: Path) -> set[str]:
    """Every dotted name that a file imports, inside functions too; of `from a import b` both `a` and `a.b`."""
    return {name for node in ast.walk(parsed(path)) for name in _names(node, path)}


def _names(node: ast.AST, path: Path) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        package = ".".join(path.parent.parts[: len(path.parent.parts) + 1 - node.level]) if node.level else ""
        base = ".".join(part for part in (package, node.module) if part)
        yield base
        yield from (f"{base}.{alias.name}" for alias in node.names)


@cache
def imports_of_ours() -> dict[str, set[str]]:
    """For each of our modules the modules of ours that it imports; a package counts only if a name comes from it."""
    ours = modules()
    return {name: {other for other in _targets(path, set(ours)) if other != name} for name, path in ours.items()}


def _targets(path: Path, ours: set[str]) -> set[str]:
    names = imported(path)
    known = names & ours
    inner = {name.rpartition(".")[0] for name in known if "." in name}
    outer = {name.rpartition(".")[0] for name in names - ours}
    return {name for name in known if name not in inner or name in outer}
