"""Lesson 02's requests, and lesson 01's that it carries, as a check50 problem."""

import json
import random
import sys
from pathlib import Path

import check50
import requests

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))  # check50 loads a problem by its file alone
import contract

Penguin = dict[str, object]

NUMBERS = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
REQUIRED = [*NUMBERS, "island"]
ISLANDS = ["Biscoe", "Dream", "Torgersen"]
NOT_NUMBERS = ["39.1", "", "NaN", "forty", None, [39.1], {"value": 39.1}, True, False, 0, -0.0, -0.1, -7]
NOT_FINITE = ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"]
NOT_ISLANDS = ["Atlantis", "biscoe", "DREAM", "Dream ", "", None, 3, True, ["Dream"], {"name": "Dream"}]
NOT_SEXES = ["unknown", "Male", "FEMALE", "f", "", 0, 1, False, ["male"], {"is": "male"}]
NOT_OBJECTS = ["[]", '["a"]', '"text"', "7", "0", "true", "false", "null", "[[1, 2]]", '" "', "[{}]"]
NOT_JSON = ["{", "", "{'island': 'Dream'}", '{"a": 1}x', "a=1&b=2", '{"a"', "bill"]
JSON_TYPES = ["application/json; charset=utf-8", "application/json;charset=UTF-8", "application/json; version=1"]
OTHER_TYPES = ["text/plain", "application/x-www-form-urlencoded", "application/octet-stream"]
JSON = {"Content-Type": "application/json"}


def draw(**fixed: object) -> Penguin:
    """Return a penguin without fault, but for the fields given."""
    low_high = [(32.1, 59.6), (13.1, 21.5), (172, 231), (2700, 6300)]
    penguin: Penguin = {name: round(random.uniform(*pair), 1) for name, pair in zip(NUMBERS, low_high, strict=True)}
    return penguin | {"island": random.choice(ISLANDS), "sex": random.choice(["male", "female"])} | fixed


def species_of(penguin: Penguin) -> str:
    """Return the species by the rule."""
    length, depth, flipper = (float(str(penguin[name])) for name in NUMBERS[:3])
    if flipper >= 206 and depth < 17.6:
        return "Gentoo"
    return "Chinstrap" if length >= 44 and penguin["island"] == "Dream" else "Adelie"


def predict(url: str, penguin: Penguin) -> None:
    """Send a penguin and expect its species."""
    reply = contract.expect(requests.post(f"{url}/predict", json=penguin, timeout=10), 200)
    if reply.json() != {"species": species_of(penguin)}:
        raise check50.Failure(f"expected {species_of(penguin)}, got {reply.text}")


def refuse(url: str, body: str, names: list[str]) -> None:
    """Send a body and expect a JSON error that names one of the fields, if any are given."""
    reply = requests.post(f"{url}/predict", data=body.encode(), headers=JSON, timeout=10)
    sentence = contract.expect(reply, 400).json()["error"]
    if names and not any(name in sentence for name in names):
        raise check50.Failure(f"expected a sentence that names {names[0]}, got {sentence}")


def right_penguins() -> list[Penguin]:
    """Return as many penguins without fault as the workshop's checks send."""
    fixed: list[Penguin] = [
        *({"flipper_length_mm": mm, "bill_depth_mm": 15.6} for mm in (205, 205.9, 206, 206.0, 206.1)),
        *({"bill_length_mm": mm, "island": "Dream"} for mm in (43.9, 44, 44.0, 44.1)),
        *({"bill_depth_mm": mm, "flipper_length_mm": 218} for mm in (17.5, 17.6, 17.7)),
        *({name: value} for name in NUMBERS for value in (40, 40.0, 0.5, 999.5)),
        *({"sex": sex} for sex in ("male", "female", None)),
        *({"year": 2007}, {"note": [1]}, {"": -1}),
    ]
    return [draw(**fields) for fields in fixed] + [draw() for _ in range(21)]


def wrong_bodies() -> list[tuple[str, list[str]]]:
    """Return bodies with one fault each, and the fields that are at fault."""
    cases: list[tuple[str, list[str]]] = [(body, []) for body in (*NOT_JSON, *NOT_OBJECTS)]
    for name in REQUIRED:
        penguin = draw()
        del penguin[name]
        cases.append((json.dumps(penguin), [name]))
    cases += [(json.dumps(draw(**{name: value})), [name]) for name in NUMBERS for value in NOT_NUMBERS]
    cases += [(json.dumps(draw(**{name: "@"})).replace('"@"', text), []) for name in NUMBERS for text in NOT_FINITE]
    cases += [(json.dumps(draw(island=island)), ["island"]) for island in NOT_ISLANDS]
    cases += [(json.dumps(draw(sex=sex)), ["sex"]) for sex in NOT_SEXES]
    return [*cases, ("{}", REQUIRED), (json.dumps({"island": "Dream"}), NUMBERS)]


def content_types(url: str) -> None:
    """Send a penguin under each content type, and under none."""
    for kind in (*JSON_TYPES, *OTHER_TYPES, None):
        headers = {"Content-Type": kind} if kind else {}
        reply = requests.post(f"{url}/predict", data=json.dumps(draw()).encode(), headers=headers, timeout=10)
        contract.expect(reply, 200 if kind in JSON_TYPES else 415).json()


@check50.check()
def keeps_the_contract() -> None:
    """Lesson 01's contract holds, POST /predict follows the rule and refuses what is no penguin"""
    with contract.serving(contract.SERVE) as url:
        contract.greets(url)
        for penguin in right_penguins():
            predict(url, penguin)
        for body, names in wrong_bodies():
            refuse(url, body, names)
        content_types(url)
        contract.expect(requests.get(f"{url}/predict", timeout=10), 405).json()
        for path in (contract.word(), f"predict/{contract.word()}", f"{contract.word()}/{contract.word()}"):
            contract.expect(requests.get(f"{url}/{path}", timeout=10), 404).json()


@check50.check()
def reads_the_port() -> None:
    """python main.py serves on the port that PORT names"""
    contract.runs_by_itself()


@check50.check()
def listens_on_this_machine_only() -> None:
    """python main.py answers; check50 has no means to list what a process listens on"""
    contract.runs_by_itself()
