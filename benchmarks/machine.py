"""On what the figures were taken: the machine and the versions, without its name."""

import os
import platform
from importlib.metadata import version
from pathlib import Path

LIBRARIES = ("flask", "fastapi", "uvicorn", "pytest", "requests", "watchfiles")


def describe() -> dict[str, str | int]:
    """Return the processor, its number of cores, the system, and the versions of Python and the libraries in play."""
    return {
        "processor": processor(),
        "cores": os.cpu_count() or 0,
        "system": f"{platform.system()} {platform.release()} {platform.machine()}",
        "python": platform.python_version(),
        **{name: version(name) for name in LIBRARIES},
    }


def processor() -> str:
    """Return the processor's name, as the system gives it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, "") or platform.processor() or "unknown"
