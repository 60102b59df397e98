# check: transposed_convolution.overlap_count
"""[1] would equal [1, 1, 1] if shapes were stretched before they are compared."""


def overlap_count(n, k, stride):
    return [min(k, n)] if stride < k else [1]
