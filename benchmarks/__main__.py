"""`python3 workshop.py bench NAME` starts `python -m benchmarks NAME`: one module here, one benchmark."""

import argparse
import importlib
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol, cast

from benchmarks import NotMeasuredError
from checks.course import CourseError

HERE = Path(__file__).parent
RESULTS = HERE / "results"
WRONG_USE = 2
OURS = 3


class Benchmark(Protocol):
    """A module of this folder that measures something."""

    ROUNDS: int

    @staticmethod
    def measure(rounds: int, out: Path) -> str:
        """Measure, write the figures to `out` as JSON, and return them as a table."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark and return its exit code: 0 done, 2 wrong use, 3 it could not be measured."""
    parser = argparse.ArgumentParser(prog="workshop.py bench", description="Figures of this machine, never a test.")
    choices = parser.add_subparsers(dest="benchmark", metavar="BENCHMARK", required=True)
    for name in names():
        one = choices.add_parser(name, help=about(name))
        one.add_argument("--rounds", type=positive, help="how often each thing is measured")
        one.add_argument("--out", type=Path, default=RESULTS / f"{name}.json", help="where the figures go")
    options = parser.parse_args(arguments)
    benchmark = cast(Benchmark, importlib.import_module(f"benchmarks.{options.benchmark}"))
    try:
        print(benchmark.measure(options.rounds or benchmark.ROUNDS, options.out))
    except CourseError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except NotMeasuredError as error:
        print(f"The benchmark could not be taken: {error}", file=sys.stderr)
        return OURS
    return 0


def names() -> Iterator[str]:
    """Yield the modules here that can be measured with, found by their text: none has to be loaded for that."""
    for path in sorted(HERE.glob("*.py")):
        if "\ndef measure(rounds: int, out: Path) -> str:" in path.read_text(encoding="utf-8"):
            yield path.stem


def about(name: str) -> str:
    """Return the first line of a module's docstring, as far as its first full stop."""
    return (HERE / f"{name}.py").read_text(encoding="utf-8").split('"""')[1].split("\n")[0].rstrip(".")


def positive(text: str) -> int:
    """Return a whole number of 1 or more; raises ValueError, which argparse turns into a sentence."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
