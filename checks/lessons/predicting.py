"""What a reply of /predict must say, compared with the model that the server was given."""

from typing import Any

from checks.client import Reply
from checks.lessons.ideas import Idea
from checks.lessons.models import Model
from checks.lessons.oracles import Penguin

CLOSE = 1e-5


def expect_prediction(reply: Reply, model: Model, penguin: Penguin, idea: Idea | None = None) -> dict[str, Any]:
    """Expect 200, the model's probabilities for this penguin and the most probable species; return the object."""
    reply.expect_status(200, misconception=idea)
    answer = reply.json_object()
    expect_probabilities(reply, answer, model.probabilities(penguin), idea)
    return answer


def expect_probabilities(
    reply: Reply, answer: dict[str, Any], right: dict[str, float], idea: Idea | None = None, where: str = ""
) -> None:
    """Expect in one prediction these probabilities within 1e-5, summing to 1, and the most probable species."""
    told = answer.get("probabilities")
    if not isinstance(told, dict) or set(told) != set(right) or not all(map(_is_number, told.values())):
        reply.fail(
            f"{where}The reply has no probability for each of the three species.",
            expected=f'"probabilities": {{{", ".join(f"{name}: a number" for name in sorted(right))}}}',
            misconception=idea(reply) if idea else "",
        )
    off = [name for name in right if abs(told[name] - right[name]) > CLOSE]
    if off:
        reply.fail(
            f"{where}The probability of {off[0]} is {told[off[0]]:.6f}; the model's is {right[off[0]]:.6f}.",
            expected=_rounded(right),
            got=_rounded(told),
            misconception=(idea(reply) if idea else "") or _likely(told, right),
        )
    if abs(sum(told.values()) - 1) > CLOSE * len(told):  # each may be off by so much, rounded to five digits
        reply.fail(
            f"{where}The probabilities sum to {sum(told.values()):.6f}, not to 1.",
            expected="a sum of 1",
            misconception=idea(reply) if idea else "",
        )
    most = max(told.values())
    species = answer.get("species")
    if not isinstance(species, str) or told.get(species) != most:
        best = max(told, key=told.__getitem__)
        reply.fail(
            f"{where}The species is {species!r}, but the most probable one of the reply is {best}.",
            expected=f'"species": "{best}"',
            misconception=idea(reply) if idea else "",
        )


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _rounded(probabilities: dict[str, float]) -> str:
    return ", ".join(f"{name} {probabilities[name]:.6f}" for name in sorted(probabilities))


def _likely(told: dict[str, float], right: dict[str, float]) -> str:
    """Return the idea behind probabilities that are the model's, but of other species."""
    values = zip(sorted(told.values()), sorted(right.values()), strict=True)
    if all(abs(one - other) <= CLOSE for one, other in values):
        return (
            "These are the model's numbers under other names: the columns of predict_proba are in the order of "
            "model.classes_, which need not be the alphabet's."
        )
    if set(map(round, told.values())) <= {0, 1} and all(value in (0, 1) for value in told.values()):
        return "Only zeros and ones: predict_proba gives the probabilities, predict only the species."
    return ""
