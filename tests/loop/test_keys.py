import pytest

from checks.keys import named


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        ("h", ["h"]),
        ("H", ["h"]),
        ("hh", ["h", "h"]),
        ("\x1b[A", ["up"]),
        ("\x1bOB", ["down"]),
        ("\x1b[6~", ["page down"]),
        ("\x1b", ["escape"]),
        ("\x1b[15~", []),
        ("\x1bx", []),
        ("l\x1b[A\r", ["l", "up", "enter"]),
        ("\x1b[B\x1b[B\x1bOA", ["down", "down", "up"]),
        ("\x1b[1;5Aq", ["q"]),
        ("\r", ["enter"]),
        (" ", ["space"]),
        ("\t", []),
        ("é", ["é"]),
    ],
)
def test_keys_have_names(sent: str, keys: list[str]) -> None:
    assert named(sent) == keys
