"""The pages of lessons and of the reference are true: their code is the code, their commands print what they say.

UPDATE_PAGES=1 in the environment writes quoted code, outputs and pictures anew; read them before you keep them.
"""

import importlib
import os
import re
import shutil
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest

from checks.course import Lesson, all_lessons
from tests.pages.consoles import ServerAt, commands, run_commands, run_program, servers
from tests.pages.fences import Fence, fences, with_contents
from tests.pages.normal import normalized, without_numbers
from tests.pages.sources import quoted
from tests.tree import ROOT
from website.screenshots import PICTURES

LESSONS = all_lessons()
REFERENCES = sorted((ROOT / "lessons" / "reference").glob("*.md"))
UPDATE = bool(os.environ.get("UPDATE_PAGES"))
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[\w./]+)\)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
FEWEST_LINES, MOST_LINES = 150, 250
MOST_PICTURE_BYTES = 100_000

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=attrgetter("name"))
each_page = pytest.mark.parametrize(
    "page",
    [pytest.param(lesson.page, id=lesson.name) for lesson in LESSONS]
    + [pytest.param(page, id=f"reference/{page.stem}") for page in REFERENCES],
)
needs_shell = pytest.mark.skipif(
    os.name != "posix" or shutil.which("curl") is None, reason="pages show a POSIX shell's commands, with curl"
)


@pytest.fixture(scope="session")
def server_at() -> Iterator[ServerAt]:
    """Give the running server of a solution's or starter's folder."""
    with servers() as running:
        yield running


def update(page: Path, contents: dict[Fence, list[str]]) -> None:
    """Write the page with these blocks anew, if that is wanted."""
    if UPDATE and contents:
        page.write_text(with_contents(page, contents), encoding="utf-8", newline="\n")


def links(page: Path) -> list[str]:
    """Return where a page's links lead, without those to other sites and to the page itself."""
    return LINK.findall(page.read_text(encoding="utf-8"))


def stale(fence: Fence, old: list[str], new: list[str]) -> bool:
    """Tell if two outputs differ in more than dates, versions and orders; in a `measured` block, and than numbers."""
    before, after = normalized("\n".join(old)), normalized("\n".join(new))
    return without_numbers(before) != without_numbers(after) if fence.has("measured") else before != after


@each_page
def test_a_block_says_where_its_content_comes_from(page: Path) -> None:
    known = {"python": {"src", "run"}, "console": {"server", "in", "run"}, "text": {"output"}, "json": {"src"}}
    unknown = [fence.place for fence in fences(page) if not known.get(fence.language, set()) & set(fence.attributes)]
    assert unknown == [], "code without a source, or output without a command, goes stale unseen"


@each_page
def test_a_command_that_is_not_run_says_why(page: Path) -> None:
    consoles = [fence for fence in fences(page) if fence.language == "console"]
    reasons = [fence.attributes["run"] for fence in consoles if fence.has("run")]
    assert [reason for reason in reasons if not re.fullmatch(r"no: \w.+", reason)] == []


@each_page
def test_quoted_code_equals_its_source(page: Path) -> None:
    sources = {fence: quoted(fence.attributes["src"]) for fence in fences(page) if fence.has("src")}
    changed = {fence: source.splitlines() for fence, source in sources.items() if fence.text != source}
    update(page, changed)
    assert [fence.place for fence in changed] == []


@needs_shell
@each_page
def test_commands_print_what_the_page_says(page: Path, server_at: ServerAt, tmp_path: Path) -> None:
    changed: dict[Fence, list[str]] = {}
    found: dict[str, str] = {}
    for fence in fences(page):
        if fence.language != "console" or fence.has("run"):
            continue
        pairs = zip(commands(fence), run_commands(fence, server_at, tmp_path), strict=True)
        shown = [(command, old, old if not stale(fence, old, new) else new) for (command, old), (_, new) in pairs]
        found |= {f"{fence.place} {command}": "\n".join(new) for command, old, new in shown if old is not new}
        if any(old is not new for _, old, new in shown):
            changed[fence] = [line for command, _, new in shown for line in (f"$ {command}", *new)]
    update(page, changed)
    assert found == {}


@each_page
def test_programs_print_what_the_page_says(page: Path, server_at: ServerAt, tmp_path: Path) -> None:
    blocks = fences(page)
    changed: dict[Fence, list[str]] = {}
    for program, output in zip(blocks, [*blocks[1:], None], strict=True):
        if program.language != "python" or not program.has("run"):
            continue
        assert output is not None, f"{program.place} has no output block after it"
        assert output.has("output"), f"{program.place} has no output block after it"
        printed = run_program(program, server_at, tmp_path)
        if stale(output, list(output.lines), printed):
            changed[output] = printed
    update(page, changed)
    assert {fence.place: lines for fence, lines in changed.items()} == {}


@each_page
def test_pictures_are_those_that_our_code_draws(page: Path) -> None:
    pictures = {match["name"]: match["alt"] for match in PICTURE.finditer(page.read_text(encoding="utf-8"))}
    for name, alt in pictures.items():
        assert len(alt.split()) > 3, f"{name} needs a text for readers who do not see it"
        if "/" in name:
            continue  # it belongs to another folder, as a benchmark's plot does, and to that folder's tests
        if name in PICTURES:
            assert (page.parent / name).stat().st_size <= MOST_PICTURE_BYTES
            continue  # a browser took it
        drawn = importlib.import_module(f"website.diagrams.{Path(name).stem}").draw()
        file = page.parent / name
        if UPDATE:
            file.write_text(drawn, encoding="utf-8", newline="\n")
        assert file.read_text(encoding="utf-8") == drawn, name


@each_page
def test_links_lead_to_what_exists(page: Path) -> None:
    assert [link for link in links(page) if not (page.parent / link).exists()] == []


@each_lesson
def test_a_page_has_a_picture_and_leads_to_its_notebook_and_its_solution(lesson: Lesson) -> None:
    assert PICTURE.search(lesson.page.read_text(encoding="utf-8"))
    needed = {lesson.notebook, lesson.solution / lesson.edit[0]}
    assert needed <= {(lesson.folder / link).resolve() for link in links(lesson.page)}


@each_lesson
def test_a_page_says_what_it_is_about_and_how_long_it_takes(lesson: Lesson) -> None:
    text = lesson.page.read_text(encoding="utf-8")
    assert text.startswith(f"# {lesson.title}\n")
    assert lesson.goal in text
    assert f"{lesson.minutes} minutes" in text
    assert FEWEST_LINES <= len(text.splitlines()) <= MOST_LINES


def test_a_reference_page_begins_with_its_title() -> None:
    assert [page.name for page in REFERENCES if not page.read_text(encoding="utf-8").startswith("# ")] == []


def test_no_lesson_has_pictures_that_no_page_shows() -> None:
    shown = {
        page.parent / match["name"]
        for page in [*(lesson.page for lesson in LESSONS), *REFERENCES]
        for match in PICTURE.finditer(page.read_text(encoding="utf-8"))
    }
    assert {file for kind in ("svg", "png") for file in (ROOT / "lessons").glob(f"*/*.{kind}")} - shown == set()
