"""The pictures of /docs and /redoc on lesson 06's page, taken in a real browser: python -m website.screenshots."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import FloatRect, Route

from checks.course import ROOT, Lesson, load
from checks.lessons.browser import NOT_FOUND, Tab, find_chromium, launched, opened
from checks.lessons.docs_pages import open_docs, operation, operations_on_redoc, try_it_out
from checks.ports import free_port
from checks.process import Server

LESSON = "06_hello_fastapi"
DOCS, TRY_IT_OUT, REDOC = "docs_of_hello.png", "docs_try_it_out.png", "redoc_of_hello.png"
PICTURES = (DOCS, TRY_IT_OUT, REDOC)
# In CSS pixels: /docs is narrow, so that its text is still read on a phone; ReDoc needs room for its three columns.
DOCS_WIDTH, DOCS_HEIGHT = 720, 1000
REDOC_WIDTH, REDOC_HEIGHT = 1280, 600
COLORS = 64  # of a picture: its text stays sharp, and its file small
MARGIN = 10
SHOWN = "http://127.0.0.1:8000"  # what the page says, whatever port the server has
NAME = "Ada"


def main() -> int:
    """Take all pictures anew and say where they are; returns 1 if there is no browser."""
    program = find_chromium()
    if program is None:
        print(NOT_FOUND, file=sys.stderr)
        return 1
    lesson = load(LESSON)
    for path in take(lesson, program, lesson.folder):
        print(f"{path.relative_to(ROOT).as_posix()}: {path.stat().st_size:,} bytes")
    return 0


def take(lesson: Lesson, program: str, folder: Path) -> list[Path]:
    """Start the lesson's solution, take the pictures of its pages into a folder, and return their files."""
    server = Server(lesson.serve, lesson.solution, free_port(), {}, "screenshots")
    try:
        server.wait_until_ready()
        with launched(program) as browser, opened(browser, SHOWN, width=DOCS_WIDTH, height=DOCS_HEIGHT) as tab:
            tab.page.route(f"{SHOWN}/**", lambda route: _from(route, server.port))
            return [*_of_docs(tab, folder), _of_redoc(tab, folder)]
    finally:
        server.stop()


def _from(route: Route, port: int) -> None:
    response = route.fetch(url=route.request.url.replace(SHOWN, f"http://127.0.0.1:{port}"))
    route.fulfill(response=response)


def _of_docs(tab: Tab, folder: Path) -> list[Path]:
    open_docs(tab)
    whole = _save(tab, folder / DOCS, ".swagger-ui .info hgroup", ".opblock-tag-section")
    block = operation(tab, "/hello/{")
    try_it_out(tab, block, NAME, f"Hello, {NAME}!")
    tab.page.mouse.move(0, 0)  # so that no button looks pointed at
    reply = ".live-responses-table .highlight-code"
    return [whole, _save(tab, folder / TRY_IT_OUT, ".opblock.is-open", reply)]


def _of_redoc(tab: Tab, folder: Path) -> Path:
    tab.page.set_viewport_size({"width": REDOC_WIDTH, "height": REDOC_HEIGHT})
    operations_on_redoc(tab, ["GET /hello/"])
    tab.page.locator('[data-item-id^="operation/hello"]').click()  # the page scrolls there
    tab.page.mouse.move(REDOC_WIDTH / 2, 0)
    return _shrunk(tab.page.screenshot(animations="disabled"), folder / REDOC)


def _save(tab: Tab, file: Path, first: str, last: str) -> Path:
    """Save what lies between the top of the element `first` and the bottom of `last`."""
    top = tab.page.locator(first).first.bounding_box()
    bottom = tab.page.locator(last).first.bounding_box()
    assert top is not None
    assert bottom is not None
    y = max(top["y"] - MARGIN, 0)
    assert tab.page.viewport_size is not None
    width, height = tab.page.viewport_size["width"], bottom["y"] + bottom["height"] + MARGIN - y
    clip = FloatRect(x=0, y=y, width=width, height=height)
    return _shrunk(tab.page.screenshot(full_page=True, clip=clip, animations="disabled"), file)


def _shrunk(png: bytes, file: Path) -> Path:
    picture = Image.open(BytesIO(png))
    picture.convert("RGB").quantize(COLORS, dither=Image.Dither.NONE).save(file, optimize=True)
    return file


if __name__ == "__main__":
    sys.exit(main())
