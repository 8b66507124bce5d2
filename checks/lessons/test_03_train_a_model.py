"""Checks of lesson 03, train_a_model: the script is run on data drawn for the run, and its model asked elsewhere."""

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import sklearn

from checks.lessons import ideas_03 as ideas
from checks.lessons.models import COLUMNS
from checks.lessons.oracles import NUMBERS, SPECIES
from checks.lessons.training import Trained, Workbench, expect_one_line, expect_untouched

BENCH = pytest.StashKey[Workbench]()
LEAST_ACCURACY = 0.95
LEAST_OF_OTHERS = 0.5  # whoever knows only the penguins gets about a third
TRIES = 3
CLOSE = 1e-9
HONEST = 0.10
SUM_CLOSE = 1e-6
CLOCKS_APART = timedelta(hours=1)


@pytest.fixture
def bench(
    run: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory, seed: int, pytestconfig: pytest.Config
) -> Workbench:
    """Run the script once for each set of data, whichever checks ask for it."""
    if BENCH not in pytestconfig.stash:
        pytestconfig.stash[BENCH] = Workbench(run, tmp_path_factory.mktemp("training"), seed)
    return pytestconfig.stash[BENCH]


def fail(trained: Trained, sentence: str, expected: object, got: object, idea: str) -> None:
    """Fail for something in the card or the model."""
    trained.finished.fail(sentence, expected=str(expected), got=str(got)[:300], misconception=idea)


@pytest.mark.check(points=2)
def test_trains_a_model_and_writes_its_card(bench: Workbench) -> None:
    """train.py writes a model and its card, and ends with exit status 0"""
    trained = bench.penguins()
    if not trained.card:
        fail(trained, "The card is empty.", '{"features": …}', "{}", ideas.NO_CARD)


@pytest.mark.check(points=2, needs="trains_a_model_and_writes_its_card")
def test_model_has_trusted_types_only(bench: Workbench) -> None:
    """The model is a skops file of trusted types"""
    trained = bench.penguins()
    classes = trained.answers("few").classes
    if sorted(classes) != sorted(SPECIES):
        fail(trained, "classes_ are not the three species.", SPECIES, classes, ideas.NOTHING_TRAINED)


@pytest.mark.check(points=2, needs="model_has_trusted_types_only")
def test_pipeline_takes_missing_values(bench: Workbench) -> None:
    """The pipeline takes the frame with missing values, and gives probabilities"""
    trained = bench.penguins()
    gaps = ("some sexes gone", "scattered gaps", *(f"no {name}" for name in (*NUMBERS, "sex")))
    for answers in map(trained.answers, ("few", *gaps)):
        for row, species in zip(answers.probabilities, answers.predicted, strict=True):
            if len(row) != len(SPECIES) or not abs(sum(row) - 1) <= SUM_CLOSE or min(row) < 0:
                wanted = "three that sum to 1"
                fail(trained, "predict_proba gives no probabilities.", wanted, row, ideas.NO_PROBABILITIES)
            if species not in SPECIES:
                wanted = " or ".join(SPECIES)
                fail(trained, "predict gives no species.", wanted, species, ideas.NO_PROBABILITIES)


@pytest.mark.check(points=3, needs="model_has_trusted_types_only")
def test_learns_the_penguins(bench: Workbench) -> None:
    """Trained on 80 % of the complete rows, it gets 95 % of the rest right"""
    right = rows = 0
    for draw in range(TRIES):
        trained = bench.drawn_again(draw) if draw else bench.penguins()
        right += round(trained.accuracy("rest") * trained.rows("rest"))
        rows += trained.rows("rest")
        if right / rows >= LEAST_ACCURACY:
            return  # an unlucky split is drawn again, and then all of them count
    fail(trained, "The model gets too many wrong.", "at least 95 %", f"{right} of {rows} right", ideas.LEARNS_LITTLE)


@pytest.mark.check(points=3, needs="model_has_trusted_types_only")
def test_follows_the_data_given(bench: Workbench) -> None:
    """On data with other labels the model follows those"""
    trained = bench.others()
    if (accuracy := trained.accuracy("rest")) < LEAST_OF_OTHERS:
        sentence, got = "The model does not follow the labels of the file.", f"{accuracy:.0%} right"
        fail(trained, sentence, "most of them right", got, ideas.NOT_FROM_THE_DATA)


@pytest.mark.check(points=2, needs="model_has_trusted_types_only")
def test_card_describes_the_model(bench: Workbench) -> None:
    """The card says features, classes, rows, scikit-learn's version and the hash of the data"""
    trained = bench.penguins()
    content = trained.data.read_bytes()
    wanted = {
        "features": (COLUMNS, ideas.CARD_FEATURES),
        "classes": (list(trained.answers("few").classes), ideas.CARD_CLASSES),
        "rows": (len(content.splitlines()) - 1, ideas.CARD_ROWS),
        "sklearn_version": (sklearn.__version__, ideas.CARD_VERSION),
        "data_sha256": (hashlib.sha256(content).hexdigest(), ideas.CARD_HASH),
    }
    for key, (right, idea) in wanted.items():
        said = trained.card.get(key)
        if said != right or isinstance(said, bool):
            fail(trained, f'The card says something else under "{key}".', right, said, idea)


@pytest.mark.check(points=1, needs="trains_a_model_and_writes_its_card")
def test_card_says_when(bench: Workbench) -> None:
    """The card says when the model was trained, in UTC"""
    trained = bench.penguins()
    said = trained.card.get("trained_at")
    wanted = '"trained_at" as 2026-01-31T12:00:00+00:00'
    try:
        moment = datetime.fromisoformat(said if isinstance(said, str) else "")
    except ValueError:
        fail(trained, "The card does not say when, as ISO 8601.", wanted, said, ideas.CARD_TIME)
    else:
        if moment.utcoffset() != timedelta(0):
            fail(trained, "The time on the card is not in UTC.", wanted, said, ideas.CARD_TIME)
        if abs(datetime.now(UTC) - moment) > CLOCKS_APART:
            fail(trained, "The time on the card is not that of the training.", "now", said, ideas.CARD_TIME)


@pytest.mark.check(points=3, needs="follows_the_data_given")
def test_card_is_honest_about_accuracy(bench: Workbench) -> None:
    """The card's accuracy is within 0.10 of the true one, on noisy labels too"""
    for trained in (bench.penguins(), bench.others()):
        true, said = trained.accuracy("rest"), trained.card.get("accuracy")
        if not isinstance(said, int | float) or isinstance(said, bool):
            wanted = "a number from 0 to 1"
            fail(trained, 'The card has no number under "accuracy".', wanted, said, ideas.ON_ITS_OWN_ROWS)
        elif not abs(true - said) <= HONEST:
            wanted, got = f"{true:.2f}, give or take {HONEST}", f"{said:.2f}"
            fail(trained, "The card's accuracy is not that on unseen rows.", wanted, got, ideas.ON_ITS_OWN_ROWS)


@pytest.mark.check(points=2, needs="model_has_trusted_types_only")
def test_same_data_give_the_same_model(bench: Workbench) -> None:
    """Two runs on the same data give the same probabilities"""
    trained, again = bench.twice()
    one, other = trained.answers("rest"), again.answers("rest")
    if one.classes != other.classes:
        fail(again, "classes_ differ from run to run.", one.classes, other.classes, ideas.NO_SEED_OR_ORDER)
    rows = zip(one.probabilities, other.probabilities, strict=True)
    apart = max(abs(a - b) for first, second in rows for a, b in zip(first, second, strict=True))
    if apart > CLOSE:
        fail(again, "Two runs on the same data differ.", "the same probabilities", "others", ideas.NO_SEED)


@pytest.mark.check(points=2, needs="trains_a_model_and_writes_its_card")
def test_names_a_file_that_is_no_data(bench: Workbench) -> None:
    """A file that is absent, empty or not CSV ends in one line that names it"""
    files = bench.bad_files()
    refusals = bench.all_refused([files["absent"], files["empty"], files["picture"]])
    says = {"absent": "the file does not exist", "empty": "the file is empty", "picture": "the file is a picture"}
    for fault, said in says.items():
        expect_one_line(refusals[files[fault]][0], said, (files[fault].name,))


@pytest.mark.check(points=2, needs="trains_a_model_and_writes_its_card")
def test_names_a_column_at_fault(bench: Workbench) -> None:
    """A missing column, or text in a column of numbers, ends in one line that names the column"""
    files = {fault: file for fault, file in bench.bad_files().items() if " " in fault}
    refusals = bench.all_refused(list(files.values()))
    for fault, file in files.items():
        column = fault.rpartition(" ")[2]
        said = f"no column {column}" if "without" in fault else fault
        expect_one_line(refusals[file][0], f"the file has {said}", (column,))


@pytest.mark.check(points=2, needs="trains_a_model_and_writes_its_card")
def test_keeps_the_model_that_was_there(bench: Workbench) -> None:
    """Where the data are at fault, a model and a card that were there stay as they were"""
    files = bench.bad_files()
    for finished, same in bench.all_refused(list(files.values())).values():
        if finished.status == 0:
            finished.fail(
                "The script trained on a bad file.", expected="exit status other than 0", misconception=ideas.ENDS_WELL
            )
        expect_untouched(finished, "the data were at fault", same=same)
