"""The verbs, their arguments and exit codes; no logic of its own."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from checks import course
from checks import verbs as learner
from checks.doctor import doctor
from checks.reports.text import report as as_text
from checks.run import Job, WorkshopError, run

WRONG_USE = 2
OURS = 3


def parser() -> argparse.ArgumentParser:
    """Return the parser of all verbs."""
    top = argparse.ArgumentParser(prog="workshop.py", description="The ML API workshop.")
    verbs = top.add_subparsers(dest="verb", metavar="VERB", required=True)
    check = verbs.add_parser("check", help="run a lesson's checks once")
    check.add_argument("lesson", metavar="N", help="4, 04 or serve_with_flask")
    check.add_argument("--url", help="check a server that already runs, such as http://127.0.0.1:8000")
    check.add_argument("--submission", type=Path, metavar="FOLDER", help="another folder than lessons/NN_name")
    check.add_argument("--solution", action="store_true", help="check the lesson's solution")
    check.add_argument("--seed", type=int, help="draw the same inputs as an earlier run")
    check.add_argument("--json", action="store_true", help="print one JSON object and nothing else")
    check.set_defaults(run=_check)
    _add_learners_verbs(verbs)
    return top


def _add_learners_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the verbs of the learner's loop."""

    def add(name: str, does: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        verb = verbs.add_parser(name, help=does)
        verb.set_defaults(run=run)
        return verb

    def add_for_lesson(name: str, does: str, run: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        verb = add(name, does, run)
        verb.add_argument("lesson", metavar="N", help="4, 04 or serve_with_flask")
        return verb

    add("course", "site, JupyterLab, and the current lesson checked at every save", lambda _: learner.course())
    add("list", "the lessons, and how far you are", lambda _: learner.list_lessons())
    add("lab", "JupyterLab alone", lambda _: learner.lab())
    add("site", "the site alone", lambda _: learner.site())
    add("doctor", "what this machine has, and what each finding means", lambda _: doctor())
    add_for_lesson("watch", "check a lesson at every save", lambda options: learner.watch(options.lesson))
    add_for_lesson("reset", "put the starter back, keeping a copy", lambda options: learner.reset(options.lesson))
    hint = add_for_lesson("hint", "the next hint", lambda options: learner.hint(options.lesson, options.level))
    hint.add_argument("--level", type=int, choices=(1, 2, 3), help="this hint, not the next one")
    diff = add_for_lesson(
        "diff", "what the solution changes", lambda options: learner.diff(options.lesson, yes=options.yes)
    )
    diff.add_argument("--yes", action="store_true", help="show it though the lesson is not passed yet")
    serve = add_for_lesson(
        "serve",
        "run a lesson's server",
        lambda options: learner.serve(options.lesson, solution=options.solution, port=options.port),
    )
    serve.add_argument("--solution", action="store_true", help="run the solution's server")
    serve.add_argument("--port", type=int, default=8000, help="another port than 8000")


def _check(options: argparse.Namespace) -> int:
    lesson = course.find(options.lesson)
    folder = lesson.solution if options.solution else lesson.folder
    if options.url and (options.submission or options.solution):
        raise UseError("--url checks a server that already runs, so leave out --submission and --solution.")
    if options.submission and options.solution:
        raise UseError("--submission and --solution name two folders; leave one of them out.")
    if options.submission:
        # workshop.py goes to the workshop's folder; a path is meant from where the command was typed.
        folder = Path(os.environ.get("WORKSHOP_CWD", "")) / options.submission
    if not folder.is_dir():
        raise UseError(f"There is no folder {folder}; name the folder that holds the submission.")
    if options.url and not options.url.startswith("http://"):
        raise UseError(f"--url must begin with http://, as http://127.0.0.1:8000 does; got {options.url}.")
    job = Job(lesson, folder.resolve(), url=options.url)
    if options.seed is not None:
        job = Job(lesson, folder.resolve(), options.seed, options.url)
    result = run(job)
    if options.json:
        print(json.dumps(result.public(), ensure_ascii=False))
    else:
        print(as_text(result, color=sys.stdout.isatty() and "NO_COLOR" not in os.environ))
    return result.exit_code


class UseError(Exception):
    """The command was used wrongly; the message is one sentence with the way out."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb and return its exit code: 0 passed, 1 failed, 2 wrong use, 3 the workshop itself failed."""
    options = parser().parse_args(arguments)
    try:
        return int(options.run(options))
    except (UseError, course.CourseError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except WorkshopError as error:
        print(f"The workshop itself failed, which is not your fault: {error}", file=sys.stderr)
        return OURS
    except KeyboardInterrupt:
        return 130
