"""The lessons' pages are true: their code is the code, and their commands print what they say.

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

LESSONS = all_lessons()
UPDATE = bool(os.environ.get("UPDATE_PAGES"))
PICTURE = re.compile(r"!\[(?P<alt>[^\]]*)\]\((?P<name>[\w./]+)\)")
LINK = re.compile(r"\]\((?!https?:|#)([^)#\s]+)")
FEWEST_LINES, MOST_LINES = 150, 250

each_lesson = pytest.mark.parametrize("lesson", LESSONS, ids=attrgetter("name"))
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


def stale(fence: Fence, old: list[str], new: list[str]) -> bool:
    """Tell if two outputs differ in more than dates, versions and orders; in a `measured` block, and than numbers."""
    before, after = normalized("\n".join(old)), normalized("\n".join(new))
    return without_numbers(before) != without_numbers(after) if fence.has("measured") else before != after


@each_lesson
def test_a_block_says_where_its_content_comes_from(lesson: Lesson) -> None:
    known = {"python": {"src", "run"}, "console": {"server", "in", "run"}, "text": {"output"}, "json": {"src"}}
    unknown = [
        fence.place for fence in fences(lesson.page) if not known.get(fence.language, set()) & set(fence.attributes)
    ]
    assert unknown == [], "code without a source, or output without a command, goes stale unseen"


@each_lesson
def test_a_command_that_is_not_run_says_why(lesson: Lesson) -> None:
    consoles = [fence for fence in fences(lesson.page) if fence.language == "console"]
    reasons = [fence.attributes["run"] for fence in consoles if fence.has("run")]
    assert [reason for reason in reasons if not re.fullmatch(r"no: \w.+", reason)] == []


@each_lesson
def test_quoted_code_equals_its_source(lesson: Lesson) -> None:
    sources = {fence: quoted(fence.attributes["src"]) for fence in fences(lesson.page) if fence.has("src")}
    changed = {fence: source.splitlines() for fence, source in sources.items() if fence.text != source}
    update(lesson.page, changed)
    assert [fence.place for fence in changed] == []


@needs_shell
@each_lesson
def test_commands_print_what_the_page_says(lesson: Lesson, server_at: ServerAt, tmp_path: Path) -> None:
    changed: dict[Fence, list[str]] = {}
    found: dict[str, str] = {}
    for fence in fences(lesson.page):
        if fence.language != "console" or fence.has("run"):
            continue
        pairs = zip(commands(fence), run_commands(fence, server_at, tmp_path), strict=True)
        shown = [(command, old, old if not stale(fence, old, new) else new) for (command, old), (_, new) in pairs]
        found |= {f"{fence.place} {command}": "\n".join(new) for command, old, new in shown if old is not new}
        if any(old is not new for _, old, new in shown):
            changed[fence] = [line for command, _, new in shown for line in (f"$ {command}", *new)]
    update(lesson.page, changed)
    assert found == {}


@each_lesson
def test_programs_print_what_the_page_says(lesson: Lesson, server_at: ServerAt, tmp_path: Path) -> None:
    blocks = fences(lesson.page)
    changed: dict[Fence, list[str]] = {}
    for program, output in zip(blocks, [*blocks[1:], None], strict=True):
        if program.language != "python" or not program.has("run"):
            continue
        assert output is not None, f"{program.place} has no output block after it"
        assert output.has("output"), f"{program.place} has no output block after it"
        printed = run_program(program, server_at, tmp_path)
        if stale(output, list(output.lines), printed):
            changed[output] = printed
    update(lesson.page, changed)
    assert {fence.place: lines for fence, lines in changed.items()} == {}


@each_lesson
def test_pictures_are_those_that_our_code_draws(lesson: Lesson) -> None:
    pictures = {match["name"]: match["alt"] for match in PICTURE.finditer(lesson.page.read_text(encoding="utf-8"))}
    assert pictures, "a page has a picture"
    for name, alt in pictures.items():
        assert len(alt.split()) > 3, f"{name} needs a text for readers who do not see it"
        drawn = importlib.import_module(f"website.diagrams.{Path(name).stem}").draw()
        file = lesson.folder / name
        if UPDATE:
            file.write_text(drawn, encoding="utf-8", newline="\n")
        assert file.read_text(encoding="utf-8") == drawn, name


@each_lesson
def test_links_lead_to_what_exists(lesson: Lesson) -> None:
    links = LINK.findall(lesson.page.read_text(encoding="utf-8"))
    assert [link for link in links if not (lesson.folder / link).exists()] == []
    needed = {lesson.notebook, lesson.solution / lesson.edit[0]}
    assert needed <= {(lesson.folder / link).resolve() for link in links}


@each_lesson
def test_a_page_says_what_it_is_about_and_how_long_it_takes(lesson: Lesson) -> None:
    text = lesson.page.read_text(encoding="utf-8")
    assert text.startswith(f"# {lesson.title}\n")
    assert lesson.goal in text
    assert f"{lesson.minutes} minutes" in text
    assert FEWEST_LINES <= len(text.splitlines()) <= MOST_LINES


def test_no_lesson_has_pictures_that_no_page_shows() -> None:
    shown = {
        lesson.folder / match["name"]
        for lesson in LESSONS
        for match in PICTURE.finditer(lesson.page.read_text(encoding="utf-8"))
    }
    assert set((ROOT / "lessons").glob("*/*.svg")) - shown == set()
