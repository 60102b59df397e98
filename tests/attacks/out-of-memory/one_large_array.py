"""Asks for two gigabytes and touches them all."""

import numpy as np


def corr2d(x, w):
    return np.ones(250_000_000)
