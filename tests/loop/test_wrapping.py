"""Long lines on the screen: commands can be pasted, and diffs are shown whole."""

import json
import shlex
import shutil
import subprocess

import pytest

from checks.wrapping import parts, unfolded_diff

PENGUIN = {
    "bill_length_mm": 36.8,
    "bill_depth_mm": 18.7,
    "flipper_length_mm": 230,
    "island": "Dream or so",
    "sex": None,
}
COMMANDS = [
    f"curl -i -H 'Content-Type: application/json' -d '{json.dumps(PENGUIN)}' http://127.0.0.1:8000/predict",
    "curl -i -H Content-Type: -H 'X-Client: a name with spaces' --max-time 20 http://127.0.0.1:8000/hello/Ada%20L",
    "curl -i http://127.0.0.1:8000/hello/" + "%E6%9D%8E" * 20,
    "curl -i -X POST http://127.0.0.1:8000/hello/Ada",
]


@pytest.mark.skipif(shutil.which("sh") is None, reason="there is no POSIX shell here")
@pytest.mark.parametrize("width", [40, 60, 79])
@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrapped_command_can_be_pasted_into_a_shell(command: str, width: int) -> None:
    lines = parts(f"  sent      {command}", width)
    pasted = "\n".join(lines).replace("  sent      curl", "printf '%s\\000'", 1)
    told = subprocess.run(["sh", "-c", pasted], capture_output=True, text=True, check=True).stdout
    assert [_plain(word) for word in told.split("\0")[:-1]] == [_plain(word) for word in shlex.split(command)[1:]]


@pytest.mark.parametrize("command", COMMANDS)
def test_a_wrapped_command_is_no_wider_than_the_screen(command: str) -> None:
    assert max(map(len, parts(f"  sent      {command}", 60))) <= 60


def test_a_long_line_of_a_diff_is_shown_whole_and_keeps_its_sign() -> None:
    lines = unfolded_diff([" a = 1", "-    # " + "word " * 30], 60)
    assert lines[0] == " a = 1"
    assert all(line.startswith("-") and len(line) <= 60 for line in lines[1:])
    assert sum(line.count("word") for line in lines) == 30


def _plain(word: str) -> object:
    return json.loads(word) if word.startswith("{") else word
