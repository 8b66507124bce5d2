"""The machine's own Chromium, driven by playwright; nothing is downloaded."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import BrowserContext, Page, Request, ViewportSize, expect, sync_playwright

from checks.doctor import BROWSERS

FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PLACES = {
    "darwin": [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ],
    "win32": [
        rf"{os.environ.get(folder, '')}\{program}"
        for folder in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
        for program in (r"Google\Chrome\Application\chrome.exe", r"Microsoft\Edge\Application\msedge.exe")
    ],
}
DESK: ViewportSize = {"width": 1280, "height": 800}
PHONE: ViewportSize = {"width": 390, "height": 844}
LIMIT_MS = 15_000
OURS = ("http://127.0.0.1:", "file:", "data:", "blob:", "about:")


def chromium() -> str | None:
    """Return the path of a browser that playwright can drive."""
    on_path = filter(None, map(shutil.which, BROWSERS))
    return next(on_path, None) or next((path for path in PLACES.get(sys.platform, []) if Path(path).is_file()), None)


@contextmanager
def started(program: str) -> Iterator[BrowserContext]:
    """A browser with a profile of its own; new pages are as wide as a desk's, light, and without transitions."""
    with TemporaryDirectory(ignore_cleanup_errors=True) as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=program,
            args=list(FLAGS),
            viewport=DESK,
            color_scheme="light",
            reduced_motion="reduce",
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(LIMIT_MS)
        expect.set_options(timeout=LIMIT_MS)
        yield context
        context.close()


class Witness:
    """Notes what a page should not do: ask elsewhere, fail to load something, write errors, or raise them."""

    def __init__(self, page: Page) -> None:
        self.faults: list[str] = []
        page.on("request", self._request)
        page.on("requestfailed", lambda request: self.faults.append(f"failed: {request.url}"))
        page.on(
            "response",
            lambda reply: self.faults.append(f"{reply.status}: {reply.url}") if reply.status >= 400 else None,
        )
        page.on("console", lambda said: self.faults.append(f"console: {said.text}") if said.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(f"error: {error.message}"))

    def _request(self, request: Request) -> None:
        if not request.url.startswith(OURS):
            self.faults.append(f"asked elsewhere: {request.url}")
