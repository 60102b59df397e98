# check: padding_and_stride.same_padding
"""A list where a pair was asked for."""


def same_padding(k):
    return [k // 2, (k - 1) // 2]
