"""Sphinx extension of this book: the chapters' kernels find the course, installed or not.

Chapters say ``from autograder.reference import …`` and ``from figures import draw``. The kernels
run in ``book/``, so ``figures`` is found; the root of the clone must be on their path as well.
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


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    put_course_on_path()
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
