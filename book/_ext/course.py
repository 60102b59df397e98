"""Sphinx extension of this book.

1. The chapters' kernels find the course, installed or not.
2. Scripts of Thebe, which this book does not use, stay off the pages.

To 1: chapters say ``from autograder.reference import …`` and ``from figures import draw``. The kernels
run in ``book/``, so ``figures`` is found; the root of the clone must be on their path as well.
To 2: Jupyter Book loads sphinx-thebe even when it is switched off, and its script stops with an
error on every page.
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


def drop_thebe(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take Thebe's script and style files off a page."""
    for kind in ("script_files", "css_files"):
        context[kind] = [file for file in context.get(kind, []) if "thebe" not in repr(file).lower()]


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    put_course_on_path()
    app.connect("html-page-context", drop_thebe, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
