"""Where a window lies: the slices that a kernel position covers, the zeros around, the groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ._arguments import Array, Pairs


def zero_pad(x: Array, padding: Pairs) -> Array:
    """Zeros around the last axes: `padding` has (before, after) for each of them."""
    untouched = ((0, 0),) * (x.ndim - len(padding))
    return np.pad(x, (*untouched, *padding))


def crop(x: Array, padding: Pairs) -> Array:
    """Undo `zero_pad`: x[..., before : n - after], right for zeros where [p:-p] is empty."""
    untouched = x.ndim - len(padding)
    kept = [slice(None)] * untouched
    for n, (before, after) in zip(x.shape[untouched:], padding, strict=True):
        kept.append(slice(before, n - after))
    return x[tuple(kept)]


def window(
    position: Sequence[int], kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> tuple[slice, ...]:
    """The taps i·s + a·d, a = 0 .. k-1, along each axis, for the output position i."""
    return tuple(
        slice(i * s, i * s + d * (k - 1) + 1, d)
        for i, k, s, d in zip(position, kernel, stride, dilation, strict=True)
    )


def group_slices(groups: int, *channels: int) -> Iterator[tuple[slice, ...]]:
    """For each group, its block of consecutive channels on every one of the given axes."""
    for g in range(groups):
        yield tuple(slice(g * (n // groups), (g + 1) * (n // groups)) for n in channels)
