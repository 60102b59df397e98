"""The model answers run from the first cell to the last, and the last cell shows what it says."""

from __future__ import annotations

import contextlib
import io
import runpy
from typing import Any

import matplotlib
import numpy as np
import pytest

from autograder.course import Course
from tests.conftest import ROOT

matplotlib.use("agg")
COURSE = Course(ROOT)
pytestmark = pytest.mark.usefixtures("in_a_terminal")


def run(assignment: str) -> tuple[dict[str, Any], str]:
    """Names and output of a solution, run as the script that it also is."""
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        names = runpy.run_path(str(COURSE.source(assignment)))
    return names, said.getvalue()


@pytest.mark.parametrize("assignment", COURSE.assignments())
def test_every_check_of_the_solution_passes(assignment: str) -> None:
    _, said = run(assignment)
    assert said.count("Right: every case passes.") >= 4
    assert "✗" not in said


def test_the_learned_kernel_is_the_secret_one_turned_round() -> None:
    names, _ = run("02_cross_correlation")
    assert np.round(names["learned"], 2).tolist() == np.rot90(names["secret"], 2).tolist()
