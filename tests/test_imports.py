"""Imports go one way, so that each part can be read without the ones above it."""

import sys
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.tree import imported, imports_of_ours, module_name, modules, python_files

# checks/ from the top to the bottom. Nothing may reach a module of an upper row, not even through modules in between.
LAYERS = [
    ["checks.__main__"],
    ["checks.cli"],
    ["checks.verbs", "checks.grade"],
    ["checks.watch"],
    ["checks.runner", "checks.forkserver"],
    ["checks.run"],
    ["checks.plugin"],
    ["checks.sandbox", "checks.warm"],
    ["checks.process"],
    ["checks.client"],
    ["checks.verdict", "checks.course"],
]
OF_LESSONS = {name for name in modules() if name.startswith("checks.lessons.")}
CHECK_FILES = sorted(name for name in OF_LESSONS if name.startswith("checks.lessons.test_"))
HELPERS = sorted(OF_LESSONS - set(CHECK_FILES))
SET_UP = ["setup_workshop", "workshop"]
FOUNDATIONS = ["checks.verdict", "checks.course"]


def ours(name: str) -> set[str]:
    return imports_of_ours()[name]


def test_there_are_no_cycles() -> None:
    try:
        TopologicalSorter(imports_of_ours()).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(reversed(error.args[1])))


def reached(name: str, seen: frozenset[str] = frozenset()) -> frozenset[str]:
    """Every module of ours that importing this one brings along."""
    for other in ours(name) - seen:
        seen = reached(other, seen | {other})
    return seen


@pytest.mark.parametrize("depth", range(1, len(LAYERS)))
def test_a_layer_reaches_none_above_it(depth: int) -> None:
    above = {name for row in LAYERS[:depth] for name in row}
    upwards = {name: above & reached(name) for name in LAYERS[depth] if name in modules()}
    assert not any(upwards.values()), upwards


@pytest.mark.parametrize("name", FOUNDATIONS)
def test_the_foundations_import_nothing_of_ours(name: str) -> None:
    assert ours(name) == set()


@pytest.mark.parametrize("name", CHECK_FILES)
def test_a_check_file_knows_only_the_client_and_the_helpers_of_checks(name: str) -> None:
    assert ours(name) <= {"checks.client", *HELPERS}


@pytest.mark.parametrize("name", HELPERS)
def test_the_helpers_of_checks_know_only_the_client_and_each_other(name: str) -> None:
    assert ours(name) <= {"checks.client", *HELPERS}


@pytest.mark.parametrize("path", [path for path in python_files() if path.parts[0] == "checks"], ids=str)
def test_checks_never_import_a_submission(path: Path) -> None:
    assert not {name.split(".")[0] for name in imported(path)} & {"lessons", "solutions", "main"}


@pytest.mark.parametrize("folder", ["lessons", "solutions"])
def test_lessons_and_solutions_know_nothing_of_the_workshop(folder: str) -> None:
    paths = [path for path in python_files() if path.parts[0] == folder]
    packages = {"benchmarks", "checks", "tests", "website", "workshop"}
    assert [path for path in paths if packages & {name.split(".")[0] for name in imported(path)}] == []


@pytest.mark.parametrize("name", [name for name in modules() if name.split(".")[0] in SET_UP])
def test_set_up_needs_the_standard_library_only(name: str) -> None:
    assert {other.split(".")[0] for other in imported(modules()[name])} - sys.stdlib_module_names <= set(SET_UP)


def test_only_the_hook_knows_mkdocs() -> None:
    website = [path for path in python_files() if path.parts[0] == "website"]
    knowing = [module_name(path) for path in website if any(n.split(".")[0] == "mkdocs" for n in imported(path))]
    assert knowing == ["website.hooks"]


@pytest.mark.parametrize("name", [name for name in modules() if not name.startswith("tests")])
def test_nothing_but_tests_imports_tests(name: str) -> None:
    assert [other for other in ours(name) if other.split(".")[0] == "tests"] == []
