"""`python -m benchmarks loop`, which is what `python3 workshop.py bench loop` starts."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import loop
from checks.course import CourseError

RESULTS = Path(__file__).with_name("results")
WRONG_USE = 2
OURS = 3


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one benchmark and return its exit code: 0 done, 2 wrong use, 3 it could not be measured."""
    parser = argparse.ArgumentParser(prog="workshop.py bench", description="Figures of this machine, never a test.")
    benchmarks = parser.add_subparsers(dest="benchmark", metavar="BENCHMARK", required=True)
    save_to_verdict = benchmarks.add_parser("loop", help="from a save to the last verdict, beside check50")
    save_to_verdict.add_argument("--rounds", type=positive, default=loop.ROUNDS, help="saves a lesson (%(default)s)")
    save_to_verdict.add_argument("--out", type=Path, default=RESULTS / "loop.json", help="where the figures go")
    options = parser.parse_args(arguments)
    try:
        print(loop.measure(options.rounds, options.out))
    except CourseError as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except loop.NotMeasuredError as error:
        print(f"The benchmark could not be taken: {error}", file=sys.stderr)
        return OURS
    return 0


def positive(text: str) -> int:
    """Return a whole number of 1 or more; raises ValueError, which argparse turns into a sentence."""
    if int(text) < 1:
        raise ValueError(text)
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
