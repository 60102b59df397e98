"""What a caller may pass: numbers or one value per axis, batched or single, arrays or lists.

Every kernel takes its arguments in the spellings of `torch.nn.functional`. This module turns them
into tuples and float64 arrays once, and refuses what makes no sense with a `ValueError` that says
which argument is wrong, what was expected and what it got. The kernels then hold formulas only.
"""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Size = int | Sequence[int]
Pairs = tuple[tuple[int, int], ...]

SPATIAL = {1: ("L",), 2: ("H", "W"), 3: ("D", "H", "W")}
KERNEL = {axes: tuple(f"k{letter}" for letter in names) for axes, names in SPATIAL.items()}


def shown(values: Sequence[int]) -> str:
    """A tuple as a reader would write it: the bare number when there is one axis only."""
    return str(values[0]) if len(values) == 1 else str(tuple(values))


def _integer(value: object) -> int | None:
    """The value as an int, or None. True and 2.0 are not sizes, though Python would take them."""
    if isinstance(value, (bool, np.bool_)):
        return None
    try:
        return operator.index(value)  # type: ignore[arg-type]
    except TypeError:
        return None


def _kind(least: int) -> str:
    return {0: "non-negative integer", 1: "positive integer"}[least]


def whole(name: str, value: object, least: int = 1) -> int:
    """One integer of at least `least`, which is 0 or 1."""
    number = _integer(value)
    if number is None or number < least:
        raise ValueError(f"{name} must be a {_kind(least)}, got {value!r}")
    return number


def per_axis(name: str, value: object, axes: int, least: int = 1) -> tuple[int, ...]:
    """One integer for each of `axes` axes; a single number stands for all of them."""
    given: Sequence[object] = (value,) * axes
    if isinstance(value, np.ndarray) and value.ndim == 1:
        value = tuple(value.tolist())
    if isinstance(value, Sequence) and not isinstance(value, str):
        given = value
    sizes = [size for size in map(_integer, given) if size is not None and size >= least]
    if len(given) != axes or len(sizes) != axes:
        several = f" or a tuple of {axes} of them" if axes > 1 else ""
        raise ValueError(f"{name} must be a {_kind(least)}{several}, got {value!r}")
    return tuple(sizes)


def numbers(name: str, value: ArrayLike) -> Array:
    """A float64 array of any shape. Booleans, complex numbers and text are refused."""
    try:
        array = np.asarray(value)
    except ValueError as error:
        raise ValueError(
            f"{name} must be a rectangular array of real numbers, got rows of different lengths"
        ) from error
    if array.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be an array of real numbers, got dtype {array.dtype}")
    return array.astype(np.float64)


def tensor(name: str, value: ArrayLike, *layouts: Sequence[str]) -> Array:
    """A float64 array with the axes of one of `layouts`; only a leading N may be empty."""
    array = numbers(name, value)
    layout = next((names for names in layouts if len(names) == array.ndim), None)
    if layout is None:
        wanted = " or ".join(f"({', '.join(names)})" for names in layouts)
        raise ValueError(f"{name} must have the axes {wanted}, got shape {array.shape}")
    for axis, length in zip(layout, array.shape, strict=True):
        if length == 0 and axis != "N":
            raise ValueError(f"{name} must not be empty along {axis}, got shape {array.shape}")
    return array


def batch(name: str, value: ArrayLike, axes: int) -> tuple[Array, bool]:
    """The input as N C ..., and whether it came with an N. A single sample becomes N = 1."""
    single = ("C", *SPATIAL[axes])
    array = tensor(name, value, ("N", *single), single)
    batched = array.ndim == len(single) + 1
    return (array if batched else array[None]), batched


def same_shape(name: str, value: ArrayLike, shape: Sequence[int], what: str) -> Array:
    """A float64 array of exactly this shape; `what` says whose shape that is."""
    array = numbers(name, value)
    if array.shape != tuple(shape):
        raise ValueError(f"{name} must have shape {tuple(shape)}, {what}, got shape {array.shape}")
    return array


def upstream(value: ArrayLike, shape: Sequence[int], batched: bool) -> Array:
    """grad_output as N F ...; `shape` is that of the batched output."""
    expected = tuple(shape) if batched else tuple(shape[1:])
    grad = same_shape("grad_output", value, expected, "that of the output")
    return grad.reshape(tuple(shape))


def bias_of(value: ArrayLike | None, filters: int) -> Array:
    """One number per filter; no bias is a bias of zeros."""
    if value is None:
        return np.zeros(filters)
    return same_shape("bias", value, (filters,), "one number per output channel")


def fits(name: str, kernel: Sequence[int], dilation: Sequence[int], padded: Sequence[int]) -> None:
    """Refuse a kernel that is larger than the padded input along some axis."""
    span = tuple(d * (k - 1) + 1 for k, d in zip(kernel, dilation, strict=True))
    if any(reach > n for reach, n in zip(span, padded, strict=True)):
        raise ValueError(
            f"{name} must span at most {shown(padded)}, the size of the padded input, "
            f"got a span of {shown(span)} (kernel {shown(kernel)}, dilation {shown(dilation)})"
        )


def _divides(groups: int, count: int, what: str) -> None:
    if count % groups:
        raise ValueError(f"groups must divide the {count} {what}, got {groups}")


class ConvArguments(NamedTuple):
    """A convolution's arguments, checked. `padding` is (before, after) for each axis."""

    x: Array
    w: Array
    batched: bool
    stride: tuple[int, ...]
    padding: Pairs
    dilation: tuple[int, ...]
    groups: int


def conv_arguments(
    axes: int,
    input: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Size | str,
    dilation: Size,
    groups: int,
) -> ConvArguments:
    """The arguments of conv1d, conv2d and conv3d. weight is (F, C/groups, kernel...)."""
    x, batched = batch("input", input, axes)
    w = tensor("weight", weight, ("F", "C/groups", *KERNEL[axes]))
    s = per_axis("stride", stride, axes)
    d = per_axis("dilation", dilation, axes)
    g = whole("groups", groups)
    channels, kernel = x.shape[1], w.shape[2:]
    _divides(g, channels, "channels of input")
    _divides(g, w.shape[0], "filters of weight")
    if w.shape[1] != channels // g:
        raise ValueError(
            f"weight must have {channels // g} channels on its second axis "
            f"({channels} channels of input, groups={g}), got shape {w.shape}"
        )
    p = _conv_padding(padding, kernel, s, d)
    padded = [n + before + after for n, (before, after) in zip(x.shape[2:], p, strict=True)]
    fits("weight", kernel, d, padded)
    return ConvArguments(x, w, batched, s, p, d, g)


def _conv_padding(
    padding: Size | str, kernel: Sequence[int], stride: Sequence[int], dilation: Sequence[int]
) -> Pairs:
    """(before, after) for each axis. An odd total leaves its extra zero after, as in torch."""
    if not isinstance(padding, str):
        return tuple((p, p) for p in per_axis("padding", padding, len(kernel), least=0))
    if padding == "valid":
        return ((0, 0),) * len(kernel)
    if padding != "same":
        raise ValueError(f"padding must be a size, 'same' or 'valid', got {padding!r}")
    if any(s != 1 for s in stride):
        raise ValueError(f"stride must be 1 where padding is 'same', got {shown(stride)}")
    totals = [d * (k - 1) for k, d in zip(kernel, dilation, strict=True)]
    return tuple((total // 2, total - total // 2) for total in totals)


class TransposedArguments(NamedTuple):
    """A transposed convolution's arguments, checked."""

    x: Array
    w: Array
    batched: bool
    stride: tuple[int, ...]
    padding: tuple[int, ...]
    output_padding: tuple[int, ...]
    dilation: tuple[int, ...]
    groups: int


def transposed_arguments(
    axes: int,
    input: ArrayLike,
    weight: ArrayLike,
    stride: Size,
    padding: Size,
    output_padding: Size,
    groups: int,
    dilation: Size,
) -> TransposedArguments:
    """The arguments of conv_transpose1d and 2d. weight is (C, F/groups, kernel...)."""
    x, batched = batch("input", input, axes)
    w = tensor("weight", weight, ("C", "F/groups", *KERNEL[axes]))
    s = per_axis("stride", stride, axes)
    p = per_axis("padding", padding, axes, least=0)
    extra = per_axis("output_padding", output_padding, axes, least=0)
    d = per_axis("dilation", dilation, axes)
    g = whole("groups", groups)
    channels = x.shape[1]
    _divides(g, channels, "channels of input")
    if w.shape[0] != channels:
        raise ValueError(
            f"weight must have {channels} channels on its first axis, as input has, "
            f"got shape {w.shape}"
        )
    return TransposedArguments(x, w, batched, s, p, extra, d, g)
