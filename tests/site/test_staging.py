"""What the site's pages are made of, without a builder."""

from pathlib import Path

import pytest

from checks.course import all_lessons
from tests.site.course import write, write_course
from tests.tree import ROOT
from website.pages import Page, Site, StagingError
from website.staging import stage


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_course(tmp_path, engine=False)


def page(site: Site, path: str) -> Page:
    return next(page for page in site.pages if page.path == path)


def test_every_lesson_has_its_three_pages() -> None:
    paths = {page.path for page in stage(ROOT).pages}
    for lesson in all_lessons():
        expected = {f"{lesson.name}/README.md", f"solutions/{lesson.name}.md", f"notebooks/{lesson.name}.md"}
        assert expected <= paths


def test_the_home_page_lists_the_ladder() -> None:
    home = page(stage(ROOT), "index.md").text
    for lesson in all_lessons():
        assert f"[{lesson.number:02} {lesson.title}]({lesson.name}/README.md)" in home
        assert f"{lesson.minutes} minutes" in home


def test_the_navigation_names_every_page_once(root: Path) -> None:
    site = stage(root)
    assert sorted(leaves(site.nav)) == sorted(page.path for page in site.pages)


def leaves(nav: object) -> list[str]:
    match nav:
        case str():
            return [nav]
        case dict():
            return [leaf for value in nav.values() for leaf in leaves(value)]
        case list():
            return [leaf for value in nav for leaf in leaves(value)]
    raise TypeError(nav)


def test_links_into_the_repository_become_links_on_the_site(root: Path) -> None:
    text = page(stage(root), "02_step/README.md").text
    assert "[The notebook](../notebooks/02_step.md)" in text
    assert "[the solution](../solutions/02_step.md#main-py)" in text
    assert "[its folder](../solutions/02_step.md)" in text
    assert "[the data](../reference/data.md#rows)" in text


def test_a_link_to_what_the_site_does_not_show_becomes_its_name(root: Path) -> None:
    write(root / "lessons" / "01_step" / "main.py", "")
    write(
        root / "lessons" / "01_step" / "README.md", "# Hello, Flask\n\nOpen [the file](main.py) `[not](a/link.py)`.\n"
    )
    assert "Open the file `[not](a/link.py)`." in page(stage(root), "01_step/README.md").text


def test_info_strings_are_cleaned(root: Path) -> None:
    text = page(stage(root), "01_step/README.md").text
    assert '```python title="main.py"\n' in text
    assert "```console\n" in text


def test_a_lesson_says_its_number_and_what_belongs_to_it(root: Path) -> None:
    facts = "Lesson 02 · [Builds on 01](../01_step/README.md) · [Notebook](../notebooks/02_step.md) · [Solution]"
    assert facts in page(stage(root), "02_step/README.md").text


def test_alerts_become_admonitions(root: Path) -> None:
    assert "!!! note\n\n    Nothing is lost.\n" in page(stage(root), "01_step/README.md").text


def test_a_solution_shows_what_changed_and_then_each_file(root: Path) -> None:
    site = stage(root)
    text = page(site, "solutions/02_step.md").text
    assert "## What changed since 01 Hello, Flask" in text
    assert "-    return 1\n+    return 2\n" in text
    assert "`extra.json` is new" in text
    assert text.index("## main.py") < text.index("## extra.json")
    assert "[Lesson](../02_step/README.md)" in text
    assert "What changed" not in page(site, "solutions/01_step.md").text


def test_a_notebook_is_shown_with_its_outputs(root: Path) -> None:
    site = stage(root)
    text = page(site, "notebooks/01_step.md").text
    assert '```text title="Output"\nprinted\n```' in text
    assert "<table><tr><td>cell</td></tr></table>" in text
    assert not {"<script", "<style", "\x1b"} & {part for part in ("<script", "<style", "\x1b") if part in text}
    assert 'alt="Plot drawn by the code above" src="01_step/cell-2-3.png"' in text
    assert "notebooks/01_step/cell-2-3.png" in site.files
    assert "[The lesson](../01_step/README.md)" in text


def test_reference_pages_are_ordered_by_name_and_titled_by_their_heading(root: Path) -> None:
    nav = stage(root).nav[-1]
    assert nav == {
        "Reference": [
            {"For instructors": "reference/a_guide.md"},
            {"From this to that": "reference/from_this.md"},
            {"The data": "reference/data.md"},
        ]
    }


def test_links_and_code_of_reference_pages_are_those_of_the_site(root: Path) -> None:
    text = page(stage(root), "reference/from_this.md").text
    assert "[Lesson 01](../01_step/README.md#step)" in text
    assert "[its solution](../solutions/01_step.md#main-py)" in text
    assert '```python title="solutions/01_step/main.py"\n' in text


def test_lessons_lead_to_reference_pages(root: Path) -> None:
    write(root / "lessons" / "02_step" / "README.md", "# A JSON API\n\n[A page](../reference/from_this.md).\n")
    assert "[A page](../reference/from_this.md)" in page(stage(root), "02_step/README.md").text


@pytest.mark.parametrize(
    ("file", "text", "named"),
    [
        ("notebooks/01_step.ipynb", "{}", "notebooks/01_step.ipynb"),
        ("lessons/reference/untitled.md", "No heading.\n", "lessons/reference/untitled.md"),
        ("lessons/reference/data.md", "# Also the data\n", "lessons/reference/data.md"),
    ],
)
def test_what_cannot_be_staged_is_named_in_one_sentence(root: Path, file: str, text: str, named: str) -> None:
    write(root / file, text)
    with pytest.raises(StagingError) as raised:
        stage(root)
    assert named in str(raised.value)
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith(".")
