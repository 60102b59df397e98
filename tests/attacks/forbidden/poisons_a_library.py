# paths
# verdict: forbidden, raised
"""NumPy as the next student will find it."""

import pathlib

import numpy as np


def corr2d(x, w):
    with (pathlib.Path(np.__path__[0]) / "pwned.py").open("w") as file:
        file.write("corr2d = 4")
    return x
