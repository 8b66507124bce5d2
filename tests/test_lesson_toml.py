"""Each wrong kind of lesson.toml gives one sentence that names the file and the key."""

from pathlib import Path

import pytest

from checks.course import CourseError, all_lessons, chain, find, load

NAME = "07_tryout"
SHOWN = f"lessons/{NAME}/lesson.toml"
RIGHT = {
    "title": '"Try it"',
    "goal": '"See what happens."',
    "minutes": "20",
    "serve": '["flask", "--app", "main", "run", "--port", "{port}"]',
    "edit": '["main.py"]',
}
HINT = "[hints]\nsays_hello = "


def toml(**changes: str) -> str:
    """The right lesson.toml with these keys changed or added; an empty text drops the key."""
    return "".join(f"{key} = {value}\n" for key, value in (RIGHT | changes).items() if value)


def write(root: Path, text: str, name: str = NAME) -> Path:
    folder = root / "lessons" / name
    folder.mkdir(parents=True)
    (folder / "lesson.toml").write_text(text, encoding="utf-8")
    return root


WRONG = {
    "not TOML": ("title = ", ["not valid TOML"]),
    "a key twice": (toml() + "minutes = 30\n", ["not valid TOML", "line 6"]),  # tomllib names the line, not the key
    "an unknown key": (toml(hint='"none"'), ["unknown key 'hint'"]),
    "minutes as a text": (toml(minutes='"20"'), ["minutes"]),
    "minutes as true": (toml(minutes="true"), ["minutes"]),
    "minutes as a fraction": (toml(minutes="20.5"), ["minutes"]),
    "no time at all": (toml(minutes="-5"), ["minutes"]),
    "title as a number": (toml(title="7"), ["title"]),
    "an empty title": (toml(title='""'), ["title"]),
    "station as a text": (toml(station='"python station.py"'), ["station"]),
    "serve as a text": (toml(serve='"flask run"'), ["serve"]),
    "a number in serve": (toml(serve='["flask", 8000]'), ["serve"]),
    "an empty name in edit": (toml(edit='[""]'), ["edit"]),
    "builds_on as a list": (toml(builds_on='["06_hello_fastapi"]'), ["builds_on"]),
    "replaces as a text": (toml(replaces='"says_hello"'), ["replaces"]),
    "stubs as a text": (toml(stubs='"predict"'), ["stubs"]),
    "hints as a list": (toml(hints='["look"]'), ["hints"]),
    "two hints": (toml() + HINT + '["a", "b"]', ["hints.says_hello", "3"]),
    "four hints": (toml() + HINT + '["a", "b", "c", "d"]', ["hints.says_hello", "3"]),
    "an empty hint": (toml() + HINT + '["a", " ", "c"]', ["hints.says_hello", "3"]),
    "hints of no check": (toml() + '[hints]\n"Says Hello" = ["a", "b", "c"]', ["hints.Says Hello"]),
    **{f"no {key}": (toml(**{key: ""}), [key]) for key in RIGHT if key != "serve"},
    "model_from as a list": (toml(model_from='["03_train_a_model"]'), ["model_from"]),
}


def message(error: pytest.ExceptionInfo[CourseError]) -> str:
    """The message, which is one sentence on one line."""
    text = str(error.value)
    assert "\n" not in text
    assert text.endswith(".")
    return text


@pytest.mark.parametrize("wrong", WRONG)
def test_a_wrong_lesson_toml_is_named_with_its_key(wrong: str, tmp_path: Path) -> None:
    text, words = WRONG[wrong]
    with pytest.raises(CourseError) as error:
        load(NAME, write(tmp_path, text))
    assert [word for word in [SHOWN, *words] if word not in message(error)] == []


def test_a_lesson_toml_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    root = write(tmp_path, "")
    (root / SHOWN).write_bytes('title = "é"'.encode("latin-1"))
    with pytest.raises(CourseError) as error:
        load(NAME, root)
    assert SHOWN in message(error)


def test_a_folder_without_lesson_toml_is_named(tmp_path: Path) -> None:
    (tmp_path / "lessons" / NAME).mkdir(parents=True)
    with pytest.raises(CourseError) as error:
        all_lessons(tmp_path)
    assert SHOWN in message(error)


def test_a_folder_with_a_wrong_name_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as error:
        all_lessons(write(tmp_path, toml(), name="07_Try-out"))
    assert "lessons/07_Try-out" in message(error)


def test_builds_on_a_lesson_that_does_not_exist(tmp_path: Path) -> None:
    root = write(tmp_path, toml(builds_on='"06_nothing"'))
    with pytest.raises(CourseError) as error:
        chain(load(NAME, root))
    assert [word for word in (SHOWN, "builds_on", "06_nothing") if word not in message(error)] == []


def test_builds_on_in_a_circle(tmp_path: Path) -> None:
    root = write(tmp_path, toml(builds_on='"08_next"'))
    write(root, toml(builds_on=f'"{NAME}"'), name="08_next")
    with pytest.raises(CourseError) as error:
        chain(load(NAME, root))
    assert [word for word in (SHOWN, "builds_on", "circle") if word not in message(error)] == []


def test_a_right_lesson_toml_is_read_whole(tmp_path: Path) -> None:
    more = toml(builds_on='"06_before"', replaces='["says_hi"]', stubs='["predict"]') + HINT + '["a", "b", "c"]'
    lesson = load(NAME, write(tmp_path, more))
    assert (lesson.title, lesson.minutes, lesson.edit) == ("Try it", 20, ("main.py",))
    assert (lesson.builds_on, lesson.replaces, lesson.stubs) == ("06_before", ("says_hi",), ("predict",))
    assert lesson.hints == {"says_hello": ("a", "b", "c")}


@pytest.mark.parametrize("text", ["7", "07", "tryout", "07_tryout"])
def test_a_lesson_is_found_by_number_and_name(text: str, tmp_path: Path) -> None:
    assert find(text, write(tmp_path, toml())).name == NAME


def test_a_lesson_that_does_not_exist_is_answered_with_those_that_do(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as error:
        find("99", write(tmp_path, toml()))
    assert NAME in message(error)
