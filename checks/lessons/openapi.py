"""What an OpenAPI document says of one operation, and which values a JSON schema in it admits.

Only the keywords that lessons speak of are read; others are passed over, as JSON Schema wants it. Nothing is fetched.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any

from checks.client import Client, Reply

MOST_STEPS = 200  # a schema that refers to itself would be read without end
CHOICES = ("anyOf", "oneOf")
TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "object": (dict,),
    "array": (list,),
    "null": (type(None),),
}
BOUNDS: dict[str, Callable[[float, float], bool]] = {
    "minimum": operator.ge,
    "maximum": operator.le,
    "exclusiveMinimum": operator.gt,
    "exclusiveMaximum": operator.lt,
}


class Document:
    """An OpenAPI document with the reply that it came in; what it lacks raises CheckFailed."""

    def __init__(self, client: Client) -> None:
        self.reply: Reply = client.get("/openapi.json")
        self.reply.expect_status(200)
        self.content = self.reply.json_object()
        self._steps = 0

    def operation(self, method: str, path: str) -> dict[str, Any]:
        """Return what the document says of `POST /predict`; fails where it says nothing."""
        found = self.content
        for key in ("paths", path, method.lower()):
            found = self.resolved(found.get(key))
            if not found:
                self.reply.fail(
                    f"/openapi.json does not describe {method} {path}.", expected=f'"{path}": {{"{method.lower()}": …}}'
                )
        return found

    def resolved(self, node: object) -> dict[str, Any]:
        """Return the object that `node` is, or refers to within the document; {} for anything else."""
        while isinstance(node, dict) and isinstance(ref := node.get("$ref"), str):
            self._step()
            siblings = {key: value for key, value in node.items() if key != "$ref"}
            target = self._at(ref)
            node = {**target, **siblings} if isinstance(target, dict) else siblings
        return node if isinstance(node, dict) else {}

    def media(self, node: object) -> dict[str, Any]:
        """Return the JSON media type of a request body or a response; {} where there is none."""
        content = self.resolved(self.resolved(node).get("content"))
        found = [kind for kind in content if isinstance(kind, str) and kind.split(";")[0].strip() == "application/json"]
        return self.resolved(content[found[0]]) if found else {}

    def parts(self, schema: object) -> list[dict[str, Any]]:
        """Return a schema and those that it is put together of by allOf, anyOf and oneOf, references resolved."""
        self._steps = 0
        return list(self._parts(schema))

    def admits(self, schema: object, value: object) -> bool:
        """Tell whether a schema admits a JSON value."""
        self._steps = 0
        return self._admits(schema, value)

    def _parts(self, schema: object) -> Iterator[dict[str, Any]]:
        self._step()
        whole = self.resolved(schema)
        yield whole
        for key in ("allOf", *CHOICES):
            for part in _list(whole.get(key)):
                yield from self._parts(part)

    def _admits(self, schema: object, value: object) -> bool:
        self._step()
        if isinstance(schema, bool):
            return schema
        whole = self.resolved(schema)
        choices = [_list(whole[key]) for key in CHOICES if key in whole]
        return (
            _is_of_type(whole, value)
            and _is_one_of(whole, value)
            and _is_in_bounds(whole, value)
            and all(self._admits(part, value) for part in _list(whole.get("allOf")))
            and all(any(self._admits(part, value) for part in parts) for parts in choices)
            and self._has_members(whole, value)
        )

    def _has_members(self, schema: dict[str, Any], value: object) -> bool:
        if not isinstance(value, dict):
            return True
        properties = self.resolved(schema.get("properties"))
        missing = [name for name in _list(schema.get("required")) if str(name) not in value]
        return not missing and all(self._admits(properties[name], value[name]) for name in value if name in properties)

    def _at(self, ref: str) -> object:
        found: object = self.content if ref.startswith("#") else None
        for part in ref.removeprefix("#").split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            found = found.get(key) if isinstance(found, dict) else None
        return found

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MOST_STEPS:
            self.reply.fail("A schema in /openapi.json refers to itself, or is far too large.", expected="a schema")


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _is_of_type(schema: dict[str, Any], value: object) -> bool:
    named = schema.get("type")
    types = [python for name in (named if isinstance(named, list) else [named]) for python in TYPES.get(str(name), ())]
    return not types or isinstance(value, tuple(types))


def _is_one_of(schema: dict[str, Any], value: object) -> bool:
    return ("enum" not in schema or value in _list(schema["enum"])) and schema.get("const", value) == value


def _is_in_bounds(schema: dict[str, Any], value: object) -> bool:
    if not isinstance(value, int | float):
        return True
    bounds = {key: schema[key] for key in BOUNDS if isinstance(schema.get(key), int | float)}
    for exclusive, plain in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if bounds.get(exclusive) is True and plain in bounds:  # OpenAPI 3.0 marks the other bound as exclusive
            bounds[exclusive] = bounds[plain]
    return all(BOUNDS[key](value, bound) for key, bound in bounds.items() if not isinstance(bound, bool))
