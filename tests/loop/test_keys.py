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
        ("\r", ["enter"]),
        (" ", ["space"]),
        ("\t", []),
        ("é", ["é"]),
    ],
)
def test_keys_have_names(sent: str, keys: list[str]) -> None:
    assert named(sent) == keys
