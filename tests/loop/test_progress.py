import json
import subprocess
import sys
from pathlib import Path

import pytest

from checks.progress import Progress
from checks.verdict import Report, Verdict
from tests.tree import ROOT

LESSON = "01_hello_flask"


def report(*outcomes: str) -> Report:
    return Report(LESSON, "folder", 1, [Verdict(f"check_{n}", "title", o) for n, o in enumerate(outcomes)])  # type: ignore[arg-type]


def content(root: Path) -> dict[str, object]:
    return dict(json.loads((root / ".workshop" / "progress.json").read_text(encoding="utf-8")))


def test_progress_survives_a_restart(tmp_path: Path) -> None:
    before = Progress(tmp_path)
    before.go_to("02_json_api")
    before.keep(report("passed", "failed"))
    before.see_hint(LESSON, "check_1", 2)
    after = Progress(tmp_path)
    assert after.current() == "02_json_api"
    assert (after.record(LESSON).best, after.record(LESSON).of, after.record(LESSON).passed) == (1, 2, None)
    assert after.record(LESSON).hints == {"check_1": 2}


def test_a_lesson_once_passed_stays_passed(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.keep(report("passed", "passed"))
    date = progress.record(LESSON).passed
    progress.keep(report("passed", "failed"))
    assert date is not None
    assert date.endswith("Z")
    assert progress.record(LESSON).passed == date
    assert progress.record(LESSON).best == 2


def test_a_broken_file_is_set_aside_and_told_of(tmp_path: Path) -> None:
    path = tmp_path / ".workshop" / "progress.json"
    path.parent.mkdir()
    path.write_text('{"current": "01_he', encoding="utf-8")
    progress = Progress(tmp_path)
    assert progress.current() is None
    notice = progress.notice()
    assert "is kept as" in notice
    assert progress.notice() == ""
    kept = list(path.parent.glob("progress.broken-*.json"))
    assert [file.read_text(encoding="utf-8") for file in kept] == ['{"current": "01_he']


@pytest.mark.parametrize("text", ['{"lessons": 3}', '{"lessons": {"01_hello_flask": []}}', '{"current": 7}', "{}"])
def test_odd_members_do_no_harm(tmp_path: Path, text: str) -> None:
    (tmp_path / ".workshop").mkdir()
    (tmp_path / ".workshop" / "progress.json").write_text(text, encoding="utf-8")
    progress = Progress(tmp_path)
    assert progress.current() is None
    progress.keep(report("passed"))
    assert progress.record(LESSON).passed is not None


def test_what_is_unknown_is_kept(tmp_path: Path) -> None:
    (tmp_path / ".workshop").mkdir()
    old = {"later": [1], "lessons": {"99_unknown": {"passed": "x"}, LESSON: {"stars": 5}}}
    (tmp_path / ".workshop" / "progress.json").write_text(json.dumps(old), encoding="utf-8")
    Progress(tmp_path).keep(report("passed"))
    new = content(tmp_path)
    assert new["later"] == [1]
    lessons = new["lessons"]
    assert isinstance(lessons, dict)
    assert lessons["99_unknown"] == {"passed": "x"}
    assert lessons[LESSON]["stars"] == 5


def test_two_workshops_at_once_lose_nothing(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from checks.progress import Progress\n"
        "for level in range(60): Progress(Path(sys.argv[1])).see_hint('01_hello_flask', f'{sys.argv[2]}_{level}', 1)"
    )
    argv = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen([*argv, name], cwd=ROOT) for name in ("one", "two", "three")]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    assert len(Progress(tmp_path).record(LESSON).hints) == 180


def test_progress_that_cannot_be_written_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("checks.progress.write_whole", full)
    progress = Progress(tmp_path)
    progress.go_to(LESSON)
    assert "No space left on device" in progress.notice()
