"""A start: set up if need be, then hand over to a module of ours in `.venv`'s Python."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from setup_workshop.environment import DEV_LOCK, LOCK, Environment, State, outer_variables

EXIT_WORKSHOP_FAILED = 3
Become = Callable[[list[str], dict[str, str]], int]  # runs a command in this process's place
MODULES = {"test": "setup_workshop.own_tests", "bench": "benchmarks"}  # every other verb is checks' own


def start(root: Path, arguments: list[str], usage: str, become: Become) -> int:
    """Set up if need be and hand over, never to return on POSIX; returns the exit code otherwise."""
    environment = Environment(root)
    locks = (LOCK, DEV_LOCK) if arguments[:1] == ["test"] else (LOCK,)
    try:
        if environment.state(locks) is not State.READY:
            if arguments[:1] in (["-h"], ["--help"]):
                sys.stdout.write(usage)  # who asks what this is does not want to wait for a set-up
                return 0
            set_up(environment, locks)
    except OSError as error:
        return refuse(error, root)
    variables = variables_for(environment)
    os.chdir(root)
    return become(command(environment, arguments), variables)


def set_up(environment: Environment, locks: tuple[str, ...]) -> None:
    """Build `.venv`. Raises OSError; ends the process with a sentence on trouble."""
    # Imported here, since most starts have nothing to build and should not wait for the means.
    from setup_workshop.build import build  # noqa: PLC0415
    from setup_workshop.trouble import Trouble  # noqa: PLC0415

    try:
        build(environment, locks)
    except Trouble as trouble:
        sys.stderr.write(f"\n{trouble}\n")
        raise SystemExit(EXIT_WORKSHOP_FAILED) from None


def refuse(error: OSError, root: Path) -> int:
    """Put an error of the file system into a sentence; returns the exit code."""
    from setup_workshop.trouble import of_os_error  # noqa: PLC0415

    sys.stderr.write(f"\n{of_os_error(error, root)}\n")
    return EXIT_WORKSHOP_FAILED


def command(environment: Environment, arguments: list[str]) -> list[str]:
    """The command that a start hands over to."""
    verb = arguments[0] if arguments else "course"
    module = MODULES.get(verb, "checks")
    return [str(environment.python), "-m", module, *(arguments[1:] if verb in MODULES else arguments or [verb])]


def variables_for(environment: Environment) -> dict[str, str]:
    """The environment variables of what is started: as if `.venv` were activated."""
    return outer_variables() | {
        "PATH": os.pathsep.join([str(environment.scripts), os.environ.get("PATH", os.defpath)]),
        "VIRTUAL_ENV": str(environment.folder),
        "WORKSHOP_CWD": str(Path.cwd()),  # folders that the reader names are meant from there
    }
