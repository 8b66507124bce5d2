"""Notices saved files in the lessons' folders, at once where the file system tells, else by looking often."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from watchfiles import Change, watch

from checks.starters import is_work

# Editors write a file in several steps within a few milliseconds; after so long without another one it is whole.
STEP_MS = 15
LONGEST_MS = 200
POLL_MS = 200
# On these the kernel is not told of changes that are made on the other side.
SILENT_FILE_SYSTEMS = ("9p", "drvfs", "nfs", "cifs", "smb", "vboxsf", "prl_fs", "fuse", "afs", "vmhgfs")
EDITORS_OWN = (".swp", ".swo", ".swx", ".tmp", ".bak", "~", ".orig", ".crswap", ".part")


def is_edit(path: Path, folder: Path) -> bool:
    """Tell if a path is the learner's work in this folder, not what an editor or Python keeps for itself."""
    if not path.is_relative_to(folder):
        return False
    name = path.name
    # 4913 is a file by which Vim tries whether it may write.
    if name.endswith(EDITORS_OWN) or name.startswith(("#", "~$")) or name == "4913":
        return False
    return is_work(path.relative_to(folder))


def must_poll(folder: Path) -> bool:
    """Tell if the folder lies on a file system that does not report changes, as WSL's /mnt does not.

    The environment variable WATCHFILES_FORCE_POLLING overrides the answer.
    """
    said = os.environ.get("WATCHFILES_FORCE_POLLING")
    if said is not None:
        return said.lower() not in ("", "0", "false", "disable", "disabled")
    try:
        disks = psutil.disk_partitions(all=True)
    except (OSError, RuntimeError):
        return False
    above = [disk for disk in disks if folder.is_relative_to(disk.mountpoint)]
    if not above:
        return False
    nearest = max(above, key=lambda disk: len(Path(disk.mountpoint).parts))
    return nearest.fstype.lower().startswith(SILENT_FILE_SYSTEMS)


@contextmanager
def saved_files(folder: Path, on_save: Callable[[set[Path]], None]) -> Iterator[None]:
    """Call on_save(paths) from a thread whenever files below `folder` were written, made, renamed or removed."""
    ended = threading.Event()
    thread = threading.Thread(target=_watch, args=(folder, on_save, ended), name="saves", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _watch(folder: Path, on_save: Callable[[set[Path]], None], ended: threading.Event) -> None:
    poll = must_poll(folder)
    while not ended.is_set():
        try:
            for changes in _changes(folder, ended, poll=poll):
                on_save({Path(path) for _, path in changes})
        except (OSError, RuntimeError):
            # The system has no more watches to give, or the folder went away for a moment: look often instead.
            poll = True
            ended.wait(POLL_MS / 1000)


def _changes(folder: Path, ended: threading.Event, *, poll: bool) -> Iterator[set[tuple[Change, str]]]:
    return watch(
        folder,
        watch_filter=None,
        stop_event=ended,
        step=STEP_MS,
        debounce=LONGEST_MS,
        rust_timeout=500,
        force_polling=poll,
        poll_delay_ms=POLL_MS,
        raise_interrupt=False,
    )
