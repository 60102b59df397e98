"""On which terms an exercise is run: its limits, and what its students' processes may import.

Light on purpose, as all is that a run needs before its warm parents start.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from importlib.util import find_spec
from typing import Any

from autograder.errors import CourseError
from autograder.sandbox.limits import Limits

# In a student's process `autograder` is this and no more: the checks stay with the referee.
STUB = '''
def check(name, function):
    """Runs apart from your code while it is graded; its verdict stands below the test cell."""
    print(f"{name} is checked apart from this cell.")
'''
# What the warm parent of the students' processes has imported.
PRELOAD = (
    "numpy",
    "numpy.fft",  # NumPy imports these two when they are first used
    "numpy.random",
    "matplotlib.pyplot",
    "matplotlib_inline.backend_inline",
)
HEAVY = ("scipy.signal", "torch")  # likewise, where the exercise does not do without


@dataclass(frozen=True)
class Terms:
    """What an exercise grants and asks: from its metadata, ``grading``, on top of the course's."""

    limits: Limits
    without: tuple[str, ...]

    @property
    def preload(self) -> tuple[str, ...]:
        """What the warm parent of the students' processes imports."""
        tops = {name: name.partition(".")[0] for name in HEAVY}
        allowed = [n for n, top in tops.items() if top not in self.without and find_spec(top)]
        return (*PRELOAD, *allowed)

    @classmethod
    def of(cls, model: Mapping[str, Any], course: Mapping[str, Any]) -> Terms:
        """Terms of a model notebook in a course with these settings (``c.Engine``).

        Raises
        ------
        CourseError
            ``unknown-setting`` names what is no limit.
        """
        asked = dict(course) | dict(model["metadata"].get("grading", {}))
        without = tuple(sorted(asked.pop("without", ())))
        known = {f.name for f in fields(Limits)}
        if set(asked) - known:
            raise CourseError(
                "unknown-setting",
                f"{', '.join(sorted(set(asked) - known))} is no limit of the engine; "
                f"there are: {', '.join(sorted(known))}.",
            )
        return cls(replace(Limits(), **asked), without)
