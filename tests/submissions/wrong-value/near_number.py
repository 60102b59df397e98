# check: padding_and_stride.output_size
"""So close that three digits would not show it."""


def output_size(n, k, stride, padding):
    return (n + 2 * padding - k) // stride + 1.0001
