"""A real browser for the checks: headless Chromium with an empty profile, which reaches the server under test alone.

Swagger UI and ReDoc ask a CDN for their scripts; the browser gets those files from this machine, so nothing here needs
the internet, and no request leaves 127.0.0.1.
"""

import os
import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

import fastapi_offline
from playwright.sync_api import Browser, Error, Locator, Page, Playwright, Response, Route, sync_playwright
from playwright.sync_api import TimeoutError as TooLate

from checks.client import CheckFailed

__all__ = ["NOT_FOUND", "SETTLE_SECONDS", "Browser", "Error", "Tab", "find_chromium", "launched", "opened"]

NOT_FOUND = "No Chromium, Chrome or Edge was found on this machine. Install one, and your pages are looked at too."
# For each thing that a page must show: 1 or 2 on a machine at rest, and many more on one that is busy. A page that
# cannot show it any more is not waited for so long.
SECONDS = 60.0
BROKEN_SECONDS = 15.0
SETTLE_SECONDS = 5.0  # for what a page that is there already may still add
SHOWN_URL = "http://127.0.0.1:8000"
CDN_FILES = Path(fastapi_offline.__file__).parent / "static"
PROGRAMS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
MACOS = ("Chromium.app/Contents/MacOS/Chromium", "Google Chrome.app/Contents/MacOS/Google Chrome")
WINDOWS = (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)


def find_chromium() -> str | None:
    """Return the program of an installed Chromium, Chrome or Edge, or None."""
    places = [Path("/Applications", name) for name in MACOS] if sys.platform == "darwin" else []
    if sys.platform == "win32":
        folders = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
        places = [Path(folder, name) for folder in folders if folder for name in WINDOWS]
    found = [program for name in PROGRAMS if (program := shutil.which(name))]
    return next(iter([*found, *(str(place) for place in places if place.is_file())]), None)


class Tab:
    """One page of a browser. What the server keeps it from showing is CheckFailed; what breaks the browser is not."""

    def __init__(self, page: Page, base_url: str) -> None:
        self.page = page
        self.elsewhere: list[str] = []  # addresses that the page asked for and that are not on this machine
        self.broken: list[str] = []  # what the page asked for in vain, and the errors of its scripts
        self._base_url = base_url
        self._done: list[str] = []
        page.set_default_timeout(SECONDS * 1000)
        page.context.route("**/*", self._answer)
        page.on("response", self._note_status)
        page.on("pageerror", lambda error: self.broken.append(f"its script failed: {error.message[:120]}"))

    def _note_status(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type == "script":
            path = response.url.removeprefix(self._base_url)
            self.broken.append(f"its script {path[:120]} answers {response.status}")

    def _answer(self, route: Route) -> None:
        with suppress(Error):  # the page may be gone by now
            self._send(route, route.request.url)

    def _send(self, route: Route, url: str) -> None:
        file = CDN_FILES / Path(urlsplit(url).path).name
        if f"{url}/".startswith(f"{self._base_url}/") or url.startswith(("data:", "blob:")):
            route.continue_()
        elif file.is_file():
            route.fulfill(path=file, headers={"Access-Control-Allow-Origin": "*"})
        else:
            if route.request.resource_type not in ("stylesheet", "font", "image"):  # these only decorate
                self.elsewhere.append(url)
            route.abort()

    def open(self, path: str) -> None:
        """Go to a path of the server, and remember the address as the first thing done."""
        self._done = [SHOWN_URL + path]
        self.elsewhere.clear()
        self.broken.clear()
        with self.trying(f"The browser could not open {path}.", expected="a page"):
            self.page.goto(self._base_url + path, wait_until="domcontentloaded")

    def click(self, target: Locator, name: str) -> None:
        """Click on something that a reader of the page knows by `name`."""
        self._done.append(name)
        with self.trying(f'"{name}" could not be clicked.', expected=f"{name} on the page"):
            target.click()

    def fill(self, target: Locator, value: str) -> None:
        """Write a value into a field."""
        self._done.append(f'"{value}"')
        with self.trying("The field took no text.", expected="a field to write into"):
            target.fill(value)

    def wait_until(self, condition: str, sentence: str, *, expected: str) -> None:
        """Wait until a condition, a JavaScript function, is true of the page; a broken page is given a moment only."""
        began = time.monotonic()
        while True:
            try:
                self.page.wait_for_function(condition, timeout=SETTLE_SECONDS * 1000)
                return
            except TooLate:
                patience = BROKEN_SECONDS if self.broken or self.elsewhere else SECONDS
                if time.monotonic() - began > patience:
                    why = f"The page cannot work: {self.broken[0]}." if self.broken else ""
                    self.fail(sentence, expected=expected, misconception=why)
            except Error as error:
                self._ours(error)
                self.fail(sentence, expected=expected, cause=error)

    @contextmanager
    def trying(self, sentence: str, *, expected: str) -> Iterator[None]:
        """Let what the page does not do in time be the learner's CheckFailed; a browser that is gone is our error."""
        try:
            yield
        except Error as error:
            self._ours(error)
            self.fail(sentence, expected=expected, cause=error)

    def _ours(self, error: Error) -> None:
        """Raise an error that is the browser's own."""
        browser = self.page.context.browser
        if self.page.is_closed() or browser is None or not browser.is_connected() or "crashed" in error.message:
            raise error

    def fail(
        self, sentence: str, *, expected: str, got: str = "", misconception: str = "", cause: Exception | None = None
    ) -> NoReturn:
        """Raise CheckFailed with what was done in the browser as what was sent."""
        asked = list(dict.fromkeys(self.elsewhere))
        if asked:
            misconception = (
                f"The page asked for {asked[0][:120]}, which is not your server. The check's browser reaches "
                "your server alone, and has Swagger UI's and ReDoc's own files."
            )
        raise CheckFailed(
            sentence,
            expected=expected,
            got=got or self._seen(),
            curl=", then ".join(self._done),
            misconception=misconception,
        ) from cause

    def _seen(self) -> str:
        with suppress(Error):
            text = " ".join(self.page.locator("body").inner_text(timeout=1000).split())
            return f"a page that reads: {text[:200]}" if text else "an empty page"
        return "no page"


@contextmanager
def launched(program: str) -> Iterator[Browser]:
    """Start a browser with an empty profile; everything of it is gone afterwards."""
    with sync_playwright() as playwright:
        browser = _launch(playwright, program)
        try:
            yield browser
        finally:
            browser.close()


def _launch(playwright: Playwright, program: str) -> Browser:
    root = hasattr(os, "geteuid") and os.geteuid() == 0  # Chromium has no sandbox for root
    try:
        return playwright.chromium.launch(executable_path=program, args=list(FLAGS), chromium_sandbox=not root)
    except Error:
        if root:
            raise
        # Some systems give an ordinary user no sandbox either; the page is kept to one server as it is.
        return playwright.chromium.launch(executable_path=program, args=list(FLAGS), chromium_sandbox=False)


@contextmanager
def opened(browser: Browser, base_url: str, *, width: int = 1280, height: int = 900) -> Iterator[Tab]:
    """Give one empty page (its size in CSS pixels) that knows nothing of any other, and reaches `base_url` alone."""
    context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block", locale="en-US")
    try:
        yield Tab(context.new_page(), base_url)
    finally:
        with suppress(Error):  # a browser that is gone has said so already
            context.close()
