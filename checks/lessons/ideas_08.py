"""The ideas behind wrong replies of a server that waits for another one (lesson 08)."""

from checks.client import Reply
from checks.lessons.ideas import Idea, at, first_of

OF_THE_STATION = first_of(
    at(500, "500: an exception of the call to the station went through. Catch it, and raise HTTPException(502, …)."),
    at(404, "404 is for an id that the station does not know. Here the station itself is at fault."),
)
UNKNOWN_ID = first_of(
    at(500, "The station answered 404, and its body is no penguin. Look at the status before you read the body."),
    at(502, "A station that says 404 is well: it does not know the id. Your answer is 404 too."),
)
NOT_A_NUMBER = first_of(
    at(404, "The id went to the station as it came. id: Annotated[int, Path(ge=1)] answers 422 by itself."),
    at(200, "The id was taken. id: Annotated[int, Path(ge=1)] answers 422 by itself."),
    at(500, "int() raises where the text is no number. Let FastAPI read it: id: Annotated[int, Path(ge=1)]."),
)
OTHER_STATUS = first_of(
    at(200, "The body was read whatever the status said. Only 200 brings a penguin."), OF_THE_STATION
)
FOLLOWED = first_of(
    at(
        200,
        "The redirect was followed, and another penguin answered. httpx follows none by itself; requests does, unless "
        "it is told allow_redirects=False.",
    ),
    OF_THE_STATION,
)
NO_PENGUIN = first_of(
    at(200, "It was taken for a penguin. Read it with the model that /predict uses: Penguin.model_validate(…)."),
    at(422, "422 says that your caller is at fault. Here the station is: 502."),
    at(
        500,
        "An exception went through. Read the body with Penguin.model_validate: it raises a ValueError where the body "
        "is no penguin, as .json() does where it is no JSON.",
    ),
)
LOST = first_of(
    at(504, "504 is for a station that says nothing in time. This one hung up, or was not there: 502."),
    at(500, "The client raised because the connection failed. httpx.HTTPError is the parent of all its exceptions."),
    at(200, "The station was gone, so nobody can have told you the species."),
)
NOT_BACK = "The station is there again, and your server still fails. Make broken connections anew."
NO_PATIENCE = first_of(
    at(200, "Your server waited until the station spoke. Put a limit on the wait: async with asyncio.timeout(1.5)."),
    at(500, "The wait was given up, but nobody caught the exception: except TimeoutError, and raise 504."),
    at(502, "A timeout of httpx is an httpx.HTTPError too. Catch the timeout first, and raise 504."),
)
TOO_PATIENT = "The limit is too long, or it holds for each step of a call: asyncio.timeout(1.5) limits it all."
ASKED_AGAIN = "A station that is slow gets slower when it is asked again. Do not retry here."
CACHED = "The answer was kept from before. Penguins are measured again: ask the station at each call."
IDS_TEXT = first_of(
    at(200, "These ids were taken. Each must be a whole number of 1 or more, and there are 1 to 50 of them."),
    at(500, "int() raises ValueError where the text is no number. That must become a 422 that names ids."),
    at(400, "What does not fit the schema is 422 in these lessons, in FastAPI's form."),
    at(404, "Look at the ids before you ask the station."),
    at(
        422,
        "HTTPException(422, …) makes detail a sentence. FastAPI's form is a list that names ids: declare the bounds on "
        "the parameter, or raise RequestValidationError.",
    ),
)
AS_THEY_CAME = "as_completed gives results in the order in which they end, asyncio.gather in the order asked."
ONCE_ONLY = "A dict or a set keeps each id once. The answer has one result for each id asked, repeated or not."
ALL_OR_NOTHING = first_of(
    at(500, "An exception of one fetch ended all. Catch it for each id, and put its status in its place."),
    *(at(status, "One id's error became the answer to all. Catch it for each id.") for status in (404, 502, 504)),
)
ONE_AFTER_ANOTHER = (
    "`await` in a loop waits for each fetch before it begins the next. Begin them all, then wait: asyncio.gather."
)
TOO_FEW = "Something lets only so many fetches go at once: a semaphore, or the size of a pool."
LOOP_HELD = (
    "Everything else waits for the one call that reached the station: in `async def` a call that blocks holds the "
    "whole server. Await an async client, or make the endpoint a plain `def`."
)
THREADS_TAKEN = (
    "A plain `def` endpoint runs in a thread, and FastAPI has 40 of them. The waiting calls have them all, and /ping "
    "waits for one too: `async def ping` needs none."
)
CLIENT_A_CALL = (
    "A client of its own for each call, as requests.get makes it, opens a connection and closes it again. Make one "
    "client when the server starts (lifespan), and use it for all calls."
)


def not_reached(reply: Reply) -> str:
    """Say what helps where the station was not reached at all, or the id came back as text."""
    if reply.status in (500, 502, 504):
        return "The checks have a station of their own: its address is in the environment variable STATION_URL."
    text = reply.status == 200 and isinstance(reply.json_object().get("id"), str)
    return "A part of the path is text until its parameter is declared as a number: id: int." if text else ""


def says(sentence: str) -> Idea:
    """Return the idea that always says this."""
    return lambda _: sentence


def no_penguin(body: bytes) -> Idea:
    """Return the ideas on an answer of the station that is no penguin."""
    said = f"The station's answer: {body.decode()[:170] or 'an empty body'}."
    return lambda reply: f"{said} {NO_PENGUIN(reply)}".strip()
