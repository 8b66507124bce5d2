"""Which changes are the learner's saves, and how they are noticed."""

import os
import queue
from pathlib import Path

import psutil
import pytest

from checks.saves import is_edit, must_poll, saved_files

FOLDER = Path("/course/lessons/01_hello_flask")


@pytest.mark.parametrize("name", ["main.py", "templates/page.html", "settings.toml", "a/b/c.py", "model.skops"])
def test_the_learners_files_count(name: str) -> None:
    assert is_edit(FOLDER / name, FOLDER)


@pytest.mark.parametrize(
    "name",
    [
        "__pycache__/main.cpython-311.pyc",
        ".main.py.swp",
        "main.py~",
        "4913",
        "#main.py#",
        ".#main.py",
        "main.py.tmp",
        ".ipynb_checkpoints/x.ipynb",
        "README.md",
        "lesson.toml",
        "wire.svg",
        "main.pyc",
        "../02_json_api/main.py",
    ],
)
def test_what_editors_and_python_keep_does_not(name: str) -> None:
    assert not is_edit(Path(os.path.normpath(FOLDER / name)), FOLDER)


def in_place(path: Path) -> None:
    path.write_text("new", encoding="utf-8")


def by_renaming(path: Path) -> None:
    other = path.with_name("main.py.tmp")
    other.write_text("new", encoding="utf-8")
    other.replace(path)


def by_removing_first(path: Path) -> None:
    path.unlink()
    path.write_text("new", encoding="utf-8")


@pytest.mark.parametrize("polling", ["", "1"], ids=["told", "polling"])
@pytest.mark.parametrize("save", [in_place, by_renaming, by_removing_first])
def test_every_way_of_saving_is_noticed(
    tmp_path: Path, save: object, polling: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WATCHFILES_FORCE_POLLING", polling)
    path = tmp_path / "main.py"
    path.write_text("old and longer", encoding="utf-8")
    heard: queue.Queue[set[Path]] = queue.Queue()
    with saved_files(tmp_path, heard.put):
        ready = tmp_path / "ready"
        while heard.empty():  # the watcher takes a moment to start: change another file until it tells
            ready.write_text(ready.read_text() + "x" if ready.exists() else "", encoding="utf-8")
            psutil.wait_procs([], timeout=0.05)
            try:
                heard.get(timeout=0.3)
                break
            except queue.Empty:
                continue
        assert callable(save)
        save(path)
        found: set[Path] = set()
        while path not in found:
            found |= heard.get(timeout=30)


@pytest.mark.parametrize(
    ("fstype", "expected"), [("ext4", False), ("9p", True), ("drvfs", True), ("nfs4", True), ("fuse.sshfs", True)]
)
def test_file_systems_that_tell_nothing_are_polled(
    fstype: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Disk:
        def __init__(self, mountpoint: str, fstype: str) -> None:
            self.mountpoint, self.fstype = mountpoint, fstype

    monkeypatch.delenv("WATCHFILES_FORCE_POLLING", raising=False)
    monkeypatch.setattr(psutil, "disk_partitions", lambda **_: [Disk("/", "ext4"), Disk("/disks/c", fstype)])
    assert must_poll(Path("/disks/c/course/lessons")) is expected
    assert must_poll(Path("/course/lessons")) is False
