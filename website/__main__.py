"""`python -m website build` builds the site; `python -m website serve` builds it if need be and serves it."""

from __future__ import annotations

import argparse
import signal
import sys
from pathlib import Path
from types import FrameType
from typing import NoReturn

from checks.course import ROOT
from website.build import BuildError, build, default_folder, is_fresh
from website.server import HOST, PortTaken, bind


def main(arguments: list[str]) -> int:
    """Run one command; return the exit code: 0, or 1 with one sentence on standard error."""
    options = _parser().parse_args(arguments)
    try:
        return _build(options.out) if options.command == "build" else _serve(options.port, options.out)
    except BuildError as error:
        return _fail(f"{error.log.rstrip()}\n{error}")
    except PortTaken as error:
        return _fail(str(error))
    except OSError as error:
        return _fail(f"The site cannot be written or read: {error}.")
    except KeyboardInterrupt:
        return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m website", description="The course's site.")
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("build", help="build it; a warning fails the build")
    serving = commands.add_parser("serve", help="build it if its sources changed, and serve it on this machine")
    serving.add_argument("--port", type=int, default=8080, choices=range(1, 65536), metavar="PORT")
    for command in (building, serving):
        command.add_argument("--out", type=Path, default=default_folder(ROOT), metavar="FOLDER", help="the built site")
    return parser


def _build(folder: Path) -> int:
    log = build(ROOT, folder.resolve(), strict=True)
    _say(f"{log.rstrip()}\nThe site is in {folder}.")
    return 0


def _serve(port: int, folder: Path) -> int:
    signal.signal(signal.SIGTERM, _end)
    folder = folder.resolve()
    with bind(folder, port) as server:
        _make_fresh(folder)
        server.server_activate()
        _say(f"The site is at http://{HOST}:{port}/")
        server.serve_forever()
    return 0


def _make_fresh(folder: Path) -> None:
    """Build the site if it is not of today; a page that does not build does not take the others from the reader."""
    if is_fresh(ROOT, folder):
        return
    try:
        build(ROOT, folder, strict=False)
    except BuildError as error:
        if not (folder / "index.html").is_file():
            raise
        _fail(f"{error.log.rstrip()}\n{error} The site as it was before is served.")


def _end(number: int, frame: FrameType | None) -> NoReturn:  # noqa: ARG001 - what signal.signal passes
    # An exception, so that a build under way ends with us.
    sys.exit(0)


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _fail(lines: str) -> int:
    sys.stderr.write(lines + "\n")
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
