# check: padding_and_stride.output_size
"""A single number in an array without axes."""

import numpy as np


def output_size(n, k, stride, padding):
    return np.array((n + 2 * padding - k) // stride + 1)
