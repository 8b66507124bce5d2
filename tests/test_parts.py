"""Checks that run side by side say what they say one after the other."""

import multiprocessing
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

import pytest

from checks.course import find
from checks.parts import run_in_parts
from checks.run import Job, run
from checks.started import cold
from checks.verdict import Report, Verdict
from checks.warm import CAN_FORK
from tests.tree import ROOT

pytestmark = pytest.mark.skipif(not CAN_FORK, reason="this system cannot fork, so runs have one part")

SEED = 1
WRONG = ROOT / "tests" / "submissions" / "02_json_api" / "wrong"
FOLDERS = [ROOT / "solutions" / "02_json_api", *sorted(WRONG.iterdir())[:3], ROOT / "lessons" / "02_json_api"]


class Told:
    """A listener that counts."""

    def __init__(self) -> None:
        self.planned: list[list[Verdict]] = []
        self.decided_ones: Counter[str] = Counter()

    def collected(self, planned: list[Verdict]) -> None:
        self.planned.append(planned)

    def decided(self, verdict: Verdict) -> None:
        self.decided_ones[verdict.id] += 1


def both(folder: Path) -> tuple[Report, Report, list[list[Verdict]], Counter[str]]:
    """Return the reports of a run in one piece and of one in parts, and what a listener heard of the second."""
    job = Job(find("02"), folder, SEED)
    told = Told()
    return run(job), run_in_parts(job, told, cold), told.planned, told.decided_ones


def in_a_process_of_one_thread(folder: Path) -> tuple[Report, Report, list[list[Verdict]], Counter[str]]:
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(both, folder).result()


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda folder: f"{folder.parent.name}-{folder.name}")
def test_in_parts_the_verdicts_are_the_same(folder: Path) -> None:
    whole, parts, planned, decided = in_a_process_of_one_thread(folder)
    told = [[(one.id, one.outcome, one.points, one.message, one.hint) for one in r.verdicts] for r in (whole, parts)]
    assert told[0] == told[1]
    assert [[one.id for one in plan] for plan in planned] == [[one.id for one in whole.verdicts]]
    assert set(decided.values()) == {1}
    assert set(decided) == {one.id for one in whole.verdicts}
