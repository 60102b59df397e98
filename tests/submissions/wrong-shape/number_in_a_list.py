# check: padding_and_stride.output_size
"""A list with the right number in it is not the number."""


def output_size(n, k, stride, padding):
    return [(n + 2 * padding - k) // stride + 1]
