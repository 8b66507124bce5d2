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
]
ALLOW = re.compile(r"(?<=Allow: )[A-Z]+(?:, [A-Z]+)*")


def as_shown(printed: str) -> list[str]:
    """Return the lines of an output as a page shows them: as they are, less colors and curl's talk about itself."""
    lines = COLORS.sub("", printed).replace("\r", "").splitlines()
    return [line.rstrip() for line in lines if not CURL_TALK.match(line)]


def normalized(text: str) -> str:
    """Return a text with every date, version and order that may differ replaced by one that does not."""
    for volatile, steady in VOLATILE:
        text = volatile.sub(steady, text)
    return ALLOW.sub(lambda match: ", ".join(sorted(match[0].split(", "))), text)  # Werkzeug takes it from a set
