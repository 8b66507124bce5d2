"""The screen as lines of text, for each state. `SCREENS=write` writes the files anew; look at them."""

import io
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.console import Console

from checks.course import Lesson
from checks.ladder import Rung
from checks.overlays import ladder_overlay, move
from checks.screen import Overlay, Screen
from checks.services import ServiceState
from checks.signs import Signs
from checks.verdict import Outcome, Report, Verdict
from checks.view import render
from tests.loop.conftest import Golden

LESSON = Lesson(
    name="04_serve_with_flask",
    title="Serve with Flask",
    goal="How does a model answer a request?",
    minutes=45,
    serve=("flask", "--app", "main", "run", "--port", "{port}"),
    edit=("main.py",),
    root=Path("nowhere"),
)
RUNGS = [
    Rung("01_hello_flask", "Hello, Flask", 30, passed=True, best=13, of=13),
    Rung("04_serve_with_flask", "Serve with Flask", 45, passed=False, best=3, of=9),
    Rung("05_gunicorn", "Gunicorn", 45, passed=False, best=0, of=0),
]
FAILURE = Verdict(
    id="health_says_ok",
    title="GET /health answers 200",
    outcome="failed",
    points=2,
    message="The reply has another member `status` than expected.",
    curl="curl -i http://127.0.0.1:8000/health",
    expected='{"status": "ok"}',
    got='{"status": "OK", "note": "李 and é"}',
    diff='- "status": "ok"\n+ "status": "OK"',
    misconception="JSON texts are compared letter by letter.",
    log='main.py:12 in health\n    return {"status": "OK"}',
)
NOT_STARTED = Verdict(
    id="health_says_ok",
    title="GET /health answers 200",
    outcome="failed",
    message="Your server ended at once, with exit status 1.",
    expected="a server that answers after `flask --app main run --port 53017`",
    log="  File \"main.py\", line 3\n    app = Flask(__name__\n               ^\nSyntaxError: '(' was never closed",
)
BROKEN = Verdict(
    id="health_says_ok",
    title="GET /health answers 200",
    outcome="error",
    message="The check itself failed (KeyError: 'x'); this is not your server's fault.",
    log="test_04.py:30: KeyError",
)


def checks(outcome: Outcome, count: int, *, carried: str | None = None, message: str = "") -> list[Verdict]:
    name = f"{outcome}_{carried or 'own'}"
    return [
        Verdict(f"{name}_{n}", f"Check {n} that is {outcome}", outcome, message=message, carried_from=carried)
        for n in range(1, count + 1)
    ]


def screen(*verdicts: Verdict, finished: bool = True) -> Screen:
    found = Screen(
        LESSON, "http://127.0.0.1:8080/04_serve_with_flask/", "http://127.0.0.1:8888/lab/tree/x.ipynb", RUNGS
    )
    found.verdicts = list(verdicts)
    found.running = not finished
    found.report = Report(LESSON.name, "folder", 7, list(verdicts)) if finished else None
    return found


def drawn(state: Screen, width: int = 80, height: int = 40, encoding: str = "utf-8") -> str:
    out = io.StringIO()
    console = Console(file=out, width=width, height=height, color_system=None, markup=False, emoji=False)
    console.print(render(state, width, height, Signs(encoding)), end="")
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


CARRIED = checks("passed", 8, carried="02_json_api")
WAITING = checks("skipped", 3, message='It needs "GET /health answers 200" first.')
FAILED = [*CARRIED, *checks("passed", 2), FAILURE, *WAITING]


def running_after_a_failure() -> Screen:
    state = screen(*FAILED)
    state.running = True
    state.verdicts = [*checks("pending", 8, carried="02_json_api"), *checks("passed", 1), *checks("pending", 2)]
    return state


def with_hints(state: Screen) -> Screen:
    state.hints = ["Look at the letters.", "Look at the dict that health() returns.", 'Return {"status": "ok"}.']
    return state


def passed() -> Screen:
    return screen(*CARRIED, *checks("passed", 4))


def crashed() -> Screen:
    state = screen(*FAILED)
    state.crash = "The workshop itself failed, which is not your fault: it broke. Press c to try again."
    return state


def with_services(state: Screen) -> Screen:
    note = "Port 8888 is taken by process 4711 (python -m jupyterlab), so JupyterLab is at 8889."
    state.services = [
        ServiceState("site", "The site", "http://127.0.0.1:8080/", "starting"),
        ServiceState("lab", "JupyterLab", "http://127.0.0.1:8889/", "running", note),
    ]
    return state


def asked() -> Screen:
    state = screen(*FAILED)
    state.question = "Put lessons/04_serve_with_flask back to how it was given? y does it, any other key goes back."
    return state


def last_lesson() -> Screen:
    state = passed()
    state.rungs = RUNGS[:2]
    return state


STATES = {
    "first_run": screen(*checks("pending", 6), finished=False),
    "running_after_a_failure": running_after_a_failure(),
    "failed": screen(*FAILED),
    "failed_with_hints": with_hints(screen(*FAILED)),
    "passed": passed(),
    "last_lesson_passed": last_lesson(),
    "server_did_not_start": screen(NOT_STARTED, *checks("skipped", 5, message="It needs your server.")),
    "check_broken": screen(*CARRIED, BROKEN, FAILURE),
    "carried_check_fails": screen(
        *CARRIED, *checks("failed", 1, carried="02_json_api"), *checks("passed", 3), *WAITING
    ),
    "no_browser_here": screen(*checks("passed", 1), *checks("skipped", 1, message="Chromium was not found here.")),
    "crashed": crashed(),
    "services": with_services(screen(*FAILED)),
    "question": asked(),
    "long_list": screen(*CARRIED, *checks("passed", 30), *checks("failed", 9), FAILURE, *WAITING),
}


@pytest.mark.parametrize("height", [24, 40])
@pytest.mark.parametrize("name", STATES)
def test_each_state_looks_as_it_did(name: str, height: int, golden: Golden) -> None:
    golden(f"{name}_{height}", drawn(STATES[name], height=height))


@pytest.mark.parametrize("size", [(80, 24), (100, 40), (60, 16), (40, 12), (20, 5), (200, 60)], ids=str)
@pytest.mark.parametrize("name", STATES)
def test_nothing_is_wider_or_taller_than_the_terminal(name: str, size: tuple[int, int]) -> None:
    lines = drawn(STATES[name], *size).splitlines()
    assert len(lines) <= size[1]
    assert max(map(cell_len, lines)) <= size[0]


@pytest.mark.parametrize("name", [name for name, state in STATES.items() if state.card is not None])
def test_the_card_stays_in_view(name: str) -> None:
    card = STATES[name].card
    assert card is not None
    assert card.message[:30] in drawn(STATES[name], height=24)


@pytest.mark.parametrize("name", STATES)
def test_a_terminal_without_unicode_gets_ascii_signs(name: str) -> None:
    drawn(STATES[name], encoding="cp1252").encode("cp1252")
    signs = drawn(STATES[name], encoding="ascii").replace("李", "").replace("é", "")
    assert signs.isascii()


def test_the_newest_hint_is_in_view_however_long_the_card(golden: Golden) -> None:
    state = with_hints(screen(*FAILED[:-4], FAILURE.decided("failed", log="\n".join(f"line {n}" for n in range(50)))))
    assert "Hint 3 of 3" in drawn(state, height=24)
    golden("card_cut_short_24", drawn(state, height=24))


def test_empty_lines_go_before_what_the_server_said_does() -> None:
    state = screen(*FAILED)
    whole = drawn(state, height=40).splitlines()
    card = whole[next(n for n, line in enumerate(whole) if "Start here" in line) :]
    needed = 6 + sum(bool(line.strip()) for line in card)  # above the card: heading, rule, score and one folded line
    assert 'return {"status": "OK"}' in drawn(state, height=needed)
    assert "more lines" not in drawn(state, height=needed)


def test_a_run_keeps_the_last_card_until_its_check_passes() -> None:
    state = screen(FAILURE)
    state.running = True
    state.verdicts = [FAILURE.decided("pending")]
    assert "Before this save" in drawn(state)
    state.verdicts = [FAILURE.decided("passed")]
    assert "Before this save" not in drawn(state)


def test_no_style_hides_text_on_a_light_or_a_dark_terminal() -> None:
    for state in STATES.values():
        styles = [str(span.style) for line in render(state, 80, 40, Signs("utf-8")).renderables for span in line.spans]  # type: ignore[union-attr]
        assert not [style for style in styles if {"dim", "white", "black", "yellow", "#"} & set(style.split())]


def test_the_ladder_is_chosen_from(golden: Golden) -> None:
    state = passed()
    state.overlay = ladder_overlay(RUNGS, LESSON.name)
    move(state.overlay, "down")
    golden("ladder", drawn(state, height=12))


def test_a_long_text_is_paged() -> None:
    state = passed()
    state.overlay = Overlay("Solution", [f"+line {n}" for n in range(1, 41)])
    assert "1-21 of 40" in drawn(state, height=24)
    for _ in range(4):
        move(state.overlay, "space")
    assert "20-40 of 40" in drawn(state, height=24)
    move(state.overlay, "b")
    assert "line 40" not in drawn(state, height=24)
