"""Convolution by Hand: reference kernels, checks that name mistakes, and a grading pipeline.

A notebook needs one name of it, ``from autograder import check``; that part wants NumPy alone.
"""

from autograder.check import check

__all__ = ["check"]
__version__ = "0.1.0"
