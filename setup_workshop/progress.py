"""How far the set-up is, for the one who waits."""

import re
import shutil
import sys
import time

from setup_workshop.environment import Environment


class Steps:
    """Progress on standard error, one line a step; on a terminal the line also shows how far the step is.

    Standard output stays free, because `check --json` prints one object there and nothing else.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.number = 0
        self.text = ""
        self.began = 0.0
        self.live = sys.stderr.isatty()

    def say(self, sentence: str) -> None:
        """Print a sentence on a line of its own."""
        write(f"{sentence}\n")

    def start(self, text: str) -> None:
        """Begin the next step."""
        self.number += 1
        self.text = f"[{self.number}/{self.total}] {text}"
        self.began = time.monotonic()
        write(self.text)

    def update(self, how_far: str) -> None:
        """Show how far the step is; on a terminal only."""
        if self.live:
            write(self._over(f"{self.text}  {how_far}"))

    def done(self, how_far: str = "") -> None:
        """End the step: what it did, and the seconds it took."""
        result = f"  {how_far + ', ' if how_far else ''}{time.monotonic() - self.began:.1f} s"
        write((self._over(self.text + result) if self.live else result) + "\n")

    def give_up(self, reason: str) -> None:
        """End the step without success; the next one has its number."""
        self.number -= 1
        write(f"\n      {reason}\n")

    def _over(self, line: str) -> str:
        """The line, to be written over the last one, and no wider than the terminal."""
        width = shutil.get_terminal_size().columns - 1
        return "\r" + line[:width].ljust(width)


def write(text: str) -> None:
    """Write to standard error at once."""
    sys.stderr.write(text)
    sys.stderr.flush()


class HowFar:
    """Reads from the lines of uv or pip how far an installation is."""

    def __init__(self, environment: Environment, steps: Steps) -> None:
        self.environment = environment
        self.steps = steps
        self.total = self.fetched = 0
        self.large_mb: dict[str, float] = {}
        self.arrived_mb = 0.0

    def line(self, line: str) -> None:
        """Take in one line; uv names its large downloads when they begin and when they end."""
        if found := re.match(r"Resolved (\d+) package", line):
            self.total = int(found[1])
        elif found := re.match(r"\s*Downloading (?!\S+\.whl)(\S+) \(([\d.]+) ?([KMG]i?B)\)", line):
            self.large_mb[found[1]] = float(found[2]) * {"K": 1e-3, "M": 1.0, "G": 1e3}[found[3][0].upper()]
        elif found := re.match(r"\s*Downloaded (\S+)", line):
            self.arrived_mb += self.large_mb.get(found[1], 0.0)
        elif line.startswith("Collecting "):
            self.fetched += 1
        elif found := re.match(r"Installing collected packages: (.*)", line):
            self.total, self.large_mb = len(found[1].split(",")), {}
        self.show()

    def show(self) -> None:
        """Show the megabytes while they arrive, then the packages."""
        installed = min(self.environment.count_packages(), self.total)
        if self.large_mb and self.arrived_mb < sum(self.large_mb.values()) - 0.05:
            self.steps.update(f"{self.arrived_mb:.0f} of {sum(self.large_mb.values()):.0f} MB")
        elif self.total:
            self.steps.update(f"{installed}/{self.total}")
        elif self.fetched:
            self.steps.update(f"{self.fetched} fetched")
