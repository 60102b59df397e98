# check: padding_and_stride.output_size
"""A whole number, written with a point."""

import math


def output_size(n, k, stride, padding):
    return float(math.floor((n + 2 * padding - k) / stride)) + 1.0
