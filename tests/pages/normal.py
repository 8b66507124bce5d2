"""What pages and notebooks show, without what differs from run to run and from machine to machine."""

import re

COLORS = re.compile(r"\x1b\[[0-9;]*m")
CURL_TALK = re.compile(r"^(\* |[{}] \[\d+ bytes data\])")  # `curl -v` about itself, other in every version

VOLATILE = [
    (re.compile(r"(?<=Date: )\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "Mon, 01 Jan 2024 12:00:00 GMT"),
    (re.compile(r"\[\d\d/\w{3}/\d{4} \d\d:\d\d:\d\d\]"), "[01/Jan/2024 12:00:00]"),
    (re.compile(r"\bWerkzeug/[\d.]+"), "Werkzeug/3.1"),
    (re.compile(r"\bPython/[\d.]+"), "Python/3"),
    (re.compile(r"\bcurl/[\d.]+"), "curl/8"),
    (re.compile(r"python-requests/[\d.]+"), "python-requests/2"),
    (re.compile(r"(?<=Debugger PIN: )[\d-]+"), "123-456-789"),
    (re.compile(r"(?<=date: )\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d GMT"), "Mon, 01 Jan 2024 12:00:00 GMT"),
    # What Uvicorn and Gunicorn print of their processes.
    (re.compile(r"\[\d{4}-\d\d-\d\d \d\d:\d\d:\d\d [+-]\d{4}\]"), "[2024-01-01 12:00:00 +0000]"),
    (re.compile(r"(?<=process )\[\d+\]"), "[4321]"),
    (re.compile(r"(?<=\] )\[\d+\](?= \[)"), "[4321]"),
    (re.compile(r"(?<=pid: )\d+"), "4321"),
    (re.compile(r"(?<=\"pid\":)\d+"), "4321"),
    (re.compile(r"(?<=127\.0\.0\.1:)\d{5}(?= - )"), "54321"),
    (re.compile(r"\bgunicorn[ /][\d.]+"), "gunicorn 27"),
    (re.compile(r"([\"']model_version[\"']: ?[\"'])[0-9a-f]{12,}"), r"\g<1>0123456789ab"),  # of another file each time
    (re.compile(r"\b(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(?=Z|\+00:00)"), "2024-01-01T12:00:00"),
]
NUMBER = re.compile(r"\d[\d.,]*")
ALLOW = re.compile(r"(?<=Allow: )[A-Z]+(?:, [A-Z]+)*")


def as_shown(printed: str) -> list[str]:
    """Return the lines of an output as a page shows them: as they are, less colors and curl's talk about itself."""
    lines = COLORS.sub("", printed).replace("\r", "").splitlines()
    return [line.rstrip() for line in lines if not CURL_TALK.match(line)]


def without_numbers(text: str) -> str:
    """Return a text with each number as 0 and each run of spaces as one: what was measured differs from run to run."""
    return re.sub(r" +", " ", NUMBER.sub("0", text))


def normalized(text: str) -> str:
    """Return a text with every date, version and order that may differ replaced by one that does not."""
    for volatile, steady in VOLATILE:
        text = volatile.sub(steady, text)
    return ALLOW.sub(lambda match: ", ".join(sorted(match[0].split(", "))), text)  # Werkzeug takes it from a set
