"""`python3 workshop.py test`: the project's own tests, in `.venv`'s Python."""

import subprocess
import sys

LINTERS = (["ruff", "check", "."], ["mypy"])


def main(arguments: list[str]) -> int:
    """Run ruff, mypy and pytest; with arguments only pytest, which gets them. Returns the first exit code not 0."""
    codes = [] if arguments else [run_module(*linter) for linter in LINTERS]
    codes.append(run_module("pytest", *arguments))
    return next((code for code in codes if code != 0), 0)


def run_module(*command: str) -> int:
    """Run a module of `.venv`; says what it runs. Returns its exit code."""
    sys.stdout.write(f"$ python -m {' '.join(command)}\n")
    sys.stdout.flush()
    return subprocess.call([sys.executable, "-m", *command])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
