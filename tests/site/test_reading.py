"""What a reader does on the site: searches, switches colors, copies commands, follows links."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from checks.course import all_lessons
from tests.pages.fences import fences
from tests.site.browser import DESK, PHONE, Witness
from website.diagrams import round_trip

LESSON = all_lessons()[0]
SCHEME = "data-md-color-scheme"


@pytest.fixture(params=["http", "file"])
def home(request: pytest.FixtureRequest) -> str:
    """The site's address: from its server, then from its folder."""
    if request.param == "http":
        return str(request.getfixturevalue("served"))
    return Path(request.getfixturevalue("site")).as_uri()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_search_finds_a_lesson(page: Page, home: str, size: dict[str, int]) -> None:
    witness = Witness(page)
    page.set_viewport_size({"width": size["width"], "height": size["height"]})
    page.goto(f"{home}/index.html")
    if size is PHONE:
        page.locator("label.md-header__button[for=__search]").click()
    page.locator(".md-search__input").click()
    page.keyboard.type(LESSON.title)
    result = page.locator(f".md-search-result__link[href*='{LESSON.name}/']").first
    expect(result).to_be_visible()
    result.click()
    expect(page.locator("h1")).to_contain_text(LESSON.title)
    assert LESSON.name in page.url
    assert witness.faults == []


def test_the_switch_goes_from_the_systems_colors_to_light_to_dark(page: Page, home: str) -> None:
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    page.goto(f"{home}/index.html")
    body, switch = page.locator("body"), page.locator("form[data-md-component=palette] label:visible")
    expect(body).to_have_attribute(SCHEME, "slate")
    for title, after in [("Switch to light colors", "default"), ("Switch to dark colors", "slate")]:
        expect(switch).to_have_attribute("title", title)
        switch.click()
        expect(body).to_have_attribute(SCHEME, after)
    expect(switch).to_have_attribute("title", "Follow the system's colors")


def test_the_chosen_colors_stay_on_the_next_page(page: Page, served: str) -> None:
    page.goto(f"{served}/index.html")
    body, switch = page.locator("body"), page.locator("form[data-md-component=palette] label:visible")
    switch.click()
    expect(switch).to_have_attribute("title", "Switch to dark colors")
    switch.click()
    expect(body).to_have_attribute(SCHEME, "slate")
    page.goto(f"{served}/{LESSON.name}/index.html")
    expect(body).to_have_attribute(SCHEME, "slate")


def test_copying_a_terminal_takes_the_commands_alone(page: Page, served: str) -> None:
    console = next(fence for fence in fences(LESSON.page) if fence.language == "console")
    commands = [line.removeprefix("$ ") for line in console.lines if line.startswith("$ ")]
    page.goto(f"{served}/{LESSON.name}/index.html")
    block = page.locator(".language-console").first
    block.hover()
    block.locator("button[data-md-type=copy]").click()
    expect(page.locator(".md-dialog")).to_contain_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert [line for line in copied.splitlines() if line.strip()] == commands


def test_search_shows_words_of_pages_and_not_of_pictures(site: Path) -> None:
    index = (site / "search" / "search_index.js").read_text(encoding="utf-8")
    assert LESSON.goal in index
    assert not [words for words in (round_trip.TITLE, round_trip.DESC) if words in index]


@pytest.mark.parametrize("words", ["Solution", "Notebook"])
def test_a_lesson_leads_to_what_belongs_to_it_and_back(page: Page, home: str, words: str) -> None:
    page.goto(f"{home}/{LESSON.name}/index.html")
    page.locator(".facts").get_by_role("link", name=words).click()
    assert page.url.endswith(f"/{words.lower()}s/{LESSON.name}.html")
    page.locator(f".md-content a[href*='{LESSON.name}/index.html']").first.click()
    expect(page.locator("h1")).to_contain_text(LESSON.title)
