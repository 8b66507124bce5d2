"""What /openapi.json says of POST /predict: the schema of its body and of its reply, and the examples."""

import json
from typing import Any, NoReturn

from checks.client import Client
from checks.lessons import ideas_07 as ideas
from checks.lessons.openapi import Document
from checks.lessons.oracles import Penguin

MOST_SHOWN = 600  # characters of a schema on a card


class Described:
    """The description of POST /predict; what it lacks raises CheckFailed."""

    def __init__(self, client: Client) -> None:
        self.document = Document(client)
        operation = self.document.operation("POST", "/predict")
        self.body = self.document.media(operation.get("requestBody"))
        self.schema = self.body.get("schema")
        self.responses = self.document.resolved(operation.get("responses"))
        if self.schema is None:
            self.fail("/openapi.json has no schema for the body of POST /predict.", "a schema", ideas.NO_SCHEMA)

    def fail(self, sentence: str, expected: str, misconception: str, got: str = "none") -> NoReturn:
        """Raise CheckFailed; the card shows what it is about, not the whole document."""
        self.document.reply.fail(sentence, expected=expected, got=got[:MOST_SHOWN], misconception=misconception)

    def expect_takes(self, penguin: Penguin, what: str, about: str) -> None:
        """Expect that the schema admits a penguin; `what` is said on the card, `about` is the field, or required."""
        if not self.document.admits(self.schema, penguin):
            wanted = f"a schema that takes {what}"
            self.fail(f"By the schema {what} is refused.", wanted, ideas.SCHEMA_DIFFERS, self.said_of(about))

    def expect_refuses(self, penguin: Penguin, what: str, about: str, wanted: object) -> None:
        """Expect that the schema does not admit a penguin; `wanted` is what it should say of `about`."""
        if self.document.admits(self.schema, penguin):
            expected, got = f'"{about}": {json.dumps(wanted)}', self.said_of(about)
            self.fail(f"By the schema {what} is taken.", expected, ideas.unread(self.document.parts(self.schema)), got)

    def said_of(self, about: str) -> str:
        """Return what the schema says of a field, or under its own key `about`."""
        for part in self.document.parts(self.schema):
            properties = self.document.resolved(part.get("properties"))
            if about in part or about in properties:
                said = part[about] if about in part else self.document.resolved(properties[about])
                return f'"{about}": {json.dumps(said)}'
        return f'nothing of "{about}"'

    def examples(self) -> list[Any]:
        """Return every example of the body: those of its media type and of the schemas that it is put together of."""
        named = self.document.resolved(self.body.get("examples"))
        found = [self.document.resolved(example).get("value") for example in named.values()]
        for holder in (self.body, *self.document.parts(self.schema)):
            listed = holder.get("examples")
            found += [holder["example"]] if "example" in holder else []
            found += listed if isinstance(listed, list) else []
        return found

    def reply_parts(self) -> list[dict[str, Any]]:
        """Return the schemas that the schema of the reply 200 is put together of."""
        return self.document.parts(self.document.media(self.responses.get("200")).get("schema"))
