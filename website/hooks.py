"""The one place that knows MkDocs: hands it the staged pages instead of the files under lessons/."""

from __future__ import annotations

import sys
from pathlib import Path

# `mkdocs build` does not put the repository on Python's path; `python -m mkdocs build` does.
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from checks.course import CourseError
from website.pages import StagingError
from website.staging import stage


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Replace the files of docs_dir by the staged ones, and set the navigation; raises PluginError in one sentence."""
    try:
        site = stage(Path(config.config_file_path).parent)
    except (CourseError, StagingError) as error:
        raise PluginError(str(error)) from error
    staged = [file for file in files if file.src_dir != config.docs_dir]
    staged += [File.generated(config, page.path, content=page.text) for page in site.pages]
    staged += [File.generated(config, path, content=content) for path, content in site.files.items()]
    config.nav = site.nav
    return Files(staged)


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> Navigation:  # noqa: ARG001 - what MkDocs passes
    """Let "previous" and "next" stay in their part: after the last lesson comes no notebook."""
    for page in nav.pages:
        page.previous_page = _if_beside(page, page.previous_page)
        page.next_page = _if_beside(page, page.next_page)
    return nav


def _if_beside(page: Page, other: Page | None) -> Page | None:
    return other if other and list(page.ancestors)[-1:] == list(other.ancestors)[-1:] else None
