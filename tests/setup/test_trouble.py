"""Bad circumstances: one clear sentence each, and nothing half made left behind."""

import errno
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from setup_workshop import trouble
from tests.setup.clone import Clone, Start

WITHOUT_MODULE = """
import sys

class Without:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise ModuleNotFoundError("No module named " + repr(name), name=name)

sys.meta_path.insert(0, Without())
"""


def hide(clone: Clone, module: str) -> dict[str, str]:
    """Make the clone's Python one that came without a module, as Debian's does without python3-venv."""
    folder = clone.desk / "without"
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(WITHOUT_MODULE.format(module=module), encoding="utf-8")
    return {"PYTHONPATH": str(folder)}


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_without_the_venv_module_it_names_the_package_to_install(bare: Clone, module: str) -> None:
    started = bare.start("list", **hide(bare, module))
    assert started.code == 3
    assert f"its module `{module}` is missing" in started.sentence
    assert "sudo apt install python3." in started.sentence
    assert not bare.venv.exists()


def test_without_ensurepip_uv_does(clone: Clone) -> None:
    assert clone.start("list", **hide(clone, "ensurepip")).code == 0


@pytest.mark.parametrize("has_uv", [True, False])
def test_without_a_network_it_says_so(bare: Clone, has_uv: bool) -> None:
    clone = bare.with_uv() if has_uv else bare
    clone.offline()
    started = clone.start("list")
    assert started.code == 3
    assert "The package index cannot be reached" in started.sentence
    assert "connect to the internet" in started.sentence
    assert not clone.venv.exists()


def test_a_doctor_that_cannot_be_set_up_still_says_why(bare: Clone) -> None:
    bare.offline()
    started = bare.start("doctor")
    assert started.code == 3
    assert "The package index cannot be reached" in started.sentence


def test_a_wheel_that_does_not_exist_is_named(clone: Clone) -> None:
    shutil.rmtree(clone.wheels)
    clone.wheels.mkdir()
    started = clone.start("list")
    assert started.code == 3
    assert "A package has no ready-made wheel for this machine and Python" in started.sentence
    assert "first" in started.sentence


def test_a_missing_lock_is_named(clone: Clone) -> None:
    (clone.root / "requirements.lock").unlink()
    started = clone.start("list")
    assert started.code == 3
    assert "requirements.lock" in started.sentence


def in_a_mount(clone: Clone, mount: str) -> Start:
    """Start the clone with a file system mounted over its folder (a shell line), in a namespace of its own."""
    unshare = shutil.which("unshare")
    probe = [str(unshare), "--user", "--map-root-user", "--mount", "mount", "-t", "tmpfs", "none", str(clone.desk)]
    if unshare is None or subprocess.run(probe, capture_output=True, check=False).returncode != 0:
        pytest.skip("no unprivileged mounts on this system (unshare --user --mount)")
    script = f'set -e; {mount}; cd "$ROOT"; exec "$PYTHON" workshop.py list'
    variables = clone.variables | {"ROOT": str(clone.root), "PYTHON": clone.python}
    variables["PATH"] += os.pathsep + os.environ["PATH"].replace(str(Path(clone.python).parent), "")
    done = subprocess.run(
        [*probe[:4], "sh", "-c", script], env=variables, capture_output=True, check=False, encoding="utf-8"
    )
    assert "Traceback" not in done.stderr, done.stderr
    return Start(done.returncode, done.stdout, done.stderr)


SMALL_DISK = (
    'cp -a "$ROOT" "$HOME/copy"; mount -t tmpfs -o size={size} none "$ROOT"; cp -a "$HOME/copy/." "$ROOT";'
    ' rm -r "$HOME/copy"'
)


@pytest.mark.parametrize("size", ["1m", "200k"])
def test_a_full_disk_is_named_and_gets_its_space_back(clone: Clone, size: str) -> None:
    clone.lock("first 1.0", size=4_000_000)
    started = in_a_mount(clone, SMALL_DISK.format(size=size))
    assert started.code == 3
    assert "The disk is full (" in started.sentence
    assert "free about" in started.sentence


READ_ONLY = 'mount --bind "$ROOT" "$ROOT"; mount -o remount,ro,bind "$ROOT"'


def test_a_read_only_clone_says_to_copy_it(clone: Clone) -> None:
    started = in_a_mount(clone, READ_ONLY)
    assert started.code == 3
    assert "may not write" in started.sentence
    assert "copy the whole folder" in started.sentence


def test_a_read_only_clone_that_is_set_up_starts(ready: Clone) -> None:
    started = in_a_mount(ready, READ_ONLY)
    assert (started.code, started.err) == (0, "")


OUTPUTS = {
    "error: Failed to install: x.whl\n  Caused by: No space left on device (os error 28)": "The disk is full",
    "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device": "The disk is full",
    "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.": "is not the one",
    "error: Failed to fetch: x\n  Caused by: dns error: failed to lookup address": "cannot be reached (dns error",
    "WARNING: 'NewConnectionError(': /simple/\nERROR: No matching distribution found for x": "cannot be reached",
    "error: No solution found\n  Caused by: Because x==1 has no usable wheels": "Because x==1 has no usable wheels",
    "error: failed to remove file uv.exe: Access is denied. (os error 5)": "Some program still uses .venv",
    "error: something new": "failed (something new)",
    "": "it said nothing",
}


@pytest.mark.parametrize(("output", "part"), OUTPUTS.items())
def test_what_uv_and_pip_print_becomes_a_sentence(tmp_path: Path, output: str, part: str) -> None:
    sentence = str(trouble.of_output(output, tmp_path, tmp_path / "setup.log"))
    assert part in sentence
    assert "\n" not in sentence


@pytest.mark.parametrize(
    ("number", "part"),
    [(errno.ENOSPC, "The disk is full"), (errno.EROFS, "may not write"), (errno.EIO, "failed at /somewhere")],
)
def test_errors_of_the_file_system_become_sentences(tmp_path: Path, number: int, part: str) -> None:
    assert part in str(trouble.of_os_error(OSError(number, os.strerror(number), "/somewhere"), tmp_path))
