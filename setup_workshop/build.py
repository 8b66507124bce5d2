"""Makes `.venv` what it must be; may be cut off at any point, and started twice at once."""

import os
import shutil
import signal
import time
from types import FrameType

from setup_workshop import installers, trouble
from setup_workshop.environment import Environment, State
from setup_workshop.install import Installation
from setup_workshop.one_at_a_time import one_at_a_time
from setup_workshop.progress import Steps

BUILDING = {"state": "building"}  # the stamp from a build's first moment to its last: a cut-off one is known as such


def build(environment: Environment, locks: tuple[str, ...]) -> None:
    """Bring `.venv` to the locks; waits if another start is doing so. Raises Trouble or OSError."""
    signal.signal(signal.SIGTERM, exit_quietly)
    environment.state_folder.mkdir(exist_ok=True)
    with one_at_a_time(environment.state_folder / "setup.lock", on_wait=say_who) as held:
        state = environment.state(locks)
        if state is State.READY:
            return
        began = time.monotonic()
        make = update if state is State.OUTDATED else make_new
        make(environment, locks, state, held)
        environment.write_stamp({"state": "ready"} | environment.description(locks))
        Steps(0).say(f"The set-up is done, after {time.monotonic() - began:.0f} s.")


def say_who(process_id: str) -> None:
    """Say why nothing happens yet."""
    Steps(0).say(f"Another start (process {process_id}) is setting up the workshop: waiting for it.")


def exit_quietly(number: int, frame: FrameType | None) -> None:  # noqa: ARG001  # a signal handler's signature
    """End on SIGTERM as on Ctrl-C: the running tool is ended first."""
    raise SystemExit(128 + number)


def update(environment: Environment, locks: tuple[str, ...], state: State, held: int) -> None:
    """Install what differs; without a network nothing changes, and the old stamp holds again.

    Raises Trouble, OSError.
    """
    steps = Steps(3)
    steps.say(f".venv {state.value}: installing what differs.")
    before = environment.read_stamp()
    environment.write_stamp(BUILDING)
    try:
        Installation(environment, locks, steps, held).run()
    except trouble.Offline:
        environment.write_stamp(before)
        raise


def make_new(environment: Environment, locks: tuple[str, ...], state: State, held: int) -> None:
    """Make `.venv` from nothing, where nothing of worth stood. Raises Trouble, OSError; then none is left."""
    steps = Steps(4)
    if state is State.ABSENT:
        steps.say(f"Setting up the workshop in .venv: once, about {trouble.NEEDED_MB} MB.")
    else:
        steps.say(f".venv {state.value}: making a new one.")
    if state is State.FOREIGN:
        set_aside(environment, steps)
    try:
        steps.start("Making .venv")
        discard(environment)
        make_folder(environment)
        steps.done()
        Installation(environment, locks, steps, held).run()
    except (trouble.Trouble, OSError):
        discard(environment)  # a full disk gets its space back
        raise


def set_aside(environment: Environment, steps: Steps) -> None:
    """Rename a `.venv` that the workshop did not make: it may be someone's work."""
    number, target = 1, environment.root / ".venv-set-aside"
    while os.path.lexists(target):
        number += 1
        target = target.with_name(f".venv-set-aside-{number}")
    environment.folder.rename(target)
    steps.say(f"The old .venv is kept as {target.name}.")


def discard(environment: Environment) -> None:
    """Delete `.venv` if the workshop made it, and what earlier deletions left.

    It goes out of the way in one step, which Windows refuses while a program uses it, and then for good.
    """
    trash = environment.state_folder / "trash"
    if environment.stamp.exists() and not environment.folder.is_symlink():
        trash.mkdir(exist_ok=True)
        environment.folder.rename(trash / f"{os.getpid()}-{time.time_ns()}")
    shutil.rmtree(trash, ignore_errors=True)


def make_folder(environment: Environment) -> None:
    """Make an empty virtual environment, with its stamp from the first moment. Raises Trouble or OSError."""
    draft = environment.state_folder / "venv.new"
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir()
    Environment.write_stamp_in(draft, BUILDING)
    draft.rename(environment.folder)
    try:
        import venv  # noqa: PLC0415  # some systems leave it out

        venv.EnvBuilder(symlinks=os.name != "nt", prompt="workshop").create(environment.folder)
    except ImportError as error:
        raise installers.no_venv(error.name or "venv") from None
    except ValueError as error:
        raise trouble.Trouble(f"No virtual environment can be made here ({error}): rename the folder.") from None
