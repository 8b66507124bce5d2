"""Four outcomes, never mixed; seeds repeat a run; what `check` prints and returns."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from checks.verdict import Report, Verdict

ROOT = Path(__file__).parent.parent
SERVER = """
import os
from http.server import BaseHTTPRequestHandler, HTTPServer
class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200); self.end_headers(); self.wfile.write(b"Hello")
HTTPServer(("127.0.0.1", int(os.environ.get("PORT") or __import__("sys").argv[1])), Handler).serve_forever()
"""
CHECKS = '''
import pytest

@pytest.mark.check(points=2)
def test_passes(client):
    """It passes"""
    client.get("/").expect_status(200)

@pytest.mark.check(points=1, needs="passes")
def test_fails(client):
    """It fails"""
    client.get("/").expect_status(404)

@pytest.mark.check(points=1, needs="fails")
def test_needs_the_failed_one(client):
    """It needs the one that failed"""

@pytest.mark.check(points=5)
def test_cannot_run_here():
    """It cannot run here"""
    pytest.skip("No browser was found.")

@pytest.mark.check(points=1)
def test_draws(client, rng):
    """It draws"""
    client.get("/").fail(f"drew {rng.random()}")
'''
BROKEN_CHECK = '''
@pytest.mark.check(points=1)
def test_is_broken(client):
    """It is broken itself"""
    assert client.get("/").status == 404
'''


def workshop(tmp_path: Path, checks: str = CHECKS) -> Path:
    """A course of one lesson, beside the real checks."""
    root = tmp_path / "workshop"
    (root / "checks" / "lessons").mkdir(parents=True)
    for entry in (ROOT / "checks").iterdir():
        if entry.name not in ("lessons", "__pycache__"):
            (root / "checks" / entry.name).symlink_to(entry)
    (root / "setup_workshop").symlink_to(ROOT / "setup_workshop")
    (root / "checks" / "lessons" / "__init__.py").touch()
    (root / "checks" / "lessons" / "test_01_tryout.py").write_text(checks, encoding="utf-8")
    folder = root / "lessons" / "01_tryout"
    folder.mkdir(parents=True)
    (folder / "main.py").write_text(SERVER, encoding="utf-8")
    toml = (
        'title = "T"\ngoal = "G"\nminutes = 1\nserve = ["python", "main.py", "{port}"]\nedit = ["main.py"]\n[hints]\n'
    )
    (folder / "lesson.toml").write_text(toml + 'fails = ["one", "two", "three"]\n', encoding="utf-8")
    return root


def check(root: Path, *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "checks", "check", *more]
    variables = {"WORKSHOP_ROOT": str(root), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=root, env=variables, capture_output=True, text=True, check=False, timeout=60)


def test_the_four_outcomes(tmp_path: Path) -> None:
    done = check(workshop(tmp_path), "1", "--json", "--seed", "7")
    report = json.loads(done.stdout)
    assert done.returncode == 1, done.stderr
    assert [one["outcome"] for one in report["checks"]] == ["passed", "failed", "skipped", "skipped", "failed"]
    assert (report["score"], report["max_score"]) == (2, 5)  # what no machine like this can run does not count
    assert set(report) == {"lesson", "submission", "seed", "score", "max_score", "seconds", "checks", "notes"}
    keys = {"id", "title", "outcome", "points", "message", "curl", "hint", "carried_from"}
    assert all(set(one) == keys for one in report["checks"])
    failed = report["checks"][1]
    assert (failed["id"], failed["hint"]) == ("fails", "one")
    assert failed["curl"] == "curl -i http://127.0.0.1:8000/"
    assert report["checks"][2]["message"] == 'It needs "It fails" first.'


def test_a_seed_repeats_the_draws(tmp_path: Path) -> None:
    root = workshop(tmp_path)
    drawn = [json.loads(check(root, "1", "--json", "--seed", seed).stdout)["checks"][4] for seed in ("7", "7", "8")]
    assert drawn[0]["message"] == drawn[1]["message"] != drawn[2]["message"]


def test_an_exception_in_a_check_is_ours(tmp_path: Path) -> None:
    done = check(workshop(tmp_path, CHECKS + BROKEN_CHECK), "1")
    assert done.returncode == 3
    assert "The check itself failed (AssertionError" in done.stdout
    assert "this is not your server's fault" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["9"], "There is no lesson '9'; there are 01_tryout."),
        (["1", "--submission", "nowhere"], "There is no folder nowhere; name the folder that holds the submission."),
        (["1", "--url", "ftp://x"], "--url must begin with http://"),
    ],
)
def test_wrong_use_is_one_sentence_and_exit_code_2(tmp_path: Path, arguments: list[str], sentence: str) -> None:
    done = check(workshop(tmp_path), *arguments)
    assert done.returncode == 2
    assert sentence in done.stderr
    assert "Traceback" not in done.stderr


def test_pytest_runs_the_same_checks() -> None:
    folder = ROOT / "tests" / "broken" / "syntax_error"
    command = [sys.executable, "-m", "pytest", "checks", "--lesson", "01", "--submission", str(folder), "--seed", "1"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 1
    assert "--seed 1" in done.stdout
    assert "Your server ended before it answered" in done.stdout


def test_a_report_survives_json() -> None:
    report = Report("01_tryout", "folder", 7, [Verdict("a", "A", "passed", points=3)], 1.5, ["a note"])
    assert Report.from_json(json.loads(json.dumps(report.to_json()))) == report


def test_an_unfinished_report_is_never_a_pass() -> None:
    assert Report("01_tryout", "folder", 7, [Verdict("a", "A", "pending")]).exit_code == 3
    assert Report("01_tryout", "folder", 7, []).exit_code == 3
