"""A learner without a screen: saves a file, and hears of the verdicts through the loop's own machinery."""

import queue
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import NotMeasuredError
from checks.course import ROOT, Lesson, load
from checks.run import Job
from checks.runner import Crashed, Event, Finished, Runner
from checks.saves import is_edit, saved_files
from checks.starters import work_files
from checks.verdict import Report

News = set[Path] | Event
MOST_SECONDS = 120
PROBE_SECONDS = 0.1


class Learner:
    """Works in a copy of a lesson's folder that holds the solution; each save starts a run, as in the course."""

    def __init__(self, lesson: Lesson, runner: Runner, news: "queue.SimpleQueue[News]") -> None:
        self._lesson, self._runner, self._news = lesson, runner, news
        self._saves = 0

    def save(self) -> tuple[float, Report]:
        """Change the first file that the lesson has edited; return the seconds until the run is over, and its report.

        Raises NotMeasuredError if it does not end or a check does not pass: a run that fails early would look fast.
        """
        self._saves += 1
        path = self._lesson.folder / self._lesson.edit[0]
        text = path.read_text(encoding="utf-8") + f"# save {self._saves}\n"
        begin = time.perf_counter()
        path.write_text(text, encoding="utf-8")
        report = self._report(begin + MOST_SECONDS)
        taken = time.perf_counter() - begin
        if not report.passed:
            failed = ", ".join(verdict.id for verdict in report.verdicts if verdict.outcome != "passed")
            raise NotMeasuredError(f"the solution of lesson {self._lesson.name} did not pass {failed}.")
        return taken, report

    def _report(self, latest: float) -> Report:
        run = None
        while True:
            try:
                news = self._news.get(timeout=max(latest - time.perf_counter(), 0))
            except queue.Empty:
                raise NotMeasuredError(f"lesson {self._lesson.name} had no verdict after {MOST_SECONDS} s.") from None
            if isinstance(news, set):
                if run is None and any(is_edit(path, self._lesson.folder) for path in news):
                    run = self._runner.start(Job(self._lesson, self._lesson.folder))
            elif news.run != run:
                continue
            elif isinstance(news, Finished):
                return news.report
            elif isinstance(news, Crashed):
                raise NotMeasuredError(f"lesson {self._lesson.name}: {news.message}; see {news.log}.")


@contextmanager
def at_work(name: str, folder: Path) -> Iterator[Learner]:
    """Give a learner with a copy of the course in `folder`; all that was started is stopped at the end."""
    folder = folder.resolve()  # saves are told by the real path, and macOS's temporary folder is a link
    lesson = with_the_solution(name, folder)
    news: queue.SimpleQueue[News] = queue.SimpleQueue()
    runner = Runner(news.put, ROOT)
    try:
        runner.warm()
        with saved_files(folder / "lessons", news.put):
            wait_until_watched(folder / "lessons", news)
            yield Learner(lesson, runner, news)
    finally:
        runner.close()


def wait_until_watched(folder: Path, news: "queue.SimpleQueue[News]") -> None:
    """Return when saves in the folder are heard of; raises NotMeasuredError."""
    latest = time.perf_counter() + MOST_SECONDS
    while news.empty():
        if time.perf_counter() > latest:
            raise NotMeasuredError(f"no saved file was noticed in {folder}.")
        (folder / "probe.txt").write_text("is anybody looking?\n", encoding="utf-8")
        time.sleep(PROBE_SECONDS)


def with_the_solution(name: str, folder: Path) -> Lesson:
    """Copy the lessons into a folder, the solution in place of one lesson's starter, and return that lesson."""
    shutil.copytree(ROOT / "lessons", folder / "lessons")
    lesson = load(name, folder)
    solution = load(name).solution
    for path in work_files(solution):
        (lesson.folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(solution / path, lesson.folder / path)
    return lesson
