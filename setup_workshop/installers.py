"""The two installers: uv (seconds), and pip (minutes) where uv cannot be had. Both: wheels only, by their hashes."""

import re
import shutil
import sys
from pathlib import Path

from setup_workshop.environment import LOCK, Environment
from setup_workshop.tool import ToolFailed, run
from setup_workshop.trouble import Trouble

OLDEST_UV = (0, 5)  # the first with every option below
FROM_LOCK_ONLY = ("--require-hashes", "--no-deps", "--only-binary", ":all:")


def find_uv(environment: Environment) -> Path | None:
    """Return a uv that works: the reader's own if it is new enough, else the one of `.venv`."""
    own = shutil.which("uv")
    for candidate in (Path(own) if own else None, environment.uv()):
        if candidate and candidate.exists() and uv_version(candidate, environment.root) >= OLDEST_UV:
            return candidate
    return None


def uv_version(uv: Path, root: Path) -> tuple[int, ...]:
    """Return uv's version as numbers, or () if it does not run (a shim of a version that is gone)."""
    try:
        found = re.search(r"uv (\d+)\.(\d+)", run([uv, "--version"], folder=root))
    except (OSError, ToolFailed):
        return ()
    return tuple(int(part) for part in found.groups()) if found else ()


def fetch_uv(environment: Environment, held: int) -> Path | None:
    """Install uv into `.venv` with pip, by the lock's hashes; None if the lock or the index has none for this machine.

    Raises Trouble if there is no pip either; ToolFailed if pip failed otherwise, as without a network.
    """
    entry = re.search(
        r"^uv==.*?(?=^\S|\Z)", (environment.root / LOCK).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )
    ensure_pip(environment, held)
    if not entry:
        return None
    uv_lock = environment.state_folder / "uv.lock"
    uv_lock.write_text(entry.group(), encoding="utf-8")
    run(pip_command(environment, [uv_lock]), folder=environment.root, inherit=held)
    return find_uv(environment)


def ensure_pip(environment: Environment, held: int) -> None:
    """Put pip into `.venv` if it has none; raises Trouble where Python came without ensurepip, as on bare Debian."""
    if (environment.packages() / "pip" / "__main__.py").exists():
        return
    try:
        import ensurepip  # noqa: F401, PLC0415  # Debian leaves it out; asked only when it is needed
    except ImportError:
        raise no_venv("ensurepip") from None
    run([environment.python, "-m", "ensurepip"], folder=environment.root, inherit=held)


def no_venv(module: str) -> Trouble:
    """Say that this Python came without the means to make virtual environments."""
    version = f"{sys.version_info[0]}.{sys.version_info[1]}"
    return Trouble(
        f"This Python ({sys.executable}) cannot make a virtual environment, because its module `{module}` is missing:"
        f" on Debian and Ubuntu run `sudo apt install python{version}-venv`, elsewhere install Python from"
        " https://www.python.org/downloads/; then start again."
    )


def uv_command(uv: Path, environment: Environment, locks: list[Path]) -> list[str | Path]:
    """The command that brings `.venv` to the locks with uv; what is there already stays."""
    return [uv, "pip", "install", "--python", environment.python, *FROM_LOCK_ONLY, *requirements(locks)]


def pip_command(environment: Environment, locks: list[Path]) -> list[str | Path]:
    """The same with pip, without its slow compiling (the set-up does that on all cores) and long retries."""
    options = ("--no-compile", "--retries", "2")
    return [environment.python, "-m", "pip", "install", *FROM_LOCK_ONLY, *options, *requirements(locks)]


def requirements(locks: list[Path]) -> list[str | Path]:
    """The locks as options of uv and pip."""
    return [part for lock in locks for part in ("-r", lock)]
