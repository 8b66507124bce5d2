"""A server that must refuse to start, and say why."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

Run = Callable[..., Any]
PATIENCE_SECONDS = 60.0  # the contract's 30, doubled: on a busy machine several processes load their libraries at once


def expect_refuses_to_start(
    run: Run, env: dict[str, str], names: str | Path, idea: str = "", *, started: str = ""
) -> None:
    """Start the lesson's server with `env`; expect an exit status other than 0, and `names` on standard error.

    A server that answers 200 at the path `started` has started, so it is not waited for any longer.
    """
    finished = run(env=env, seconds=PATIENCE_SECONDS, until_answers=started)
    named = str(names)
    if finished.status is None:
        finished.fail(
            "The server started, or never ended, with a setting that it must refuse.",
            expected="an exit status other than 0 within 30 s",
            misconception=idea or "Load what the server needs before it answers, and let the exception end it.",
        )
    if finished.status == 0:
        finished.fail(
            "The server ended with exit status 0, which says that nothing was wrong.",
            expected="an exit status other than 0",
            misconception=idea or "Raise an exception: whoever starts the server must see that it failed.",
        )
    if named not in finished.stderr:
        finished.fail(
            f"Standard error does not name {named}.",
            expected=f"a message that names {named}",
            misconception=idea or "Whoever reads the log must learn which file or setting is at fault.",
        )
