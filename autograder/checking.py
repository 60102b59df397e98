"""What a student calls: ``check("cross_correlation.corr2d", corr2d)``.

Shows the verdict and returns the points. In a test cell the returned number is what nbgrader
records, as partial credit; the verdict is displayed beside it and does not count.
"""

from __future__ import annotations

import os
import sys
from typing import Any

from autograder.checks import find
from autograder.judge import judge
from autograder.verdict import MIME, Verdict

SEED_VARIABLE = "CONVOLUTION_SEED"  # set by the grader; a student's copy draws from seed 0


class Points(float):
    """The points of a check; prints as nbgrader wants to read it."""

    of: int

    def __new__(cls, points: int, of: int) -> Points:
        self = super().__new__(cls, points)
        self.of = of
        return self

    def __repr__(self) -> str:
        return f"{float(self):g}"

    def _repr_html_(self) -> str:
        return f"<small>{self!r} of {self.of} points</small>"


def check(name: str, function: Any) -> Points:
    """Check a function, show the verdict, return the points.

    Parameters
    ----------
    name
        Which check, ``"chapter.function"``.
    function
        What you wrote.

    Raises
    ------
    LookupError
        There is no check of that name.
    """
    verdict = judge(find(name), function, int(os.environ.get(SEED_VARIABLE, "0")))
    show(verdict)
    return Points(verdict.points, verdict.of)


def show(verdict: Verdict) -> None:
    """Display in a notebook, print anywhere else."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    if shell is None or not hasattr(shell, "kernel"):
        print(verdict.text())
        return
    bundle = {
        "text/plain": verdict.text(),
        "text/html": verdict._repr_html_(),
        MIME: verdict.as_dict(),
    }
    shell.display_pub.publish(bundle)
