"""Two starts at once: the second waits for the first."""

import errno
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

NO_LOCKS_HERE = {errno.ENOLCK, errno.ENOSYS, errno.EOPNOTSUPP}  # some network file systems
FAR = 1 << 30  # Windows' locks are mandatory: far behind the process id, so that it can still be read


@contextmanager
def one_at_a_time(path: Path, on_wait: Callable[[str], None]) -> Iterator[int]:
    """Hold the lock file `path`; calls on_wait(holder's process id) once if that takes waiting.

    Yields the file descriptor. On POSIX a child that inherits it holds the lock too: an installer that outlives
    its killed parent keeps the next set-up waiting, instead of writing into it.
    """
    with path.open("a+", encoding="utf-8") as file:
        if not try_lock(file.fileno()):
            file.seek(0)
            on_wait(file.read().strip() or "unknown")
            while not try_lock(file.fileno()):
                time.sleep(0.1)
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield file.fileno()


if sys.platform == "win32":
    import msvcrt

    def try_lock(descriptor: int) -> bool:
        """Take the lock if it is free; it ends with the process at the latest."""
        os.lseek(descriptor, FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

else:
    import fcntl

    def try_lock(descriptor: int) -> bool:
        """Take the lock if it is free; it ends with the last process that holds the descriptor."""
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in NO_LOCKS_HERE:
                return True
            if error.errno in {errno.EAGAIN, errno.EACCES}:
                return False
            raise
        return True
