"""The learner's verbs beside `check`; each returns its exit code and raises CourseError for an unknown lesson."""

from __future__ import annotations

import errno
import os
import queue
import sys

from checks import recent
from checks.course import Lesson, find
from checks.desk import NO_HINT_HELPS, hints_for
from checks.display import never_fail_on_letters
from checks.ladder import current_lesson, ladder_lines, rungs
from checks.progress import HINT_LEVELS, Progress
from checks.run import Job, run
from checks.serve import serve as serve_in_foreground
from checks.services import Service, Services
from checks.services import jupyter as jupyter_service
from checks.services import site as site_service
from checks.verdict import Report, Verdict
from checks.watch import LOOK_SECONDS, Leave, News, loop, signals
from checks.workspace import WorkspaceError, solution_diff
from checks.workspace import reset as put_back

REFUSED = 1
OURS = 3


def course() -> int:
    """Start the site and JupyterLab, and watch the lesson that the learner was last at."""
    never_fail_on_letters()
    return _loop(current_lesson(Progress()), [site_service(), jupyter_service()])


def watch(lesson: str) -> int:
    """Check a lesson at every save."""
    never_fail_on_letters()
    return _loop(find(lesson), [])


def _loop(lesson: Lesson, services: list[Service]) -> int:
    try:
        return loop(lesson, Services(services))
    except OSError as error:
        if error.errno not in (errno.EROFS, errno.EACCES, errno.EPERM, errno.ENOSPC, errno.EDQUOT):
            raise
        _say(
            f"{error.filename or '.workshop'} could not be written ({error.strerror}); make room, or copy the whole"
            " folder to a place where you may write, and start there.",
            error=True,
        )
        return OURS


def list_lessons() -> int:
    """Print the ladder with progress."""
    never_fail_on_letters()
    progress = Progress()
    _say("\n".join(ladder_lines(rungs(progress), current_lesson(progress).name)))
    return _after(progress)


def hint(lesson: str, level: int | None = None) -> int:
    """Print the next hint for the lesson's first failing check, or the one of this level (1 to 3)."""
    never_fail_on_letters()
    found, progress = find(lesson), Progress()
    report = recent.recall(found) or _run(found, progress)
    verdict = report.first_failure
    if verdict is None:
        _say(f"Every check of lesson {found.number:02d} passes, so there is no hint to give.")
        return 0
    if verdict.outcome == "error":
        _say(f"{verdict.message} Run python3 workshop.py check {found.number:02d} for the details.", error=True)
        return OURS
    _say(_hint_text(found, verdict, level, progress))
    return _after(progress)


def _hint_text(lesson: Lesson, verdict: Verdict, level: int | None, progress: Progress) -> str:
    hints = hints_for(lesson, verdict)
    if hints and not verdict.hint:
        return NO_HINT_HELPS
    if not hints:
        return f"{verdict.title}: there is no hint for this check; its card says all that is known."
    seen = progress.record(lesson.name).hints.get(verdict.id, 0)
    wanted = min(HINT_LEVELS, seen + 1) if level is None else level
    progress.see_hint(lesson.name, verdict.id, wanted)
    number = f"{lesson.number:02d}"
    more = f"python3 workshop.py hint {number} gives the next one."
    last = f"That was the last hint; python3 workshop.py diff {number} shows the solution."
    text = f"{verdict.title}\nHint {wanted} of {HINT_LEVELS}: {hints[wanted - 1]}"
    return f"{text}\n{more if wanted < HINT_LEVELS else last}"


def _run(lesson: Lesson, progress: Progress) -> Report:
    of = recent.fingerprint(lesson)
    report = run(Job(lesson, lesson.folder))
    remember(lesson, report, of, progress)
    return report


def remember(lesson: Lesson, report: Report, of: str, progress: Progress) -> None:
    """Keep a report on the learner's own folder, whose fingerprint before the run was `of`."""
    progress.keep(report)
    recent.keep(lesson, report, of)


def diff(lesson: str, *, yes: bool = False) -> int:
    """Print what the solution changes against the starter; asks first if the lesson is not passed yet."""
    never_fail_on_letters()
    found, progress = find(lesson), Progress()
    if progress.record(found.name).passed is None and not yes and not _agrees(found):
        return REFUSED
    color = sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
    _say("\n".join(_colored(line) if color else line for line in solution_diff(found)))
    return _after(progress)


def _agrees(lesson: Lesson) -> bool:
    warning = f"You have not passed lesson {lesson.number:02d} yet, and this shows its solution."
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _say(f"{warning} Add --yes if you want that: python3 workshop.py diff {lesson.number:02d} --yes.", error=True)
        return False
    _say(f"{warning} What you find out yourself stays with you longest; a hint may be enough.")
    try:
        return input("Show it? [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        return False


def _colored(line: str) -> str:
    if line.startswith(("+++", "---", "@@")):
        return f"\x1b[1m{line}\x1b[0m"
    code = {"+": "32", "-": "31"}.get(line[:1])
    return f"\x1b[{code}m{line}\x1b[0m" if code else line


def reset(lesson: str) -> int:
    """Put a lesson's starter back, and say where the copy of the learner's files is."""
    never_fail_on_letters()
    found = find(lesson)
    try:
        kept = put_back(found)
    except WorkspaceError as error:
        _say(str(error), error=True)
        return REFUSED
    if kept is None:
        _say(f"Nothing to put back: lessons/{found.name} is as it was given.")
    else:
        where = kept.relative_to(found.root).as_posix()
        _say(f"lessons/{found.name} is as it was given again; your files are in {where}.")
    return 0


def serve(lesson: str, *, solution: bool = False, port: int = 8000) -> int:
    """Run a lesson's server, or its solution's, in the foreground."""
    found = find(lesson)
    return serve_in_foreground(found, found.solution if solution else found.folder, port)


def lab() -> int:
    """Run JupyterLab until Ctrl-C."""
    return _alone(jupyter_service())


def site() -> int:
    """Run the site until Ctrl-C."""
    return _alone(site_service())


def _alone(service: Service) -> int:
    """Run one service; returns 0 when asked to end, 3 if it ended by itself."""
    never_fail_on_letters()
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    told = ""
    with signals(news):
        try:
            service.start()
            while True:
                state = service.state()
                if state.state == "ended":
                    _say(state.note, error=True)
                    return OURS
                text = f"{state.title} is at {state.url} (Ctrl-C stops it)." if state.state == "running" else ""
                if text != told:
                    _say(f"{text} {state.note}".strip())
                    told = text
                if _asked_to_leave(news):
                    return 0
        finally:
            service.stop()


def _asked_to_leave(news: queue.SimpleQueue[News]) -> bool:
    try:
        return isinstance(news.get(timeout=LOOK_SECONDS), Leave)
    except queue.Empty:
        return False


def _after(progress: Progress) -> int:
    """Say what there is to say of the progress file, and return 0."""
    notice = progress.notice()
    if notice:
        _say(notice, error=True)
    return 0


def _say(text: str, *, error: bool = False) -> None:
    stream = sys.stderr if error else sys.stdout
    stream.write(text + "\n")
    stream.flush()
