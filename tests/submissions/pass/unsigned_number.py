# check: padding_and_stride.output_size
"""An unsigned NumPy number."""

import numpy as np


def output_size(n, k, stride, padding):
    return np.uint8((n + 2 * padding - k) // stride + 1)
