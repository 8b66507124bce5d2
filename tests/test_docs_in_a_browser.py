"""/docs and /redoc in a real browser: without a CDN where the page says so, and as the lesson's pictures show them."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image

from checks.client import CheckFailed
from checks.course import load
from checks.lessons import browser
from checks.lessons.docs_pages import open_docs, operation, operations_on_redoc, try_it_out
from checks.ports import free_port
from checks.process import Server
from tests.tree import ROOT
from website import screenshots

LESSON = load(screenshots.LESSON)
OFFLINE = ROOT / "tests" / "submissions" / LESSON.name / "right" / "offline_docs"
PROGRAM = browser.find_chromium()

pytestmark = pytest.mark.skipif(PROGRAM is None, reason=browser.NOT_FOUND)


@contextmanager
def tab_of(folder: Path) -> Iterator[browser.Tab]:
    """An empty page of a browser that reaches the server of this folder."""
    server = Server(LESSON.serve, folder, free_port(), {}, "tests")
    try:
        server.wait_until_ready()
        with browser.launched(str(PROGRAM)) as chromium, browser.opened(chromium, server.client.base_url) as tab:
            yield tab
    finally:
        server.stop()


def asked(tab: browser.Tab) -> list[str]:
    """A list that fills with the addresses that the page asks for."""
    found: list[str] = []
    tab.page.on("request", lambda request: found.append(request.url))
    return found


def test_docs_ask_nobody_else_with_the_change_that_the_page_shows() -> None:
    with tab_of(OFFLINE) as tab:
        addresses = asked(tab)
        open_docs(tab)
        assert "Hello, Ada!" in try_it_out(tab, operation(tab, "/hello/{"), "Ada", "Hello, Ada!")
        assert {urlsplit(url).hostname for url in addresses if not url.startswith("data:")} == {"127.0.0.1"}


def test_redoc_asks_others_for_its_logo_alone_with_that_change() -> None:
    with tab_of(OFFLINE) as tab:
        addresses = asked(tab)
        assert operations_on_redoc(tab, ["GET /hello/"]) == ["GET /", "GET /hello/{name}"]
        assert [url for url in addresses if urlsplit(url).hostname not in ("127.0.0.1", None)] in (
            [],
            ["https://cdn.redoc.ly/redoc/logo-mini.svg"],
        )


def test_docs_send_nothing_beyond_the_bounds_that_they_know() -> None:
    with tab_of(LESSON.solution) as tab:
        open_docs(tab)
        block = operation(tab, "/hello/{")
        try_it_out(tab, block, "Ada", "Hello, Ada!")
        addresses = asked(tab)
        block.locator('tr[data-param-in="query"] input').fill("6")
        block.locator(".execute").click()
        block.locator("input.invalid").wait_for()
        assert addresses == []


def test_docs_stay_empty_without_a_cdn(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "CDN_FILES", tmp_path)
    monkeypatch.setattr(browser, "BROKEN_SECONDS", 0.0)
    with tab_of(LESSON.solution) as tab:
        with pytest.raises(CheckFailed) as failed:
            open_docs(tab)
        assert failed.value.got == "an empty page"
        assert "https://cdn.jsdelivr.net/" in failed.value.misconception


def test_a_browser_that_is_gone_is_not_the_learners_fault() -> None:
    with tab_of(LESSON.solution) as tab:
        tab.page.close()
        with pytest.raises(browser.Error):
            tab.open("/docs")


def test_the_pictures_of_the_page_can_be_taken_again(tmp_path: Path) -> None:
    taken = screenshots.take(LESSON, str(PROGRAM), tmp_path)
    assert [path.name for path in taken] == list(screenshots.PICTURES)
    for path in taken:
        with Image.open(path) as now, Image.open(LESSON.folder / path.name) as before:
            assert now.width == before.width
            assert now.height == pytest.approx(before.height, rel=0.1)  # fonts differ from system to system
