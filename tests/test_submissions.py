"""The checks are right: they accept what keeps the contract, and find the fault in what breaks one sentence of it.

tests/submissions/NN_slug/wrong/<slug>/ is a submission with one fault, and expect.toml says which:
`fault` (the broken sentence), `check` (the check that must find it, before any other fails), `also` (checks that
must fail too), `card_contains` (what the failure card says). card.txt is that card for the seed below; write all
cards anew with UPDATE_CARDS=1 in the environment, and read them before you keep them.

tests/submissions/NN_slug/right/<slug>/ keeps the contract in another style, and passes every check.
"""

import os
import re
import sys
import tomllib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from checks.course import all_lessons
from checks.reports.text import card
from checks.verdict import Report, Verdict
from tests.runs import Runs, Wanted
from tests.tree import ROOT

SEED = 1
MOST_KEYS = {"fault", "check", "also", "card_contains"}
LESSONS = [lesson.name for lesson in all_lessons()]
SUBMISSIONS = ROOT / "tests" / "submissions"
ReportOf = Callable[[Path], Report]


def folders(kind: str, lesson: str = "*") -> list[Path]:
    return sorted(path for path in SUBMISSIONS.glob(f"{lesson}/{kind}/*") if path.is_dir())


def name_of(folder: Path) -> str:
    return f"{folder.parts[-3]}-{folder.name}"


@cache
def expected(folder: Path) -> dict[str, object]:
    return tomllib.loads((folder / "expect.toml").read_text(encoding="utf-8"))


def names(folder: Path, key: str) -> list[str]:
    found = expected(folder).get(key, [])
    assert isinstance(found, list)
    return found


def run_of(folder: Path) -> Wanted:
    return Wanted(folder.parts[-3], folder, SEED)


def wanted(params: dict[str, Any]) -> list[Wanted]:
    found = folders("wrong", params["lesson"]) if "lesson" in params else [params["folder"]]
    return [run_of(folder) for folder in found]


@pytest.fixture
def report(runs: Runs) -> ReportOf:
    """Give the report of a folder."""
    return lambda folder: runs.report(run_of(folder))


def with_outcome(report: Report, outcome: str) -> list[str]:
    return [verdict.id for verdict in report.verdicts if verdict.outcome == outcome]


def verdict_of(report: Report, check: object) -> Verdict:
    return next(verdict for verdict in report.verdicts if verdict.id == check)


def normalized(text: str) -> str:
    """A card without what differs from machine to machine: free ports, process ids, temporary folders,
    hashes of models, what was measured, the console's signs, the shell's quotes."""
    text = re.sub(r"(127\.0\.0\.1:|0\.0\.0\.0:|\()(?!8000\b)\d{4,5}\b", r"\g<1>54321", text)
    text = re.sub(r"(?<![\w.])(?:[A-Za-z]:)?[\\/][^\s'\"]*(?:workshop-|pytest-)[^\s'\"\\/]*[\\/]", "TEMP/", text)
    text = re.sub(r'("pid": ?)\d+', r"\g<1>4321", text)
    text = re.sub(r"\b[0-9a-f]{12,64}\b", "0123456789ab", text)  # a model's file has the time of its making in it
    text = re.sub(r"\b\d+\.\d+(?= m?s\b)|(?<= took )\d+(?= times )", "0.0", text)
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?", "2026-01-31T12:00:00", text)
    lines = re.sub(r"\Ax ", "✗ ", text).splitlines()
    return "\n".join(line for line in lines if not (sys.platform == "win32" and line.startswith("  sent ")))


@pytest.mark.parametrize("folder", folders("right"), ids=name_of)
def test_a_right_submission_passes_every_check(folder: Path, report: ReportOf) -> None:
    verdicts = report(folder).verdicts
    assert [(verdict.id, verdict.outcome, card(verdict)) for verdict in verdicts if verdict.outcome != "passed"] == []


@pytest.mark.parametrize("folder", folders("wrong"), ids=name_of)
def test_the_check_of_the_broken_sentence_fails_first(folder: Path, report: ReportOf) -> None:
    first, *others = with_outcome(report(folder), "failed")
    assert first == expected(folder)["check"]
    assert sorted(others) == sorted(names(folder, "also"))
    assert with_outcome(report(folder), "error") == []


@pytest.mark.parametrize("folder", folders("wrong"), ids=name_of)
def test_the_failure_card_is_the_one_intended(folder: Path, report: ReportOf) -> None:
    golden = folder / "card.txt"
    text = normalized(card(verdict_of(report(folder), expected(folder)["check"])))
    if os.environ.get("UPDATE_CARDS"):
        golden.write_text(text + "\n", encoding="utf-8", newline="\n")
    assert text == normalized(golden.read_text(encoding="utf-8"))
    assert [part for part in names(folder, "card_contains") if part not in " ".join(text.split())] == []


@pytest.mark.parametrize("folder", folders("wrong"), ids=name_of)
def test_a_wrong_submission_says_what_is_wrong(folder: Path) -> None:
    assert set(expected(folder)) <= MOST_KEYS
    assert str(expected(folder)["fault"]).endswith(".")


@pytest.mark.parametrize("lesson", LESSONS)
def test_each_check_finds_the_fault_of_a_wrong_submission(lesson: str, report: ReportOf) -> None:
    first = {with_outcome(report(folder), "failed")[0] for folder in folders("wrong", lesson)}
    own = {verdict.id for verdict in report(folders("wrong", lesson)[0]).verdicts if not verdict.carried_from}
    assert own - first == set()


@pytest.mark.parametrize("lesson", LESSONS)
def test_there_are_enough_submissions_to_trust_the_checks(lesson: str) -> None:
    assert len(folders("wrong", lesson)) >= 12
    assert len(folders("right", lesson)) >= 4
