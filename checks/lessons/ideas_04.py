"""The ideas behind wrong predictions of a model, and behind servers that start with a file they must refuse."""

from checks.client import Reply
from checks.lessons.ideas import Idea, at, first_of
from checks.lessons.models import Model
from checks.lessons.oracles import Penguin

NONE_IN_REPLY = "A reply of the rule has the species alone. predict_proba(frame) gives what the model has to say."
AS_PERCENT = "These sum to 100, so they are percentages. A probability lies between 0 and 1."
A_LIST = "A list leaves the reader to guess which number is whose. Make a dict: zip(model.classes_, row)."
OTHER_SPECIES = "The species has to be the most probable of the reply: max(probabilities, key=probabilities.get)."
NOT_JSON = at(
    500, "If the last line of the log says that something is not JSON serializable: .tolist() makes Python's floats."
)
ANOTHER_MODEL = (
    "What answers here is not the model in the file that MODEL_PATH names, which was trained for this run. "
    "Or it is, and got another frame than the six fields of the penguin."
)
ROUNDED = "These are the model's probabilities, rounded or cut. Send them as they are, or with six digits."
HEALTH = at(404, "There is no route for /health yet. A view that returns a dict is enough.")
LOADED_LATE = at(
    500,
    "The model's file was removed as soon as the port was open, and now it is missed. Load the model at the left "
    "margin of main.py: Python runs that once, before the server opens its port.",
)
STARTED_WITHOUT = (
    "Somewhere the error is caught and the server goes on. Raise an exception instead: then whoever starts the server "
    "learns of it, and not the first person who wants a species."
)
STARTED_WITH_A_REGRESSION = (
    "The file holds a model that predicts a mass. It has no predict_proba, so each request would fail: ask for it "
    "before the server starts."
)
STARTED_UNTRUSTED = (
    "The file names a type that is on no list of yours, and the server made it all the same. Pass skops only those "
    "names that you trust, not all that get_untrusted_types found."
)
STARTED_WITH_A_PICKLE = "A pickle is a program. Only skops may read the file; what it cannot read is no model."
PICKLE_RAN = (
    "The file was a pickle, and loading it ran the code in it, here a harmless line that wrote a file. "
    "pickle.load and joblib.load do that before any check of yours; skops.io.load does not."
)


SAID_OF = {
    "male": "That is what the model says of a male. A missing sex is not a male.",
    "female": "That is what the model says of a female. A missing sex is not a female.",
    "None": "That is what the model says of a sex that it has never seen: None, or a word, stands in the frame. "
    'Missing is NaN in a column of str, as read_csv gives it; frame.astype({"sex": "str"}) makes it so.',
}
NO_COLUMN = at(
    500,
    "The frame needs a column sex of str, whatever came: DataFrame([penguin], columns=FEATURES), then astype.",
)

OK = 200
MOST_OF_A_SUM = 2  # a sum above is no slip of rounding


def of_the_form(reply: Reply) -> str:
    """Return what helps where the probabilities are absent, a list, or no numbers that sum to 1."""
    answer = reply.json() if reply.content_type == "application/json" else None
    if reply.status != OK or not isinstance(answer, dict):
        return ""
    if "probabilities" not in answer:
        return NONE_IN_REPLY
    if isinstance(answer["probabilities"], list):
        return A_LIST
    told = probabilities_in(reply)
    if sum(told.values()) > MOST_OF_A_SUM:
        return AS_PERCENT
    return OTHER_SPECIES if told and answer.get("species") != max(told, key=told.__getitem__) else ""


NO_PROBABILITIES = first_of(of_the_form, NOT_JSON)


def of_another_model(model: Model, penguin: Penguin) -> Idea:
    """Return the ideas that the probabilities were rounded, or are not this model's; label order is left to others."""

    def idea(reply: Reply) -> str:
        told, right = probabilities_in(reply), model.probabilities(penguin)
        if set(told) != set(right) or sorted(told.values()) == [0, 0, 1]:
            return ""
        if same(told, right, within=0.01):
            return ROUNDED
        under_other_names = dict(zip(sorted(right, key=right.__getitem__), sorted(told.values()), strict=True))
        return "" if same(under_other_names, right) else ANOTHER_MODEL

    return first_of(idea, NO_PROBABILITIES)


def of_a_missing_sex(model: Model, penguin: Penguin) -> Idea:
    """Return the ideas that a missing sex became a word, or a guess, or an error, on its way to the model."""

    def idea(reply: Reply) -> str:
        told = probabilities_in(reply)
        said = (sex for sex in SAID_OF if same(told, model.probabilities(penguin | {"sex": sex})))
        return next((SAID_OF[sex] for sex in said), "")

    return first_of(idea, NO_COLUMN)


def probabilities_in(reply: Reply) -> dict[str, float]:
    """Return the probabilities in a reply; {} if there are none, or one is no number."""
    answer = reply.json() if reply.content_type == "application/json" else None
    told = answer.get("probabilities") if isinstance(answer, dict) else None
    if not isinstance(told, dict) or not all(isinstance(value, int | float) for value in told.values()):
        return {}
    return told


def same(told: dict[str, float], right: dict[str, float], within: float = 1e-5) -> bool:
    """Tell if probabilities are those of another dict."""
    return set(told) == set(right) and all(abs(told[name] - right[name]) <= within for name in right)
