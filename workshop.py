"""The only way into the workshop: makes .venv from requirements.lock if need be, then hands over to the course.

    python3 workshop.py                  set up, then the course: site, JupyterLab, and checks at every save
    python3 workshop.py test             the project's own tests (arguments go to pytest)
    python3 workshop.py doctor           what this machine has, and what each finding means
    python3 workshop.py list | check N | watch N | hint N | serve N | diff N | reset N | lab | site
    python3 workshop.py bench loop       how long the checks take on this machine

N is a lesson: 4, 04, serve_with_flask or 04_serve_with_flask.
"""

# This file must parse and run on any Python from 3.6 on, or "your Python is too old" would be a SyntaxError.
# So: annotations are quoted, and nothing of ours is imported before the version is known to fit.
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
OLDEST, NEWEST = (3, 11), (3, 13)
FITNESS = f"""
import sys
fits = {OLDEST} <= sys.version_info[:2] <= {NEWEST} and sys.maxsize > 2**32
sys.exit(not (fits and sys.implementation.name == "cpython"))
"""
EXIT_WORKSHOP_FAILED = 3


def main(arguments: "list[str]") -> int:
    """Hand over to a fit Python, or run the set-up in this one; returns the exit code."""
    if not (OLDEST <= sys.version_info[:2] <= NEWEST and sys.implementation.name == "cpython" and sys.maxsize > 2**32):
        return hand_over_to_fit_python(arguments)
    sys.path.insert(0, str(ROOT))
    from setup_workshop.start import start  # noqa: PLC0415  # it needs the Python just checked

    return start(ROOT, arguments, usage=__doc__, become=become)


def is_fit(command: "list[str]") -> bool:
    """Ask a Python whether the workshop's packages are made for it."""
    try:
        # Asked, not believed: pyenv's shims and the Windows Store's aliases exist for Pythons that do not.
        nowhere = subprocess.DEVNULL
        return subprocess.call([*command, "-c", FITNESS], stdin=nowhere, stdout=nowhere, stderr=nowhere) == 0
    except OSError:
        return False


def hand_over_to_fit_python(arguments: "list[str]") -> int:
    """Start again with a fit Python of this machine, or say which one to install."""
    for command in other_pythons():
        if is_fit(command):
            return become([*command, str(ROOT / "workshop.py"), *arguments], dict(os.environ))
    version = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write(
        "The workshop needs Python 3.11, 3.12 or 3.13 (64-bit CPython),"
        f" and this is {sys.implementation.name} {version} ({sys.executable}): {advice()}\n"
    )
    return EXIT_WORKSHOP_FAILED


def other_pythons() -> "list[list[str]]":
    """List commands that may be fit Pythons: first the one that .venv was made with, then the newest."""
    try:
        stamp = json.loads((ROOT / ".venv" / "workshop.json").read_text(encoding="utf-8"))
        commands = [[str(stamp["base"])]]
    except (OSError, ValueError, KeyError, TypeError):
        commands = []
    launcher = shutil.which("py") if os.name == "nt" else None
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        commands += [[found]] if found else []
        commands += [[launcher, f"-3.{minor}"]] if launcher else []
    return commands


def advice() -> str:
    """Say how a fit Python comes onto this kind of machine."""
    if os.name == "nt":
        return "install one with `winget install Python.Python.3.13`, then start again with `py -3.13 workshop.py`."
    if sys.platform == "darwin":
        return (
            "install one with `brew install python@3.13` or from https://www.python.org/downloads/, then start again."
        )
    return (
        "install one from your system's packages (Debian and Ubuntu: python3.13 and python3.13-venv) or from"
        " https://www.python.org/downloads/, then start again with `python3.13 workshop.py`."
    )


def become(argv: "list[str]", variables: "dict[str, str]") -> int:
    """Turn this process into another (POSIX), or run it and return its exit code (Windows has no exec)."""
    sys.stdout.flush()
    if os.name != "nt":
        os.execve(argv[0], argv, variables)  # noqa: S606  # no shell is wanted
    process = subprocess.Popen(argv, env=variables)
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue  # the child got Ctrl-C too, and decides


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write("\nStopped; start again at any time with the same command.\n")
        sys.exit(130)
