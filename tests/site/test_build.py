"""How the site is built: strictly, as a whole, and only if something changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.site.course import write_course
from tests.tree import ROOT
from website.build import BuildError, build, is_fresh

STARTER = Path("lessons/01_step/main.py")
# Links, and what a warning must say of each.
BROKEN_LINKS = {
    "../03_step/README.md": "'../03_step/README.md'",
    "../02_step/README.md#nowhere": "'#nowhere'",
    "../../solutions/02_step/main.py#nobody": "'#nobody'",
    "missing.svg": "'missing.svg'",
    "/absolute.md": "absolute link '/absolute.md'",
}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return write_course(tmp_path / "course")


def test_the_site_builds_without_a_warning(site: Path) -> None:
    assert (site / "index.html").is_file()
    assert is_fresh(ROOT, site)


def test_mkdocs_alone_builds_it_too(tmp_path: Path) -> None:
    mkdocs = shutil.which("mkdocs", path=str(Path(sys.executable).parent))
    assert mkdocs
    argv = [mkdocs, "build", "--strict", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(
        argv, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr


def test_each_broken_link_is_named_and_fails_the_strict_build(course: Path) -> None:
    page = course / "lessons" / "01_step" / "README.md"
    links = "\n".join(f"[Here]({link})" for link in BROKEN_LINKS)
    page.write_text(f"{page.read_text(encoding='utf-8')}\n{links}\n", encoding="utf-8")
    with pytest.raises(BuildError) as raised:
        build(course, course / "site", strict=True)
    warnings = [line for line in raised.value.log.splitlines() if line.startswith("WARNING") and "01_step/" in line]
    assert len(warnings) == len(BROKEN_LINKS)
    assert [said for said in BROKEN_LINKS.values() if not any(said in line for line in warnings)] == []
    assert not (course / "site").exists()


def test_a_page_that_cannot_be_staged_fails_the_build_in_one_line(course: Path) -> None:
    (course / "notebooks" / "01_step.ipynb").write_text("{}", encoding="utf-8")
    with pytest.raises(BuildError) as raised:
        build(course, course / "site", strict=False)
    assert "ERROR   -  notebooks/01_step.ipynb cannot be read" in raised.value.log
    assert "Traceback" not in raised.value.log


def test_only_a_changed_source_makes_a_site_old(course: Path) -> None:
    site = course / "site"
    build(course, site, strict=True)
    (course / STARTER).write_text("# saved\n", encoding="utf-8")
    assert is_fresh(course, site), "a learner's save builds nothing"
    (course / "lessons" / "reference" / "a_guide.md").write_text("# Another\n", encoding="utf-8")
    assert not is_fresh(course, site)
    build(course, site, strict=True)
    assert is_fresh(course, site)
    assert "Another" in (site / "reference" / "a_guide.html").read_text(encoding="utf-8")


def test_previous_and_next_stay_in_their_part(site: Path) -> None:
    last = max((site / "notebooks").glob("*.html"))
    assert 'class="md-footer__link md-footer__link--next"' not in last.read_text(encoding="utf-8")
