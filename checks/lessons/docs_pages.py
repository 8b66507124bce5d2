"""What a person does on /docs and /redoc, done in a real browser."""

from contextlib import suppress

from playwright.sync_api import Error, Locator

from checks.lessons import ideas_06 as ideas
from checks.lessons.browser import SETTLE_SECONDS, Tab

# Swagger UI is done when it shows operations, or says why it shows none; ReDoc likewise.
SWAGGER_IS_DONE = """() => document.querySelector('.swagger-ui .opblock-tag-section, .swagger-ui .opblock') !== null
    || /No operations defined|Failed to load API|Unable to render this definition/.test(document.body.innerText)"""
REDOC_IS_DONE = """() => document.querySelector('.redoc-wrap .http-verb, .redoc-wrap .api-info') !== null
    || /Something went wrong/.test(document.body.innerText)"""
# Each operation as "GET /path": ReDoc writes the path beside the method.
REDOC_OPERATIONS = """() => [...document.querySelectorAll('.redoc-wrap .http-verb')].map(verb =>
    `${verb.textContent.trim().toUpperCase()} ${(verb.nextElementSibling || verb).textContent.trim()}`)"""
REDOC_LISTS = f"wanted => wanted.every(one => ({REDOC_OPERATIONS})().some(shown => new RegExp(one).test(shown)))"


def open_docs(tab: Tab) -> None:
    """Open /docs and wait until Swagger UI has read the description of the API."""
    tab.open("/docs")
    tab.wait_until(SWAGGER_IS_DONE, "/docs shows no Swagger UI in a browser.", expected="Swagger UI")
    for closed in tab.page.locator(".opblock-tag-section:not(.is-open) .opblock-tag").all():
        tab.click(closed, "a closed group of operations")


def operation(tab: Tab, path: str) -> Locator:
    """Return the block of a GET operation on /docs whose path begins with `path`, opened."""
    named = f'.opblock-summary-path[data-path^="{path}"]'
    block = tab.page.locator(".opblock-get", has=tab.page.locator(named)).first
    _expect(tab, block, f"/docs does not list GET {path}….", f"GET {path}… among the operations", ideas.NOT_LISTED)
    if "is-open" not in (block.get_attribute("class") or "").split():
        tab.click(block.locator(".opblock-summary-method"), "GET /hello/{name}")
    _expect(tab, block.locator(".opblock-body"), "The operation does not open.", "the operation's parameters")
    return block


def try_it_out(tab: Tab, block: Locator, value: str, wanted: str) -> str:
    """Do what a person does: Try it out, a value for the path, Execute. Return the text of the reply that is shown.

    A reply without the text `wanted` is given a moment more.
    """
    button = block.locator(".try-out__btn")
    field = block.locator('tr[data-param-in="path"] input').first
    _expect(tab, button, "The operation cannot be tried out.", "the button Try it out", ideas.NO_BUTTON)
    if not block.locator(".try-out__btn.cancel").count():
        tab.click(button, "Try it out")
    _expect(tab, field, "There is no field for the name.", "a field for the name", ideas.NO_FIELD)
    tab.fill(field, value)
    tab.click(block.locator(".execute"), "Execute")
    reply = block.locator(".live-responses-table .response")
    with tab.trying("No reply is shown after Execute.", expected="a Response body"):
        reply.first.wait_for()
    with suppress(Error):  # the caller sees what is missing
        reply.filter(has_text=wanted).first.wait_for(timeout=SETTLE_SECONDS * 1000)
    return str(reply.first.inner_text())


def _expect(tab: Tab, target: Locator, sentence: str, expected: str, idea: str = "") -> None:
    """Expect something on a page that is drawn already; it may come a moment later."""
    try:
        target.wait_for(state="attached", timeout=SETTLE_SECONDS * 1000)
    except Error as error:
        tab.fail(sentence, expected=expected, misconception=idea, cause=error)


def operations_on_redoc(tab: Tab, wanted: list[str]) -> list[str]:
    """Open /redoc and return the operations that ReDoc lists, as `GET /`, once they match each pattern of `wanted`.

    A page that does not list them all is given a moment more.
    """
    tab.open("/redoc")
    tab.wait_until(REDOC_IS_DONE, "/redoc shows no ReDoc in a browser.", expected="ReDoc")
    with suppress(Error):  # the caller sees what is missing
        tab.page.wait_for_function(REDOC_LISTS, arg=wanted, timeout=SETTLE_SECONDS * 1000)
    return [str(operation) for operation in tab.page.evaluate(REDOC_OPERATIONS)]
