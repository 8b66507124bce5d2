"""Saves a changed main.py under a running server, and waits until the answers change with it."""

import shutil
import stat
import time
from pathlib import Path
from threading import Event

from checks.client import CheckFailed, Client
from checks.lessons import ideas_06 as ideas

SECONDS = 45.0  # the old process ends, and a new one starts
SAVE_AGAIN_SECONDS = 8.0
ONE_CALL_SECONDS = 5.0
POLL_SECONDS = 0.05
NOT_COPIED = {"__pycache__", "node_modules", "venv"}

# Wraps whatever `main:app` is, so that it fits any style; other requests go on to it as they are.
ONE_MORE_ANSWER = """

# What the check of --reload saved: one more answer.
import sys

{inner} = sys.modules[__name__].app


async def app(scope, receive, send):
    if scope["type"] != "http" or scope["path"] != "{path}":
        return await {inner}(scope, receive, send)
    headers = [(b"content-type", b"application/json"), (b"content-length", b"{length}")]
    await send({{"type": "http.response.start", "status": 200, "headers": headers}})
    await send({{"type": "http.response.body", "body": b'{body}'}})
"""


def copy_of(submission: Path, to: Path) -> Path:
    """Copy a submission's files, so that the learner's own stay as they are.

    Links to folders and those that lead out of the submission are left out: a copy could go on for ever, or anywhere.
    """
    home = submission.resolve()

    def left_out(folder: str, names: list[str]) -> set[str]:
        paths = {name: Path(folder, name) for name in names}
        folders = {
            name for name, path in paths.items() if path.is_dir() and (name.startswith(".") or path.is_symlink())
        }
        odd = {name for name, path in paths.items() if not path.is_dir() and not path.is_file()}
        outside = {name for name, path in paths.items() if not path.resolve().is_relative_to(home)}
        return NOT_COPIED & set(names) | folders | odd | outside

    shutil.copytree(home, to, ignore=left_out)
    return to


def save_one_more_answer(main: Path, word: str, version: int) -> None:
    """Append to main.py what answers `/<word>` with {"saved": version}."""
    body = f'{{"saved": {version}}}'
    more = ONE_MORE_ANSWER.format(inner=f"app_{word}_{version}", path=f"/{word}", length=len(body), body=body)
    main.chmod(main.stat().st_mode | stat.S_IWUSR)
    with main.open("ab") as file:  # bytes: whatever main.py's encoding and line ends are, they stay
        file.write(more.encode("ascii"))


def expect_a_saved_change_to_show(client: Client, main: Path, word: str) -> None:
    """Save a changed main.py and wait until the server answers by it; a change that came too early is saved again."""
    patient = client.patient(ONE_CALL_SECONDS)
    end = time.monotonic() + SECONDS
    version, save_at = 0, time.monotonic()
    failure = CheckFailed("")
    while time.monotonic() < end:
        if time.monotonic() >= save_at:
            version, save_at = version + 1, time.monotonic() + SAVE_AGAIN_SECONDS
            save_one_more_answer(main, word, version)
        try:
            reply = patient.get(f"/{word}")
            if reply.status == 200 and '"saved"' in reply.text:
                return
            failure = CheckFailed("", got=str(reply), curl=patient.curl(reply.exchange))
        except CheckFailed as lost:  # between the old process and the new one nobody may answer
            failure = lost
        Event().wait(POLL_SECONDS)
    raise CheckFailed(
        f"main.py was changed and saved, and {SECONDS:g} s later the answers were still the old ones.",
        expected="status 200 from the route that was appended to main.py",
        got=failure.got or failure.message,
        curl=failure.curl,
        misconception=ideas.NO_RELOAD,
    )
