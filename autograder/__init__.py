"""Convolution by Hand: reference kernels, checks that name mistakes, and a grading pipeline.

A notebook needs one name of it, ``from autograder import check``; that part wants NumPy alone.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.checking import check

__all__ = ["check"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # When it is asked for: what starts the grader's processes can do without NumPy.
    if name == "check":
        from autograder.checking import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
