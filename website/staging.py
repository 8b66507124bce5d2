"""Stages the site: reads lessons, solutions and notebooks, and returns pages. Knows nothing of what builds them."""

from __future__ import annotations

from pathlib import Path

from checks.course import Lesson, all_lessons
from website import dialect, home, notebooks, solutions
from website.diagrams.svg import site_style
from website.fences import clean
from website.ladder import by_part, label
from website.links import Links, relative
from website.pages import Page, Site, StagingError

THEME = Path(__file__).parent / "theme"
REFERENCE = {"datasets/README.md": "reference/data.md"}  # beside lessons/reference/*.md
HOME = "index.md"
# In search results a lesson comes before its notebook.
AFTER_LESSONS = "---\nsearch:\n  boost: 0.5\n---\n\n"


def stage(root: Path) -> Site:
    """Return the whole site of the repository at `root`; raises CourseError or StagingError in one sentence."""
    lessons = [lesson for lesson in all_lessons(root) if lesson.page.is_file()]
    links = Links(root, _places(root, lessons))
    site = Site(files=_theme())
    site.pages.append(Page(HOME, "The course", home.markdown(lessons)))
    for lesson in lessons:
        site.pages.append(_lesson_page(lesson, links))
        if solutions.files(lesson):
            site.pages.append(_solution_page(lesson, lessons, links))
        if lesson.notebook.is_file():
            site.pages.append(_notebook_page(lesson, links, site))
    site.pages.extend(_reference_pages(root, links))
    site.files.update(links.published)
    site.nav = _nav(site, lessons)
    return site


def lesson_path(lesson: Lesson) -> str:
    """Return where a lesson's page stands on the site."""
    return f"{lesson.name}/README.md"


def solution_path(lesson: Lesson) -> str:
    """Return where a lesson's solution stands on the site."""
    return f"solutions/{lesson.name}.md"


def notebook_path(lesson: Lesson) -> str:
    """Return where a lesson's notebook stands on the site."""
    return f"notebooks/{lesson.name}.md"


def _places(root: Path, lessons: list[Lesson]) -> dict[str, str]:
    places = {"README.md": HOME, "lessons": HOME}
    for lesson in lessons:
        places[f"lessons/{lesson.name}"] = places[f"lessons/{lesson.name}/README.md"] = lesson_path(lesson)
        for name in solutions.files(lesson):
            places[f"solutions/{lesson.name}"] = solution_path(lesson)
            places[f"solutions/{lesson.name}/{name}"] = f"{solution_path(lesson)}#{solutions.anchor(name)}"
        if lesson.notebook.is_file():
            places[f"notebooks/{lesson.name}.ipynb"] = notebook_path(lesson)
    for source in (source for source in _references(root) if (root / source).is_file()):
        places[source] = _references(root)[source]
    return places


def _lesson_page(lesson: Lesson, links: Links) -> Page:
    path = lesson_path(lesson)
    text = lesson.page.read_text(encoding="utf-8")
    text = links.rewrite(clean(text, lesson.name), f"lessons/{lesson.name}/README.md", path)
    heading, _, body = dialect.translate(text).lstrip().partition("\n")
    belonging = {
        f"Builds on {(lesson.builds_on or '')[:2]}": f"lessons/{lesson.builds_on}",
        "Notebook": f"notebooks/{lesson.name}.ipynb",
        "Solution": f"solutions/{lesson.name}",
    }
    facts = _facts(belonging, links, path, begin=f"Lesson {lesson.number:02}")
    return Page(path, label(lesson), f"{heading}\n\n{facts}\n{body}")


def _facts(belonging: dict[str, str], links: Links, page: str, begin: str = "") -> str:
    """Return the line under a page's heading: what belongs to it, as far as it is there."""
    there = {name: links.places[source] for name, source in belonging.items() if source in links.places}
    facts = [begin] * bool(begin) + [f"[{name}]({relative(place, page)})" for name, place in there.items()]
    return f'<div class="facts" markdown="1">\n\n{" · ".join(facts)}\n\n</div>\n' if facts else ""


def _solution_page(lesson: Lesson, lessons: list[Lesson], links: Links) -> Page:
    path = solution_path(lesson)
    before = next((one for one in lessons if one.name == lesson.builds_on), None)
    belonging = {"Lesson": f"lessons/{lesson.name}", "Notebook": f"notebooks/{lesson.name}.ipynb"}
    return Page(path, label(lesson), solutions.markdown(lesson, before, _facts(belonging, links, path)))


def _notebook_page(lesson: Lesson, links: Links, site: Site) -> Page:
    path = notebook_path(lesson)
    text, pictures = notebooks.markdown(lesson.notebook, lesson.name)
    site.files.update({f"notebooks/{lesson.name}/{name}": content for name, content in pictures.items()})
    text = links.rewrite(text, f"notebooks/{lesson.name}.ipynb", path)
    return Page(path, label(lesson), AFTER_LESSONS + dialect.translate(text))


def _references(root: Path) -> dict[str, str]:
    """Return the sources of the reference pages, each with its place on the site; raises StagingError."""
    names = sorted(path.name for path in root.glob("lessons/reference/*.md"))
    own = {f"lessons/reference/{name}": f"reference/{name}" for name in names}
    for source, place in REFERENCE.items():
        if place in own.values():
            raise StagingError(f"lessons/{place} has the place of {source} on the site; give it another name.")
    return {**own, **REFERENCE}


def _reference_pages(root: Path, links: Links) -> list[Page]:
    pages = []
    for source, path in _references(root).items():
        if (root / source).is_file():
            text = clean((root / source).read_text(encoding="utf-8"))
            pages.append(Page(path, _title(text, source), dialect.translate(links.rewrite(text, source, path))))
    return pages


def _title(text: str, source: str) -> str:
    first = text.lstrip().partition("\n")[0].strip()
    if not first.startswith("# "):
        raise StagingError(f"{source} does not begin with its title; write it into the first line, after `# `.")
    return first.removeprefix("# ").replace("`", "").strip()


def _nav(site: Site, lessons: list[Lesson]) -> list[object]:
    titles = {page.path: page.title for page in site.pages}
    parts = [{part.title: [{label(one): lesson_path(one)} for one in members]} for part, members in by_part(lessons)]
    nav: list[object] = [{"Lessons": [{titles[HOME]: HOME}, *parts]}]
    for name, folder in {"Notebooks": "notebooks/", "Solutions": "solutions/", "Reference": "reference/"}.items():
        if pages := [{title: path} for path, title in titles.items() if path.startswith(folder)]:
            nav.append({name: pages})
    return nav


def _theme() -> dict[str, bytes]:
    files = {f"assets/{path.name}": path.read_bytes() for path in sorted(THEME.iterdir()) if path.is_file()}
    return {**files, "assets/drawings.css": site_style().encode()}
