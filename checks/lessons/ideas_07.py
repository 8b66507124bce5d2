"""The ideas behind wrong replies of a server that describes its input with a schema (lesson 07 and those above)."""

import json
from typing import Any

from checks.client import Reply
from checks.lessons.ideas import at, first_of

FASTAPI_ANSWERS = "FastAPI answers 422 by itself where the body does not fit the type of the view's parameter."


def detail_is_text(reply: Reply) -> str:
    """Say what helps where `detail` is a sentence."""
    if reply.status == 422 and '"detail":"' in reply.text.replace(" ", ""):
        return "Here detail is a sentence. A program cannot find the field in it: keep FastAPI's list of faults."
    return ""


REFUSAL = first_of(
    at(200, "This body was taken. Say in the model what a field may hold; what it does not say is not checked."),
    at(400, f"400 is what lesson 02 answers. {FASTAPI_ANSWERS}"),
    detail_is_text,
)


def read_from_elsewhere(reply: Reply) -> str:
    """Say what helps where FastAPI looked for the body in the query, or one level deeper."""
    places = [fault.get("loc") for fault in _faults(reply)]
    if any(isinstance(loc, list) and loc[:1] == ["query"] for loc in places):
        return "FastAPI looked in the query. A parameter is read from the body if its type is a Pydantic model."
    if any(isinstance(loc, list) and len(loc) > 1 and loc[:1] == ["body"] and loc[1] == "penguin" for loc in places):
        return "FastAPI looked for a field named penguin in the body. The body itself is the penguin: no embed=True."
    return ""


def whole_numbers_only(reply: Reply) -> str:
    """Say what helps where 39.1 is refused because it is not whole."""
    kinds = {fault.get("type") for fault in _faults(reply)}
    return "A measurement may have decimals: its type is float." if kinds & {"int_type", "int_from_float"} else ""


def instance_wanted(reply: Reply) -> str:
    """Say what helps where a strict model wants an object of a class, and JSON has only texts and objects."""
    kinds = {fault.get("type") for fault in _faults(reply)}
    if not kinds & {"is_instance_of", "dataclass_exact_type"}:
        return ""
    return (
        "strict=True wants an object of that class, which JSON cannot have. Use Literal, or Strict() on numbers only."
    )


REFUSED_WITHOUT_FAULT = first_of(
    instance_wanted,
    read_from_elsewhere,
    whole_numbers_only,
    at(422, "This penguin has no fault. The loc and the msg in the reply tell which of your fields refuses it."),
)
SEX_NEEDED = at(422, "`| None` lets null in. Only a default, `= None`, lets the field be left out. sex has both.")
BOUND_REFUSED = at(422, "The bound itself is taken: le is <=, lt is <.")
ZERO_TAKEN = at(200, "0 is not above 0: gt is >, ge is >=.")
ABOVE_TAKEN = at(200, "The page's table has a largest value for each of the four numbers: le=100 and so on.")
DEFAULTED = at(200, "A field that has a default may be left out. Five fields have none: only sex has one.")
CONVERTED = at(
    200,
    'Pydantic makes a number of "39.1" and of true unless it is told not to: that is its lax mode. '
    "strict=True in the model's config turns it off.",
)
SWALLOWED = at(200, 'Pydantic drops a field that it does not know unless it is told not to: extra="forbid".')
ECHOED = at(
    500,
    "The body was refused, but the refusal could not be sent: FastAPI's own handler puts the input into its reply, "
    "and NaN and Infinity cannot be written as JSON. Answer RequestValidationError yourself, without the input.",
)
NO_NUMBER_TAKEN = at(200, "No bound stops it. le= refuses infinity, and so does allow_inf_nan=False, NaN too.")
ANY_TEXT = at(200, "str takes every text. Literal or an Enum takes the words that you name, each in one spelling.")
READ_BY_HAND = at(500, "request.json() raises where the body is not JSON. With a typed parameter FastAPI answers 422.")

NO_SCHEMA = (
    "FastAPI describes what the type of a parameter says. A dict says nothing, and of a body that you read "
    "yourself from the request it knows nothing: penguin: Penguin describes all of it."
)
UNDECLARED = (
    "Only what is declared reaches the schema: Field(gt=0, le=100), Literal, Enum. "
    "What a validator function does is not to be seen from outside."
)
UNION_BOUNDS = (
    "Of a field of several types, such as int | float, Pydantic writes the bounds as gt and le, which no reader of "
    "schemas knows. Give it one type: float takes whole numbers too."
)
SCHEMA_DIFFERS = "The schema and the check of the body differ. Declare each rule once, in the model: both come from it."
EXAMPLES_APART = (
    "An example of one field shows one number. Give the model a whole one: "
    'ConfigDict(json_schema_extra={"examples": [{...}]}).'
)
EXAMPLE_REFUSED = at(422, 'Whoever clicks "Try it out" in /docs sends this example first. Give one that is a penguin.')
NO_RESPONSE_MODEL = "What a view returns is described by its return type: -> Prediction, or response_model=Prediction."


def unread(schemas: list[dict[str, Any]]) -> str:
    """Return why a rule that a body meets may be missing in the schemas that it is described by."""
    fields = [field for schema in schemas for field in _values(schema.get("properties"))]
    if not fields:
        return NO_SCHEMA
    return UNION_BOUNDS if any("gt" in field or "le" in field for field in fields) else UNDECLARED


def _values(node: object) -> list[Any]:
    return [value for value in node.values() if isinstance(value, dict)] if isinstance(node, dict) else []


def _faults(reply: Reply) -> list[dict[str, object]]:
    try:
        detail = json.loads(reply.body)["detail"]
    except (ValueError, LookupError, TypeError):
        return []
    return [fault for fault in detail if isinstance(fault, dict)] if isinstance(detail, list) else []
