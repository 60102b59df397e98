"""Maximum and mean over windows, for each channel on its own. Nothing is learned.

One implementation of each serves one and two axes. The padding is no data: a maximum never sees
it, and a mean counts it as zeros only if `count_include_pad` says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Literal, NamedTuple, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ._arguments import Array, Size, batch, fits, per_axis, shown, whole

Indices = NDArray[np.int64]


class Pool(NamedTuple):
    """A pooling's arguments, checked, and the size of its output."""

    x: Array
    batched: bool
    kernel: tuple[int, ...]
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    dilation: tuple[int, ...]
    out: tuple[int, ...]

    def along(self, axis: int, i: int) -> slice:
        """The taps i·s - p + a·d of the window i that lie inside the input, on one axis."""
        d, n = self.dilation[axis], self.x.shape[2 + axis]
        first = i * self.stride[axis] - self.padding[axis]
        end = min(first + d * (self.kernel[axis] - 1) + 1, n)
        return slice(first % d if first < 0 else first, end, d)

    def inside(self, i: Sequence[int]) -> tuple[slice, ...]:
        """The taps of the output position i that lie inside the input, on every axis."""
        return tuple(self.along(axis, place) for axis, place in enumerate(i))


def pool_arguments(
    axes: int,
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None,
    padding: Size,
    dilation: Size,
    ceil_mode: bool,
) -> Pool:
    """Check the arguments and count the windows: rounded down, or up with `ceil_mode`."""
    x, batched = batch("input", input, axes)
    ks = per_axis("kernel_size", kernel_size, axes)
    ss = ks if stride is None else per_axis("stride", stride, axes)
    ps = per_axis("padding", padding, axes, least=0)
    ds = per_axis("dilation", dilation, axes)
    if any(2 * p > k for p, k in zip(ps, ks, strict=True)):
        raise ValueError(
            f"padding must be at most half of kernel_size {kernel_size}, got {padding!r}"
        )
    out = []
    for n, k, s, p, d in zip(x.shape[2:], ks, ss, ps, ds, strict=True):
        room = n + 2 * p - d * (k - 1) - 1
        count = (-(-room // s) if ceil_mode else room // s) + 1
        if ceil_mode and (count - 1) * s >= n + p:
            count -= 1  # the last window would start in the padding after the input
        out.append(count)
    if min(out) < 1:
        fits("kernel_size", ks, ds, [n + 2 * p for n, p in zip(x.shape[2:], ps, strict=True)])
    pool = Pool(x, batched, ks, ss, ps, ds, tuple(out))
    windows = (pool.along(axis, i) for axis in range(axes) for i in range(out[axis]))
    if any(taps.start >= taps.stop for taps in windows):
        raise ValueError(
            f"dilation must let every window touch the input of size {shown(x.shape[2:])}, "
            f"got {dilation!r}"
        )
    return pool


def max_with_indices(pool: Pool) -> tuple[Array, Indices]:
    """y[n, c, i] = max over a of x[n, c, i·s + a·d - p], and where in the plane of x it stands."""
    x, (N, C), size = pool.x, pool.x.shape[:2], pool.x.shape[2:]
    plane = np.arange(prod(size), dtype=np.int64).reshape(size)
    y = np.empty((N, C, *pool.out))
    where = np.empty((N, C, *pool.out), dtype=np.int64)
    for i in np.ndindex(*pool.out):
        taps = pool.inside(i)
        places = plane[taps].ravel()
        values = x[:, :, *taps].reshape(N, C, len(places))
        y[:, :, *i] = values.max(axis=2)
        where[:, :, *i] = places[values.argmax(axis=2)]  # the first of equal maxima
    return y, where


def divisor(
    pool: Pool, i: Sequence[int], count_include_pad: bool, divisor_override: int | None
) -> int:
    """What the sum over window i is divided by. Past the padding (`ceil_mode`) nothing counts."""
    if divisor_override is not None:
        return divisor_override
    if not count_include_pad:
        return prod(taps.stop - taps.start for taps in pool.inside(i))
    lengths = []
    for axis, n in enumerate(pool.x.shape[2:]):
        first = i[axis] * pool.stride[axis] - pool.padding[axis]
        lengths.append(min(first + pool.kernel[axis], n + pool.padding[axis]) - first)
    return prod(lengths)


def _avg_pool(pool: Pool, count_include_pad: bool, divisor_override: int | None) -> Array:
    """y[n, c, i] = sum over a of x[n, c, i·s + a - p], divided by the size of the window."""
    if divisor_override is not None:
        whole("divisor_override", divisor_override)
    y = np.empty((*pool.x.shape[:2], *pool.out))
    axes = tuple(range(2, pool.x.ndim))
    for i in np.ndindex(*pool.out):
        total = pool.x[:, :, *pool.inside(i)].sum(axis=axes)
        y[:, :, *i] = total / divisor(pool, i, count_include_pad, divisor_override)
    return y if pool.batched else y[0]


def _max_pool(pool: Pool, return_indices: bool) -> Array | tuple[Array, Indices]:
    y, where = max_with_indices(pool)
    if not pool.batched:
        y, where = y[0], where[0]
    return (y, where) if return_indices else y


@overload
def max_pool1d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Array: ...


@overload
def max_pool1d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    *,
    return_indices: Literal[True],
) -> tuple[Array, Indices]: ...


def max_pool1d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Array | tuple[Array, Indices]:
    """Maximum over windows of a sequence, as torch.nn.functional.max_pool1d takes it.

    input is (N, C, L) or (C, L); the result is (N, C, oL) or (C, oL), with the positions along L
    beside it if `return_indices`. See `max_pool2d`, which does the same on two axes.

    Raises ValueError as `max_pool2d` does.
    Source: Goodfellow, Bengio and Courville (2016), section 9.3.

    >>> max_pool1d([[-3, -1, -4, -1, -5]], 2).tolist()
    [[-1.0, -1.0]]
    """
    pool = pool_arguments(1, input, kernel_size, stride, padding, dilation, ceil_mode)
    return _max_pool(pool, return_indices)


@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    return_indices: Literal[False] = ...,
) -> Array: ...


@overload
def max_pool2d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = ...,
    padding: Size = ...,
    dilation: Size = ...,
    ceil_mode: bool = ...,
    *,
    return_indices: Literal[True],
) -> tuple[Array, Indices]: ...


def max_pool2d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    dilation: Size = 1,
    ceil_mode: bool = False,
    return_indices: bool = False,
) -> Array | tuple[Array, Indices]:
    """Maximum over windows of each channel, as torch.nn.functional.max_pool2d takes it.

    input is (N, C, H, W) or (C, H, W); the result is (N, C, oH, oW) or (C, oH, oW). No stride means
    windows side by side, stride = kernel_size. With `return_indices` a second array of the same
    shape says where in the H·W plane each maximum stands, row by row; of equal values, the first.

    Raises ValueError for ranks and sizes that do not go together, for a padding of more than half
    the kernel, and where dilated taps miss the input altogether.
    Source: Goodfellow, Bengio and Courville (2016), section 9.3.

    >>> y, where = max_pool2d([[[1, 5, 2], [4, 3, 9]]], (2, 2), 1, return_indices=True)
    >>> y.tolist(), where.tolist()
    ([[[5.0, 9.0]]], [[[1, 5]]])
    """
    pool = pool_arguments(2, input, kernel_size, stride, padding, dilation, ceil_mode)
    return _max_pool(pool, return_indices)


def avg_pool1d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
) -> Array:
    """Mean over windows of a sequence, as torch.nn.functional.avg_pool1d takes it.

    input is (N, C, L) or (C, L); the result is (N, C, oL) or (C, oL). See `avg_pool2d`.

    Raises ValueError as `avg_pool2d` does.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.B.

    >>> avg_pool1d([[1, 2, 6, 4]], 2).tolist()
    [[1.5, 5.0]]
    """
    pool = pool_arguments(1, input, kernel_size, stride, padding, 1, ceil_mode)
    return _avg_pool(pool, count_include_pad, None)


def avg_pool2d(
    input: ArrayLike,
    kernel_size: Size,
    stride: Size | None = None,
    padding: Size = 0,
    ceil_mode: bool = False,
    count_include_pad: bool = True,
    divisor_override: int | None = None,
) -> Array:
    """Mean over windows of each channel, as torch.nn.functional.avg_pool2d takes it.

    input is (N, C, H, W) or (C, H, W); the result is (N, C, oH, oW) or (C, oH, oW). No stride means
    windows side by side, stride = kernel_size. At the border the sum is divided by the whole
    window, or by its part inside the input if `count_include_pad` is off; `divisor_override`
    replaces both.

    Raises ValueError for ranks and sizes that do not go together, for a padding of more than half
    the kernel, and for a divisor_override that is no positive integer.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.B.

    >>> avg_pool2d([[[1, 2], [3, 6]]], 2).tolist()
    [[[3.0]]]
    >>> avg_pool2d([[[4]]], 2, padding=1, count_include_pad=False).tolist()
    [[[4.0]]]
    """
    pool = pool_arguments(2, input, kernel_size, stride, padding, 1, ceil_mode)
    return _avg_pool(pool, count_include_pad, divisor_override)
