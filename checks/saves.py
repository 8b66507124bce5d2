"""Notices saved files in the lessons' folders, at once where the file system tells, else by looking often."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from watchfiles import watch

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
            for changed in _by_looking(folder, ended) if poll else _as_told(folder, ended):
                on_save(changed)
        except (OSError, RuntimeError):
            # The system has no more watches to give, or the folder went away for a moment: look often instead.
            poll = True
            ended.wait(POLL_MS / 1000)


def _as_told(folder: Path, ended: threading.Event) -> Iterator[set[Path]]:
    changes = watch(
        folder,
        watch_filter=None,
        stop_event=ended,
        step=STEP_MS,
        debounce=LONGEST_MS,
        rust_timeout=500,
        force_polling=False,
        raise_interrupt=False,
    )
    for found in changes:
        yield {Path(path) for _, path in found}


def _by_looking(folder: Path, ended: threading.Event) -> Iterator[set[Path]]:
    """Yield the paths that differ from one look to the next.

    watchfiles can poll too, but compares times in whole seconds: of two saves within a second it misses the second.
    """
    before = _look(folder)
    while not ended.wait(POLL_MS / 1000):
        now = _look(folder)
        changed = {path for path in {*before, *now} if before.get(path) != now.get(path)}
        if changed:
            yield changed
        before = now


def _look(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """Return the time (ns), size (bytes) and inode of each file below the folder."""
    seen = {}
    for top, _, names in os.walk(folder):
        for name in names:
            path = Path(top, name)
            with contextlib.suppress(OSError):  # gone again
                status = path.stat()
                seen[path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return seen
