"""The training script of lesson 03, run on data that are drawn for the run: what it made, and what its model says."""

import json
import random
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pandas as pd

from checks.lessons import ideas_03 as ideas
from checks.lessons.models import COLUMNS, DATA
from checks.lessons.oracles import NUMBERS
from checks.lessons.scoring import Answers, ask
from checks.lessons.training_data import Tables, other_labels, with_gaps

TRAIN_SECONDS = 180
SHARE = 0.8  # of the complete rows
MADE_ROWS = 2000  # of the data with other labels, to train with
MADE_REST = 3000  # and to judge by
PICKLES = (b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05")


class Trained:
    """One run of the script: its model, its card, the data that it was given, and tables to ask its model with."""

    def __init__(self, finished: Any, model: Path, data: Path, tables: Tables) -> None:
        self.finished = finished
        self.model = model
        self.data = data
        self._tables = tables
        self._answers: dict[str, Answers] = {}

    @property
    def card(self) -> dict[str, Any]:
        """The card; raises CheckFailed if there is none that is a JSON object."""
        path = self.model.with_suffix(".json")
        try:
            value: Any = json.loads(path.read_text(encoding="utf-8")[:100_000])
        except OSError:
            self.finished.fail("There is no card beside the model.", expected=path.name, misconception=ideas.NO_CARD)
        except ValueError as error:
            self.finished.fail(f"The card is not JSON: {error}.", expected="a JSON object", misconception=ideas.NO_CARD)
        if not isinstance(value, dict):
            self.finished.fail("The card is not a JSON object.", expected="{…}", misconception=ideas.NO_CARD)
        return dict(value)

    def answers(self, name: str) -> Answers:
        """Return what the model says of one of the tables; raises CheckFailed if it cannot be loaded or asked.

        All tables are asked for at once, in one process.
        """
        if not self._answers:
            files = {key: self.model.with_name(f"{self.model.stem} {key}.csv") for key in self._tables}
            for key, file in files.items():
                self._tables[key][COLUMNS].to_csv(file, index=False)
            found = ask([(self.model, file) for file in files.values()])
            self._answers = dict(zip(files, found, strict=True))
        if self._answers[name].fault:
            self._fail_for(self._answers[name])
        return self._answers[name]

    def accuracy(self, name: str) -> float:
        """Return the share of a table's rows that the model gets right."""
        return self.answers(name).accuracy(list(self._tables[name]["species"]))

    def rows(self, name: str) -> int:
        """Return how many rows a table has."""
        return len(self._tables[name])

    def _fail_for(self, answers: Answers) -> None:
        pickled = self.model.read_bytes()[:2] in PICKLES
        sentence, idea = {
            "untrusted": ("The model has types that no server of this course trusts.", ideas.UNTRUSTED),
            "file": ("The model file is none that skops loads.", ideas.A_PICKLE if pickled else ideas.NO_SKOPS_FILE),
            "asked": ("The model cannot be asked with the frame.", ideas.TAKES_NO_FRAME),
            "size": ("The model file is larger than 50 MB.", "Such a model takes long to load; take fewer trees."),
            "limits": ("Loading and asking the model took too much memory or time.", "Take a smaller model."),
        }[answers.fault]
        self.finished.fail(
            sentence, expected="a pipeline of scikit-learn's own types", got=answers.said, misconception=idea
        )


class Workbench:
    """Runs the script of a submission; each run is done once, and its outcome kept for the checks that follow."""

    def __init__(self, run: Callable[..., Any], folder: Path, seed: int) -> None:
        self._run = run
        self._folder = folder
        self._seed = seed
        self._kept: dict[str, Any] = {}

    def rng(self, what: str) -> random.Random:
        """A source of random inputs for one purpose: the same whichever checks run."""
        return random.Random(f"{self._seed}:{what}")

    def _train(self, name: str, table: pd.DataFrame, tables: Tables, *, fresh: bool = False) -> Trained:
        data, model = self._folder / f"{name}.csv", self._folder / f"{name}.skops"
        table.to_csv(data, index=False)
        return Trained(self._script(data, model, fresh=fresh), model, data, tables)

    def _script(self, data: Path, model: Path, *, fresh: bool = False) -> Any:
        argv = ["python", "train.py", "--data", str(data), "--model", str(model)]
        return self._run(argv, seconds=TRAIN_SECONDS, fresh=fresh)

    def _right(self, trained: Trained) -> Trained:
        finished = trained.finished
        if finished.status != 0:
            finished.fail("The script did not end with exit status 0.", expected="exit status 0, a model and its card")
        if not trained.model.is_file():
            finished.fail(
                "The script ended well, but there is no file where --model says.",
                expected=trained.model.name,
                misconception=ideas.NOTHING_TRAINED,
            )
        return trained

    def penguins(self) -> Trained:
        """The run on 80 % of the complete rows and some others; asked about the rest, with gaps and without."""
        return self.twice()[0]

    def twice(self) -> list[Trained]:
        """Two runs on the same rows side by side, in processes from nothing: forked ones may share what they draw."""
        if "twice" not in self._kept:
            table, rest = self.split(0)
            tables = [with_gaps(rest), {"rest": rest}]
            with ThreadPoolExecutor(2) as pool:
                waiting = [
                    pool.submit(self._train, f"penguins-{number}", table, asked, fresh=True)
                    for number, asked in enumerate(tables)
                ]
                self._kept["twice"] = [one.result() for one in waiting]
        return [self._right(one) for one in self._kept["twice"]]

    def drawn_again(self, draw: int) -> Trained:
        """The run on another split of the penguins."""
        table, rest = self.split(draw)
        return self._right(self._train(f"split-{draw}", table, {"rest": rest}))

    def split(self, draw: int) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the rows to train with, those with missing values among them, and the rows to judge by."""
        whole = pd.read_csv(DATA)
        complete, seed = whole.dropna(), self.rng(f"split {draw}").randrange(2**31)
        chosen = complete.sample(frac=SHARE, random_state=seed)
        with_missing = whole[whole.isna().any(axis="columns") & whole["flipper_length_mm"].notna()]
        return pd.concat([chosen, with_missing]).sample(frac=1, random_state=seed), complete.drop(chosen.index)

    def others(self) -> Trained:
        """The run on data with other labels, some of them noise; asked about more rows of the same kind."""
        if "others" not in self._kept:
            table = other_labels(self.rng("others"), MADE_ROWS + MADE_REST)
            self._kept["others"] = self._train("others", table[:MADE_ROWS], {"rest": table[MADE_ROWS:]})
        return self._right(self._kept["others"])

    def _refused(self, data: Path) -> tuple[Any, bool]:
        """Run the script on a bad file where a model and a card are; return its end, and if both are as they were."""
        good, model = self.penguins().model, self._folder / f"kept-{data.stem}.skops"
        pairs = [(model, good), (model.with_suffix(".json"), good.with_suffix(".json"))]
        for copy, original in pairs:
            if original.is_file():
                shutil.copyfile(original, copy)
        finished = self._script(data, model)
        return finished, all(_bytes(copy) == _bytes(original) for copy, original in pairs)

    def all_refused(self, files: list[Path]) -> dict[Path, tuple[Any, bool]]:
        """Run the script on each bad file, two at a time."""
        self.penguins()
        with ThreadPoolExecutor(2) as pool:
            waiting = {file: pool.submit(self._kept_refusal, file) for file in files}
            return {file: one.result() for file, one in waiting.items()}

    def _kept_refusal(self, file: Path) -> tuple[Any, bool]:
        if str(file) not in self._kept:
            self._kept[str(file)] = self._refused(file)
        found: tuple[Any, bool] = self._kept[str(file)]
        return found

    def bad_files(self) -> dict[str, Path]:
        """Write files that are no data, each by the name of its fault; `absent` is not there."""
        table, _ = self.split(0)
        name, number = self.rng("column").choice(COLUMNS), self.rng("number").choice(NUMBERS)
        texts = table.astype({number: "object"})
        texts.loc[texts.index[len(texts) // 2], number] = "heavy"
        made: dict[str, bytes] = {
            "empty": b"",
            "picture": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 4,
            f"without {name}": table.drop(columns=name).to_csv(index=False).encode(),
            f"text in {number}": texts.to_csv(index=False).encode(),
        }
        files = {fault: self._folder / f"{fault.replace(' ', '-')}.csv" for fault in ("absent", *made)}
        for fault, content in made.items():
            files[fault].write_bytes(content)
        return files


def _bytes(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def expect_one_line(finished: Any, fault: str, names: tuple[str, ...]) -> None:
    """Expect an end with one line on standard error that has one of these names, and no traceback."""
    lines = [line for line in finished.stderr.splitlines() if line.strip()]
    wanted = f"exit status other than 0, and one line on standard error that names {names[0]}"
    if finished.status in (0, None):
        finished.fail(f"The script did not fail: {fault}.", expected=wanted, misconception=ideas.ENDS_WELL)
    if any("Traceback" in line for line in lines):
        finished.fail(f"The script ended with a traceback: {fault}.", expected=wanted, misconception=ideas.TRACEBACK)
    if not lines:
        idea = ideas.ON_STANDARD_OUTPUT if finished.stdout.strip() else ideas.NOT_NAMED
        finished.fail(f"Standard error is empty: {fault}.", expected=wanted, misconception=idea)
    if len(lines) > 1:
        finished.fail(f"There are {len(lines)} lines: {fault}.", expected=wanted, misconception=ideas.TOO_MANY_LINES)
    if not any(name in lines[0] for name in names):
        finished.fail(f"The line does not name {names[0]}: {fault}.", expected=wanted, misconception=ideas.NOT_NAMED)


def expect_untouched(finished: Any, fault: str, *, same: bool) -> None:
    """Expect that a model and a card which were there are as they were."""
    if not same:
        finished.fail(
            f"The model or the card that was there is gone or changed: {fault}.",
            expected="both files as they were",
            got="other bytes, or none",
            misconception=ideas.OLD_MODEL_GONE,
        )
