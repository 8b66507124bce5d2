"""From a save to the last verdict: each lesson, beside check50 with the same requests on the same server."""

import json
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import machine, reference
from benchmarks.learner import Learner, at_work
from checks.course import all_lessons

ROUNDS = 20
LONG_SECONDS = 5  # a lesson that takes longer by nature is measured a quarter as often


@dataclass
class Figures:
    """What was measured of one lesson; times in seconds, in the order in which they were taken."""

    lesson: str
    checks: int = 0
    workshop_s: list[float] = field(default_factory=list)
    check50_s: list[float] = field(default_factory=list)
    without_check50: str = ""

    def to_json(self) -> dict[str, object]:
        """Return the figures with their medians and how many times as long check50 took."""
        medians: dict[str, float] = {"workshop_median_s": round(median(self.workshop_s), 4)}
        if self.check50_s:
            medians["check50_median_s"] = round(median(self.check50_s), 4)
            medians["ratio"] = round(median(self.check50_s) / median(self.workshop_s), 2)
        return {**asdict(self), **medians}

    def row(self) -> str:
        """Return the line of the table."""
        ours, theirs = median(self.workshop_s), median(self.check50_s) if self.check50_s else None
        beside = f"{theirs:>11.3f}{theirs / ours:>7.1f}" if theirs else f"{'-':>11}{'-':>7}  {self.without_check50}"
        return f"{self.lesson:<24}{self.checks:>7}{ours:>12.3f}{beside}".rstrip()


def measure(rounds: int, out: Path) -> str:
    """Measure every lesson, write the figures to `out` as JSON, and return them as a table.

    Raises NotMeasuredError if a solution does not pass, CourseError if a lesson.toml is wrong.
    """
    check50, reason = find_check50()
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    figures = [measure_lesson(lesson.name, rounds, check50, reason) for lesson in all_lessons()]
    report = {
        "what": "seconds from a save to the last verdict, median of the rounds; check50: seconds of one run",
        "long_lessons": f"those of more than {LONG_SECONDS} s are measured a quarter as often",
        "rounds": rounds,
        "machine": machine.describe() | {"load_1_min_at_start": load},
        "check50": reference.VERSION if check50 else reason,
        "lessons": [figure.to_json() for figure in figures],
    }
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    head = f"{'lesson':<24}{'checks':>7}{'workshop s':>12}{'check50 s':>11}{'ratio':>7}"
    title = f"From a save to the last verdict, median of {rounds}:"
    return "\n".join([title, head, *(figure.row() for figure in figures), f"Written to {out}."])


def find_check50() -> tuple[Path | None, str]:
    """Return check50's program, or None and the reason."""
    try:
        return reference.program(), ""
    except reference.NotAvailableError as error:
        print(f"{error} Its column is left out.")
        return None, str(error)


def measure_lesson(name: str, rounds: int, check50: Path | None, reason: str) -> Figures:
    """Measure one lesson, the two in turn, so that whatever else the machine does meets both; one round first."""
    figures = Figures(name, without_check50=reason)
    if check50 and not reference.has_problem(name):
        figures.without_check50, check50 = "no check50 problem was written for this lesson", None
    with tempfile.TemporaryDirectory(prefix="workshop-bench-") as folder, at_work(name, Path(folder)) as learner:
        submission = Path(folder) / "lessons" / name
        first, report = learner.save()
        figures.checks = len(report.verdicts)
        for _ in range(rounds if first < LONG_SECONDS else max(1, rounds // 4)):
            take_turns(figures, learner, check50, submission)
    return figures


def take_turns(figures: Figures, learner: Learner, check50: Path | None, submission: Path) -> None:
    """Add one measurement of each."""
    figures.workshop_s.append(round(learner.save()[0], 4))
    if not check50:
        return
    with tempfile.TemporaryDirectory(prefix="workshop-check50-") as folder:
        copy = Path(shutil.copytree(submission, Path(folder) / "submission"))
        try:
            figures.check50_s.append(round(reference.seconds(check50, figures.lesson, copy), 4))
        except reference.NotAvailableError as error:
            figures.without_check50 = str(error)
