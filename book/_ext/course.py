"""Sphinx extension of this book.

1. The chapters' kernels find the course, installed or not.
2. Scripts of Thebe, which this book does not use, stay off the pages.
3. Folded code is announced by its own words.

To 1: chapters say ``from autograder.reference import …`` and ``from figures import draw``. The
kernels run in ``book/``, so ``figures`` is found; the root of the clone must be on their path too.
To 2: Jupyter Book loads sphinx-thebe even when it is switched off, and its script stops with an
error on every page. To 3: myst-nb gives every fold the same label, which hides the visible words
from those who listen to a page.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]


def put_course_on_path() -> None:
    """Put the root of the clone on ``PYTHONPATH``, which kernels inherit."""
    paths = [part for part in os.environ.get("PYTHONPATH", "").split(os.pathsep) if part]
    if str(ROOT) not in paths:
        os.environ["PYTHONPATH"] = os.pathsep.join([str(ROOT), *paths])


def tidy_page(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take Thebe's script and style files, and the labels of folds, off a page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [
            file
            for file in context[kind]
            if "thebe" not in f"{file.filename} {file.attributes}".lower()
        ]
    if "body" in context:
        context["body"] = context["body"].replace(
            '<summary aria-label="Toggle hidden content">', "<summary>"
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    put_course_on_path()
    app.connect("html-page-context", tidy_page, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
