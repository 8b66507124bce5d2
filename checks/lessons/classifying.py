"""What a server that asks the field station must answer (lesson 08), and how the station's penguins are drawn."""

import json
import random
from collections.abc import Iterable, Sequence
from typing import Any

from checks.client import Client, Reply
from checks.lessons import ideas_08 as ideas
from checks.lessons.ideas import Idea
from checks.lessons.oracles import Penguin, draw_penguin, species_by_the_rule
from checks.lessons.station import Station, penguin

Result = dict[str, object]
SETTLED_SECONDS = 0.15
Living = dict[int, Penguin]  # the station's penguins by id


def draw_ids(rng: random.Random, count: int) -> list[int]:
    """Return so many ids, which are different from each other."""
    return rng.sample(range(1000, 1_000_000), count)


def settle(station: Station, rng: random.Random, count: int = 1, **how: Any) -> Living:
    """Let new penguins live at the station, which answers for them as `how` says; returns them by id."""
    living = {number: draw_penguin(rng) for number in draw_ids(rng, count)}
    station.answers |= {number: penguin(one, **how) for number, one in living.items()}
    return living


def right_results(living: Living, ids: Iterable[int] | None = None) -> list[Result]:
    """Return the right answers for these ids, by default for all in their order."""
    numbers = living if ids is None else ids
    return [{"id": number, "species": species_by_the_rule(living[number])} for number in numbers]


def classify(client: Client, living: Living, idea: Idea | None = None) -> None:
    """Ask for each of these penguins by itself, and expect its species."""
    for right in right_results(living):
        expect_classified(client.get(f"/classify/{right['id']}"), right, idea)


def expect_classified(reply: Reply, right: Result, idea: Idea | None = None) -> None:
    """Expect 200 with this id and this species."""
    reply.expect_status(200, misconception=idea or ideas.not_reached)
    reply.expect_json(right, misconception=idea or ideas.not_reached)


def many(ids: Iterable[int]) -> str:
    """Return the path that asks for these ids in one call."""
    return "/classify?ids=" + ",".join(map(str, ids))


def expect_detail(reply: Reply, status: int, idea: Idea | None = None) -> None:
    """Expect an error of this status with a sentence under `detail`."""
    reply.expect_status(status, misconception=idea)
    detail = reply.json_object().get("detail")
    if not isinstance(detail, str) or not detail.strip():
        form = '{"detail": "<a sentence>"}'
        reply.fail('The JSON object has no sentence under "detail".', expected=f"status {status}, {form}")


def expect_results(reply: Reply, wanted: Sequence[Result], idea: Idea | None = None) -> None:
    """Expect these results in this order; a result may say more, but not a species beside an error."""
    results = _results_in(reply, len(wanted), idea)
    if _are_moved(results, wanted):
        reply.fail(
            "The results are not in the order asked.",
            expected=f"the ids {', '.join(str(one['id']) for one in wanted)}",
            got=f"the ids {', '.join(str(one.get('id')) for one in results)}",
            misconception=ideas.AS_THEY_CAME,
        )
    for got, right in zip(results, wanted, strict=True):
        other = "error" if "species" in right else "species"
        if any(got.get(key) != value for key, value in right.items()) or got.get(other) is not None:
            expected, shown = json.dumps(right), json.dumps(got, ensure_ascii=False)
            reply.fail(f"The result for {right['id']} is wrong.", expected=expected, got=shown[:300])


def _results_in(reply: Reply, count: int, idea: Idea | None) -> list[dict[str, Any]]:
    reply.expect_status(200, misconception=idea)
    results = reply.json_object().get("results")
    if not isinstance(results, list) or not all(isinstance(one, dict) for one in results):
        reply.fail('The JSON object has no list of objects under "results".', expected='{"results": [{"id": …}, …]}')
    if len(results) != count:
        reply.fail(
            f"{count} ids were asked, and {len(results)} results came.",
            expected=f"{count} results",
            misconception=ideas.ONCE_ONLY if len(results) < count else "",
        )
    return results


def _are_moved(results: Sequence[dict[str, Any]], wanted: Sequence[Result]) -> bool:
    got, right = [str(one.get("id")) for one in results], [str(one["id"]) for one in wanted]
    return got != right and sorted(got) == sorted(right)


def written(rng: random.Random, shapes: Sequence[str]) -> list[str]:
    """Fill in numbers where the shapes have letters, and return them in any order."""
    return [shape.format(n=rng.randint(2, 99), m=rng.randint(2, 99)) for shape in rng.sample(shapes, len(shapes))]


def ids_of(results: Iterable[Result]) -> list[int]:
    """Return the ids of these results."""
    return [int(str(one["id"])) for one in results]


def wait_settled(station: Station, ids: Iterable[int], seconds: float) -> int:
    """Wait until no more of these ids are asked for, and return how many were: a pool may be smaller than all."""
    so_far = station.wait_asked(ids, 1, seconds)
    while (now := station.wait_asked(ids, so_far + 1, SETTLED_SECONDS)) > so_far:
        so_far = now
    return so_far
