"""A small clone to try the set-up in: the real workshop.py, tiny packages, a folder instead of an index."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from setup_workshop.environment import base_python
from tests.tree import ROOT

PATIENCE_SECONDS = 120  # when to give up on a condition that never comes; no verdict hangs on it
NOWHERE = "http://127.0.0.1:9/simple"  # nothing listens on the discard port
SAYS_WHAT_RUNS = 'import sys; print("checks", *sys.argv[1:], sep="|"); print(sys.prefix)\n'


def make_wheel(folder: Path, name: str, version: str, size: int = 0, program: str = "") -> str:
    """Write a wheel with one module, `size` random bytes and maybe a program; returns its line for a lock."""
    info = f"{name}-{version}.dist-info"
    content = {
        f"{name}/__init__.py": f'VERSION = "{version}"\n'.encode(),
        f"{name}/data.bin": os.urandom(size),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if program:
        content[f"{name}-{version}.data/scripts/{name}"] = program.encode()
    record = "".join(f"{path},sha256={digest(data)},{len(data)}\n" for path, data in content.items())
    wheel = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for path, data in (content | {f"{info}/RECORD": f"{record}{info}/RECORD,,\n".encode()}).items():
            entry = zipfile.ZipInfo(path)
            entry.external_attr = (0o100755 if "/scripts/" in path else 0o100644) << 16
            archive.writestr(entry, data)
    return f"{name}=={version} \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def digest(data: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def wait_until(condition: Callable[[], bool], what: str) -> None:
    """Wait for a condition of another process; fails the test if it never comes."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.01)


@dataclass
class Clone:
    """A clone in `root`, with a folder of wheels, a home and a PATH of its own beside it."""

    root: Path
    desk: Path
    variables: dict[str, str] = field(default_factory=dict)
    python: str = field(default_factory=base_python)

    def __post_init__(self) -> None:
        for folder in (self.wheels, self.home, self.programs, self.root / "checks"):
            folder.mkdir(parents=True)
        shutil.copy(ROOT / "workshop.py", self.root)
        shutil.copytree(
            ROOT / "setup_workshop", self.root / "setup_workshop", ignore=shutil.ignore_patterns("__pycache__")
        )
        (self.desk / "uv.toml").write_text(f"no-index = true\nfind-links = ['{self.wheels}']\n", encoding="utf-8")
        (self.root / "checks" / "__init__.py").touch()
        (self.root / "checks" / "__main__.py").write_text(SAYS_WHAT_RUNS, encoding="utf-8")
        self.variables = {
            "HOME": str(self.home),
            "USERPROFILE": str(self.home),
            "PATH": str(self.programs),
            "PIP_CONFIG_FILE": os.devnull,
            "PIP_FIND_LINKS": self.wheels.as_uri(),
            "PIP_NO_INDEX": "1",
            "UV_CONFIG_FILE": str(self.desk / "uv.toml"),
            "UV_HTTP_RETRIES": "0",
            "PYTHONUTF8": "1",
            **{name: os.environ[name] for name in ("SYSTEMROOT", "TEMP") if name in os.environ},
        }
        self.lock("first 1.0")

    @property
    def wheels(self) -> Path:
        return self.desk / "wheels"

    @property
    def home(self) -> Path:
        return self.desk / "home"

    @property
    def programs(self) -> Path:
        """All that is on PATH."""
        return self.desk / "programs"

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def lock(self, *packages: str, size: int = 0) -> None:
        """Make wheels of `name version` and a lock of them."""
        lines = [make_wheel(self.wheels, *package.split(), size=size) for package in packages]
        (self.root / "requirements.lock").write_text("".join(lines), encoding="utf-8")

    def with_uv(self) -> "Clone":
        """Put the uv of this environment on PATH."""
        self.put_on_path("uv", Path(sys.executable).with_name("uv.exe" if os.name == "nt" else "uv"))
        return self

    def put_on_path(self, name: str, program: Path) -> None:
        target = self.programs / (name + program.suffix)
        target.unlink(missing_ok=True)
        shutil.copy(program, target) if os.name == "nt" else target.symlink_to(program)

    def offline(self) -> None:
        """Take the folder of wheels away, and the caches; what answers instead is an index that cannot be reached."""
        for name in ("PIP_FIND_LINKS", "PIP_NO_INDEX", "UV_CONFIG_FILE"):
            self.variables.pop(name)
        self.variables |= {
            "UV_NO_CONFIG": "1",
            "PIP_INDEX_URL": NOWHERE,
            "UV_DEFAULT_INDEX": NOWHERE,
            "UV_NO_CACHE": "1",
        }

    def begin(self, *arguments: str, **variables: str) -> "subprocess.Popen[str]":
        """Start workshop.py in a process group of its own."""
        return subprocess.Popen(
            [self.python, str(self.root / "workshop.py"), *arguments],
            env=self.variables | variables,
            cwd=self.desk,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            start_new_session=True,
        )

    def start(self, *arguments: str, **variables: str) -> "Start":
        """Run workshop.py to its end."""
        return ended(self.begin(*arguments, **variables))

    def imports(self, statement: str) -> str:
        """Run a statement in the clone's `.venv` and return what it printed."""
        python = self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        return subprocess.run([python, "-c", statement], capture_output=True, check=True, encoding="utf-8").stdout


@dataclass
class Start:
    """What a start came to."""

    code: int
    out: str
    err: str

    @property
    def sentence(self) -> str:
        """The last line on standard error: where a start that goes no further says why."""
        return self.err.strip().splitlines()[-1]


def ended(process: "subprocess.Popen[str]") -> Start:
    """Wait for a start to end."""
    out, err = process.communicate(timeout=PATIENCE_SECONDS)
    assert "Traceback" not in err, err
    return Start(process.returncode, out, err)
