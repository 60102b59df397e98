"""Sphinx extension of this book.

1. The chapters' kernels find the course, installed or not.
2. Scripts of Thebe, which this book does not use, stay off the pages.
3. Folded code is announced by its own words, the references as the list that they are.
4. Figures and equations are numbered by chapter: Figure 7.3.
5. A page is light or dark as its reader's system is, until the reader says otherwise.

To 1: chapters say ``from autograder.reference import …`` and ``from figures import draw``. The
kernels run in ``book/``, so ``figures`` is found; the root of the clone must be on their path too.
To 2: Jupyter Book loads sphinx-thebe even when it is switched off, and its script stops with an
error on every page. To 3: myst-nb gives every fold the same label, which hides the visible words
from those who listen to a page; docutils makes a list of references without an item in it. To 4:
Sphinx would count chapters along the table of contents; ours have their numbers in the names of the
pages, so that chapter 7 keeps its 7.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

ROOT = Path(__file__).resolve().parents[2]
SPOKEN = {
    '<summary aria-label="Toggle hidden content">': "<summary>",
    'role="doc-biblioentry"': 'role="listitem"',
}


def put_course_on_path() -> None:
    """Put the root of the clone on ``PYTHONPATH``, which kernels inherit."""
    paths = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    if str(ROOT) not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *paths])


def tidy_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take Thebe off a page, mend what it says to listeners, let its colours follow the system."""
    context["default_mode"] = "auto"
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file
            for file in context[kind]
            if "thebe" not in f"{file.filename} {file.attributes}".lower()
        ]
    if "body" in context:
        for wrong, right in SPOKEN.items():
            context["body"] = context["body"].replace(wrong, right)


def number_by_chapter(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Replace the numbers that run through the whole book by (chapter, number in the chapter).

    Pages without a chapter number keep the number alone, from 1.
    """
    for page, kinds in env.toc_fignumbers.items():
        chapter = tuple(map(int, re.findall(r"(?:^|/)(\d\d)_", page)))
        for numbers in kinds.values():
            for place, target in enumerate(numbers, 1):
                numbers[target] = (*chapter, place)
    return []


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    put_course_on_path()
    app.connect("html-page-context", tidy_page, priority=900)
    app.connect("env-get-updated", number_by_chapter, priority=900)  # once Sphinx has numbered
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
