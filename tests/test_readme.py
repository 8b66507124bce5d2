"""The house's pages name only what exists."""

import argparse
import re

import pytest

from checks.cli import parser
from checks.course import all_lessons
from tests.tree import ROOT, read

PAGES = ["README.md", "CONTRIBUTING.md", "LICENSE-PROSE.md", "datasets/README.md"]
README = read(ROOT / "README.md")
PLACES = re.findall(r"^\| [^|]+ \| `([\w./]+)` \|$", README, re.MULTILINE)
PARTS = re.findall(r"^\| [IV]+ [^|]+\| (\d\d) to (\d\d) \|", README, re.MULTILINE)
VERBS = re.findall(r"python3 workshop\.py ([a-z]+)", README + read(ROOT / "workshop.py"))
OTHERS = {"test", "bench"}  # workshop.py hands these to other modules than checks


def test_the_two_commands_come_first() -> None:
    assert README.splitlines()[2:6] == ["```console", "$ python3 workshop.py", "$ python3 workshop.py test", "```"]


def test_the_table_of_places_was_found() -> None:
    assert len(PLACES) > 10


def test_every_verb_that_is_shown_exists() -> None:
    (verbs,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    assert set(VERBS) - OTHERS <= set(verbs.choices)
    assert {"doctor", "check", "list"} <= set(VERBS)


@pytest.mark.parametrize("place", PLACES)
def test_i_want_to_opens_a_file_that_exists(place: str) -> None:
    assert (ROOT / place).is_file()


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    targets = re.findall(r"\]\((?!https?:|#)([^)#]+)", re.sub(r"`[^`\n]*`", "", read(ROOT / page)))
    assert [target for target in targets if not (ROOT / page).parent.joinpath(target).exists()] == []


def test_each_lesson_falls_into_one_part_of_the_ladder() -> None:
    for lesson in all_lessons():
        assert sum(int(first) <= lesson.number <= int(last) for first, last in PARTS) == 1
