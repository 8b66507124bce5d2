"""One site, one server and one browser for all tests of the site. They end with them: two browsers need two loops."""

from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Page

from tests.site.browser import chromium, started
from tests.site.course import write_course
from tests.tree import ROOT
from website.build import build
from website.server import HOST, bind


@pytest.fixture(scope="package")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The course's site, built strictly."""
    folder = tmp_path_factory.mktemp("site") / "site"
    build(ROOT, folder, strict=True)
    return folder


@pytest.fixture(scope="package")
def long_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a course with fifteen lessons."""
    root = write_course(tmp_path_factory.mktemp("long"), lessons=15)
    build(root, root / "site", strict=True)
    return root / "site"


@pytest.fixture(scope="package")
def served(site: Path) -> Iterator[str]:
    """The address of the course's site, without a slash at its end."""
    with bind(site, 0) as server:
        server.server_activate()
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield f"http://{HOST}:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.fixture(scope="package")
def browser() -> Iterator[BrowserContext]:
    """The machine's browser."""
    program = chromium()
    if program is None:
        pytest.skip("no Chromium, Chrome or Edge is on this machine")
    with started(program) as context:
        yield context


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    """A page of its own, which forgets what the reader chose."""
    page = browser.new_page()
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.close()
