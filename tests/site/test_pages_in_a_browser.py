"""Every page of the site in a browser: it asks nobody else, says no error, fits, and can be read by everyone."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import BrowserContext, Page, ViewportSize

from tests.site.browser import DESK, PHONE, Witness

AXE = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
NO_ALT = "[...document.images].filter(image => !image.alt.trim()).map(image => image.src)"
NOT_LOADED = "[...document.images].filter(image => image.complete && !image.naturalWidth).map(image => image.src)"
NAMELESS = "[...document.querySelectorAll('svg[role=img]')].filter(svg => !svg.querySelector('title')).length"


def addresses(site: Path) -> list[str]:
    """Return all pages of a site, as paths from its root."""
    found = [path.relative_to(site).as_posix() for path in site.rglob("*.html")]
    return sorted(path for path in found if path != "404.html")


def of_each_kind(site: Path) -> list[str]:
    """Return the home page, and the last of the lessons, of the solutions, of the notebooks, and of the reference."""
    kinds = {"lessons" if path[0].isdigit() else path.partition("/")[0]: path for path in addresses(site)}
    return list(kinds.values())


def faults_of(page: Page, url: str) -> list[str]:
    """Open a page on a desk and on a phone; return what is wrong with it."""
    witness = Witness(page)
    page.set_viewport_size(DESK)
    page.goto(url)
    faults = [f"{wider} px too wide at {DESK['width']}" for wider in [page.evaluate(WIDER)] if wider > 0]
    page.set_viewport_size(PHONE)
    faults += [f"{wider} px too wide at {PHONE['width']}" for wider in [page.evaluate(WIDER)] if wider > 0]
    faults += [f"no alt: {image}" for image in page.evaluate(NO_ALT)]
    faults += [f"no picture: {image}" for image in page.evaluate(NOT_LOADED)]
    faults += ["a drawing without a title"] * page.evaluate(NAMELESS)
    return witness.faults + faults


def faulty(browser: BrowserContext, urls: dict[str, str]) -> dict[str, list[str]]:
    """Return the pages that have faults, by name."""
    found = {}
    for name, url in urls.items():
        with browser.new_page() as page:
            found[name] = faults_of(page, url)
    return {name: faults for name, faults in found.items() if faults}


def test_no_page_has_a_fault(browser: BrowserContext, site: Path, served: str) -> None:
    assert faulty(browser, {path: f"{served}/{path}" for path in addresses(site)}) == {}


def test_no_page_has_a_fault_when_it_is_opened_from_a_file(browser: BrowserContext, site: Path) -> None:
    assert faulty(browser, {path: (site / path).as_uri() for path in of_each_kind(site)}) == {}


def test_no_page_of_fifteen_lessons_has_a_fault(browser: BrowserContext, long_site: Path) -> None:
    assert faulty(browser, {path: (long_site / path).as_uri() for path in of_each_kind(long_site)}) == {}


@pytest.mark.parametrize(
    ("scheme", "size"),
    [("light", DESK), ("dark", DESK), ("dark", PHONE)],
    ids=["light", "dark", "on a phone"],
)
def test_everyone_can_read_it(page: Page, site: Path, served: str, scheme: Any, size: ViewportSize) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size(size)
    found = {}
    for path in [*of_each_kind(site), "404.html"]:
        page.goto(f"{served}/{path}")
        violations = Axe().run(page, options=AXE)["violations"]
        found[path] = [f"{one['id']}: {node['html']}" for one in violations for node in one["nodes"]]
    assert {path: faults for path, faults in found.items() if faults} == {}


def test_the_home_page_shows_what_you_build_on_one_screen(page: Page, served: str) -> None:
    page.goto(f"{served}/index.html")
    picture = page.locator(".drawing:visible").bounding_box()
    begin = page.locator(".md-button--primary").bounding_box()
    assert picture
    assert begin
    assert max(picture["y"] + picture["height"], begin["y"] + begin["height"]) < DESK["height"]


BROKEN: dict[str, tuple[str, str]] = {
    "asks elsewhere": ('<img alt="x" src="http://192.0.2.1/x.png">', "asked elsewhere"),
    "lacks a file": ('<script src="missing.js"></script>', "404"),
    "says an error": ("<script>console.error('no')</script>", "console: no"),
    "raises an error": ("<script>undefined_name()</script>", "error: undefined_name"),
    "is too wide": ('<p style="width: 600px">wide</p>', "too wide at 390"),
    "has a picture without words": ('<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "no alt"),
}


@pytest.mark.parametrize(("html", "fault"), BROKEN.values(), ids=list(BROKEN))
def test_these_tests_notice_a_page_that(page: Page, served: str, html: str, fault: str) -> None:
    page.route("http://192.0.2.1/*", lambda route: route.abort())
    page.route("**/broken.html", answers(f"<!doctype html><title>Broken</title>{html}"))
    assert fault in json.dumps(faults_of(page, f"{served}/broken.html"))


def answers(html: str) -> Callable[[Any], None]:
    """Return what answers a request with this page."""
    return lambda route: route.fulfill(body=html, content_type="text/html")


def test_these_tests_notice_words_that_are_hard_to_read(page: Page, served: str) -> None:
    page.route("**/pale.html", answers('<!doctype html><html lang="en"><title>Pale</title><p style="color: #ccc">pale'))
    page.goto(f"{served}/pale.html")
    assert [one["id"] for one in Axe().run(page, options=AXE)["violations"]] == ["color-contrast"]
