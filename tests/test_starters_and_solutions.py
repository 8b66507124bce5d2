"""Each starter leaves its lesson's own checks to the learner, and only those; each solution passes them all.

A check that needs another is skipped where that one failed. So the starters run with every `needs` forgotten as well:
then each check of the lesson's own has to fail by itself. The first card that a learner sees is kept in
tests/submissions/NN_slug/starter_card.txt; UPDATE_CARDS=1 in the environment writes it anew.
"""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checks.course import HINT_LEVELS, Lesson, all_lessons, chain
from checks.reports.text import card
from checks.verdict import Report, Verdict
from tests.runs import Runs, Wanted, report_of, side_by_side
from tests.test_submissions import SUBMISSIONS, normalized

SEEDS = (1, 2, 3)
LESSONS = all_lessons()
ReportOf = Callable[[Lesson], Report]

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=lambda lesson: lesson.name)


def as_given(lesson: Lesson) -> Wanted:
    return Wanted(lesson.name, lesson.folder, SEEDS[0])


def solved(lesson: Lesson, seed: int) -> Wanted:
    """The run of a solution; for the first seed with servers that start from nothing."""
    return Wanted(lesson.name, lesson.solution, seed, fresh=seed == SEEDS[0])


def wanted(params: dict[str, Any]) -> list[Wanted]:
    lesson = params["lesson"]
    return [solved(lesson, params["seed"])] if "seed" in params else [as_given(lesson)]


@pytest.fixture
def with_needs(runs: Runs) -> ReportOf:
    """Give the report of a lesson's starter as a learner gets it."""
    return lambda lesson: runs.report(as_given(lesson))


@pytest.fixture(scope="session")
def each_by_itself(request: pytest.FixtureRequest, runs: Runs) -> Iterator[ReportOf]:
    """Give the report of a lesson's starter where no check is skipped for another's sake."""
    own = [item for item in request.session.items if item.path == Path(__file__)]
    lessons = dict.fromkeys(item.callspec.params["lesson"] for item in own if hasattr(item, "callspec"))
    with side_by_side(without_needs=True) as pool:
        futures = {lesson: pool.submit(report_of, as_given(lesson)) for lesson in lessons}
        yield lambda lesson: futures[lesson].result()


@pytest.fixture
def solution(runs: Runs) -> Callable[[Lesson, int], Report]:
    """Give the report of a lesson's solution for a seed."""
    return lambda lesson, seed: runs.report(solved(lesson, seed))


def own(report: Report) -> list[Verdict]:
    return [verdict for verdict in report.verdicts if verdict.carried_from is None]


def but(outcome: str, verdicts: list[Verdict]) -> list[tuple[str, str, str]]:
    return [(verdict.id, verdict.outcome, verdict.message) for verdict in verdicts if verdict.outcome != outcome]


@each_lesson
def test_a_starter_fails_each_check_of_its_lesson(lesson: Lesson, each_by_itself: ReportOf) -> None:
    assert but("failed", own(each_by_itself(lesson))) == []


@each_lesson
def test_a_starter_passes_the_carried_checks(lesson: Lesson, with_needs: ReportOf) -> None:
    assert but("passed", [verdict for verdict in with_needs(lesson).verdicts if verdict.carried_from]) == []


@each_lesson
def test_a_learner_begins_with_failures_and_checks_that_wait(lesson: Lesson, with_needs: ReportOf) -> None:
    outcomes = [verdict.outcome for verdict in own(with_needs(lesson))]
    assert outcomes[0] == "failed"
    assert set(outcomes) <= {"failed", "skipped"}


@each_lesson
def test_the_first_card_that_a_learner_sees_is_the_one_intended(lesson: Lesson, with_needs: ReportOf) -> None:
    golden: Path = SUBMISSIONS / lesson.name / "starter_card.txt"
    first = with_needs(lesson).first_failure
    assert first is not None
    text = normalized(card(first))
    if os.environ.get("UPDATE_CARDS"):
        golden.write_text(text + "\n", encoding="utf-8", newline="\n")
    assert text == normalized(golden.read_text(encoding="utf-8"))


@each_lesson
@pytest.mark.parametrize("seed", SEEDS)
def test_a_solution_passes_every_check(lesson: Lesson, seed: int, solution: Callable[[Lesson, int], Report]) -> None:
    assert but("passed", solution(lesson, seed).verdicts) == []


@each_lesson
def test_each_check_of_a_lesson_has_hints(lesson: Lesson, with_needs: ReportOf) -> None:
    assert set(lesson.hints) == {verdict.id for verdict in own(with_needs(lesson))}
    for levels in lesson.hints.values():
        assert len(levels) == HINT_LEVELS
        assert len(set(levels)) == HINT_LEVELS


@each_lesson
def test_a_check_is_worth_something_and_has_a_title_of_its_own(lesson: Lesson, with_needs: ReportOf) -> None:
    verdicts = with_needs(lesson).verdicts
    assert all(verdict.points > 0 for verdict in verdicts)
    assert len({verdict.title for verdict in verdicts}) == len(verdicts)


@each_lesson
def test_a_lesson_replaces_checks_that_it_would_carry(lesson: Lesson, with_needs: ReportOf) -> None:
    carried = {check for below in chain(lesson)[:-1] for check in below.hints}
    assert set(lesson.replaces) <= carried
    assert not set(lesson.replaces) & {verdict.id for verdict in with_needs(lesson).verdicts}
