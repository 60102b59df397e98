# check: padding_and_stride.same_padding
# mistake: only-the-total
"""The total, where two shares are asked for."""


def same_padding(k):
    return k - 1
