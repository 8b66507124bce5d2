"""Do the checks say the same every time? Each solution and each wrong submission, many times, on a busy machine.

    python -m tests.steadiness [--rounds 20] [--lesson 08_async ...]

Every round draws other inputs. Meanwhile another process computes without end, and three runs for each core
go on side by side, so that every one of them waits for the processor. A verdict must not change: not which
checks fail, and not which one fails first. Can be stopped and started again: what was run with the same checks, files
and seed is not run again. The outcome goes to benchmarks/results/steadiness.json.
"""

import argparse
import hashlib
import json
import multiprocessing
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import Future, as_completed
from contextlib import contextmanager

from benchmarks import machine
from checks.course import Lesson, all_lessons, find
from checks.files import state_folder
from checks.verdict import Report
from tests.runs import Wanted, report_of, side_by_side
from tests.test_submissions import folders
from tests.tree import ROOT

ROUNDS = 20
RUNS_PER_CORE = 3
OUT = ROOT / "benchmarks" / "results" / "steadiness.json"


def name(run: Wanted) -> str:
    """Return the submission of a run, as a path from the root."""
    return run.folder.relative_to(ROOT).as_posix()


def items(lessons: list[Lesson], rounds: int) -> Iterator[Wanted]:
    """Yield every run, round by round, so that a stop in the middle leaves whole rounds."""
    for seed in range(1, rounds + 1):
        for lesson in lessons:
            for folder in [lesson.solution, *folders("wrong", lesson.name)]:
                yield Wanted(lesson.name, folder, seed)


def key(item: Wanted, checks: str) -> str:
    """Return a hash of all that a run depends on."""
    digest = hashlib.sha256(f"{checks} {item.lesson} {item.seed}".encode())
    for path in sorted(path for path in item.folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        digest.update(path.relative_to(item.folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()


def hash_of_checks() -> str:
    """Return a hash of everything under checks/."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "checks").rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def verdict(report: Report) -> str:
    """Return what must not change: the checks that did not pass, in order, and how."""
    return " ".join(f"{one.id}:{one.outcome}" for one in report.verdicts if one.outcome != "passed")


def _burn() -> None:
    while True:
        sum(number * number for number in range(10_000))


@contextmanager
def busy_machine() -> Iterator[None]:
    """Keep a process of ours busy until the block ends."""
    burner = multiprocessing.Process(target=_burn, daemon=True)
    burner.start()
    try:
        yield
    finally:
        burner.kill()
        burner.join()


def run_all(wanted: dict[str, Wanted]) -> Iterator[tuple[str, str]]:
    """Yield the key and the verdict of each run as it ends."""
    with side_by_side(RUNS_PER_CORE) as pool, busy_machine():
        futures: dict[Future[Report], str] = {pool.submit(report_of, item): one for one, item in wanted.items()}
        for future in as_completed(futures):
            yield futures[future], verdict(future.result())


def summary(found: dict[str, Counter[str]], rounds: int) -> dict[str, object]:
    """Return what is committed: how many submissions always had one verdict, and those that had several."""
    unsteady = {name: dict(verdicts) for name, verdicts in sorted(found.items()) if len(verdicts) > 1}
    return {
        "what": "each solution and wrong submission, every round with another seed, on a busy machine",
        "rounds": rounds,
        "machine": machine.describe(),
        "submissions": len(found),
        "runs": sum(sum(verdicts.values()) for verdicts in found.values()),
        "always_the_same": len(found) - len(unsteady),
        "unsteady": unsteady,
    }


def main() -> int:
    """Run what is not known yet; return 0 if every submission always has the same verdict."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--lesson", nargs="*", default=[])
    options = parser.parse_args()
    lessons = [find(name) for name in options.lesson] or all_lessons()
    checks = hash_of_checks()
    every = {key(item, checks): item for item in items(lessons, options.rounds)}
    memory = state_folder() / "steadiness.jsonl"
    memory.touch()
    known = dict(json.loads(line) for line in memory.read_text(encoding="utf-8").splitlines())
    wanted = {one: item for one, item in every.items() if one not in known}
    with memory.open("a", encoding="utf-8") as file:
        for number, (one, said) in enumerate(run_all(wanted), start=1):
            known[one] = said
            file.write(json.dumps([one, said]) + "\n")
            file.flush()
            print(f"\r{number} of {len(wanted)}", end="", flush=True)
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for one, item in every.items():
        found[name(item)][known[one]] += 1
    result = summary(found, options.rounds)
    OUT.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    print(f"\n{json.dumps(result, indent=2)}")
    return 1 if result["unsteady"] else 0


if __name__ == "__main__":
    sys.exit(main())
