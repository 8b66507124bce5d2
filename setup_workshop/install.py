"""The packages: an installer, the installation, the bytecode. Each is a step that the reader sees."""

import re
import sys
from importlib.util import cache_from_source
from pathlib import Path

from setup_workshop import installers, trouble
from setup_workshop.environment import Environment
from setup_workshop.progress import HowFar, Steps
from setup_workshop.tool import ToolFailed, run

TESTS = r".*[/\\]tests?[/\\]"  # the packages' own tests: two fifths of the code, and never imported


class Installation:
    """One installation of `locks` into `environment`; `held` is the lock file's descriptor, for tools to hold on to."""

    def __init__(self, environment: Environment, locks: tuple[str, ...], steps: Steps, held: int) -> None:
        self.environment = environment
        self.locks = [environment.root / name for name in locks]
        self.steps = steps
        self.held = held

    def run(self) -> None:
        """Find an installer, install, compile. Raises Trouble or OSError."""
        uv = self.get_uv()
        try:
            if uv is None:
                self.install_with_pip()
            else:
                self.install_with_uv(uv)
        except ToolFailed as failure:
            raise self.trouble_of(failure) from None
        self.compile()

    def get_uv(self) -> Path | None:
        """Step 1: uv from this machine or from the index; None if there is none for this machine. Raises Trouble."""
        self.steps.start("Finding uv, the installer")
        uv = installers.find_uv(self.environment)
        if uv is None:
            self.steps.update("fetching it")
            try:
                uv = installers.fetch_uv(self.environment, self.held)
            except ToolFailed as failure:
                reason = self.trouble_of(failure)
                if not isinstance(reason, trouble.NoWheel):
                    raise reason from None
        self.steps.done("" if uv else "there is none for this machine")
        return uv

    def install_with_uv(self, uv: Path) -> None:
        """Step 2; where uv cannot, pip may: it knows other proxies and indexes. Raises Trouble, ToolFailed."""
        self.steps.start("Installing packages")
        try:
            self.run_installer(installers.uv_command(uv, self.environment, self.locks))
            return
        except ToolFailed as failure:
            reason = self.trouble_of(failure)
        if isinstance(reason, trouble.DiskFull):
            raise reason
        try:
            installers.ensure_pip(self.environment, self.held)
            self.steps.give_up("uv could not; pip may.")
            self.install_with_pip()
        except (trouble.Trouble, ToolFailed) as second:
            # Whoever is offline should read that, and not what pip makes of it.
            if isinstance(reason, trouble.Offline) or not isinstance(second, ToolFailed):
                raise reason from None
            raise

    def install_with_pip(self) -> None:
        """Step 2 with pip. Raises Trouble, ToolFailed."""
        self.steps.start("Installing packages with pip, which takes minutes")
        installers.ensure_pip(self.environment, self.held)
        self.run_installer(installers.pip_command(self.environment, self.locks))

    def run_installer(self, command: list[str | Path]) -> None:
        """Run an installer and show how far it is. Raises ToolFailed."""
        far = HowFar(self.environment, self.steps)
        run(command, folder=self.environment.root, on_line=far.line, on_tick=far.show, inherit=self.held)
        self.steps.done(f"{self.environment.count_packages()} packages")

    def compile(self) -> None:
        """Step 3: bytecode on all cores, or the first start of everything would be slow, and so would a sandbox's."""
        self.steps.start("Compiling for quick starts")
        packages = self.environment.packages()
        skipped = re.compile(re.escape(str(packages)) + TESTS)
        sources = (str(path) for path in packages.rglob("*.py"))
        total = sum(1 for path in sources if not (skipped.match(path) or Path(cache_from_source(path)).exists()))
        compiled = 0

        def count(line: str) -> None:
            nonlocal compiled
            compiled += line.startswith("Compiling ")
            self.steps.update(f"{min(compiled, total)}/{total} files")

        command: list[str | Path] = [
            self.environment.python,
            "-m",
            "compileall",
            "-j",
            "0",
            "-x",
            skipped.pattern,
            packages,
        ]
        try:
            run(command, folder=self.environment.root, on_line=count, inherit=self.held)
        except ToolFailed as failure:
            # A file that does not compile is slow or unused, no more; a full disk is another matter.
            if isinstance(reason := self.trouble_of(failure), trouble.DiskFull):
                raise reason from None
        self.steps.done(f"{total} files")

    def trouble_of(self, failure: ToolFailed) -> trouble.Trouble:
        """Keep a failed tool's output, and put its reason into a sentence."""
        log = self.environment.state_folder / "setup.log"
        try:
            log.write_text(failure.output, encoding="utf-8")
        except OSError as error:
            sys.stderr.write(f"{log.name} could not be written: {error.strerror}\n")
        return trouble.of_output(failure.output, self.environment.root, log)
