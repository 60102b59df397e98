"""How the property tests draw their cases, how many, and when two arrays agree.

Shapes are rectangular on purpose: every axis has a size, kernel, stride, padding and dilation of
its own, so that an axis taken for another one shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from hypothesis import settings
from hypothesis import strategies as st
from numpy.typing import ArrayLike, NDArray

from autograder.reference import conv_transpose_output_size

RELATIVE_ERROR = 1e-10

# Drawn cases per test; the tests take their numbers from here and from nowhere else.
CASES = {
    "conv1d": 120,
    "conv2d": 150,
    "conv3d": 100,
    "convolve1d": 120,
    "convolve2d": 120,
    "convolve commutes": 60,
    "conv_transpose1d": 120,
    "conv_transpose2d": 150,
    "conv_transpose2d is the adjoint of conv2d": 100,
    "max_pool1d": 120,
    "max_pool2d": 150,
    "avg_pool1d": 120,
    "avg_pool2d": 150,
    "conv2d_backward": 150,
    "conv_transpose2d_backward": 150,
    "max_pool2d_backward": 120,
    "avg_pool2d_backward": 120,
    "depthwise_conv2d": 120,
    "pointwise_conv2d": 100,
    "separable_conv2d": 100,
    "channel_shuffle": 100,
    "conv_matrix": 100,
    "locally_connected2d": 100,
    "conv_matrix of one kernel": 60,
    "conv_matrix transposed": 100,
    "kernel_rank": 100,
    "separable_factors": 100,
    "output_size": 120,
    "conv_transpose_output_size": 120,
    "receptive_field": 100,
    "count_parameters": 100,
    "count_macs": 100,
    "network_cost": 100,
}


def draws(name: str) -> settings:
    """The settings of a property test: the same cases on every machine and every run."""
    return settings(max_examples=CASES[name], deadline=None, derandomize=True)


def assert_close(actual: ArrayLike, expected: ArrayLike | torch.Tensor) -> None:
    """Same type and shape, and no error above 1e-10 of the largest expected value."""
    assert isinstance(actual, np.ndarray)
    assert actual.dtype == np.float64
    wanted = expected.detach().numpy() if isinstance(expected, torch.Tensor) else expected
    wanted = np.asarray(wanted, dtype=np.float64)
    assert actual.shape == wanted.shape
    if wanted.size:
        error, scale = np.max(np.abs(actual - wanted)), np.max(np.abs(wanted))
        assert error <= RELATIVE_ERROR * scale, f"error {error:.3g} on a scale of {scale:.3g}"


def torched(*arrays: NDArray[Any] | None) -> list[Any]:
    """The arrays as tensors that record gradients; None stays None."""
    return [None if a is None else torch.tensor(a, requires_grad=True) for a in arrays]


def normal(seed: int, *shape: int) -> NDArray[np.float64]:
    """Random values of both signs, from a seed that Hypothesis draws."""
    return np.random.default_rng(seed).standard_normal(shape)


seeds = st.integers(0, 2**32 - 1)


@st.composite
def tuples(draw: st.DrawFn, axes: int, low: int, high: int) -> tuple[int, ...]:
    """One integer per axis."""
    return tuple(draw(st.integers(low, high)) for _ in range(axes))


def short(values: Sequence[int]) -> Any:
    """A number where all axes agree, else the tuple, so that both spellings are drawn."""
    return values[0] if len(set(values)) == 1 else tuple(values)


@dataclass(frozen=True)
class Conv:
    """One drawn call of a convolution, transposed or not."""

    x: NDArray[np.float64]
    w: NDArray[np.float64]
    b: NDArray[np.float64] | None
    options: dict[str, Any]
    seed: int


@st.composite
def conv_calls(draw: st.DrawFn, axes: int, named_padding: bool = True, groups: int = 3) -> Conv:
    """A convolution that fits, with any of: stride, padding, dilation, groups, bias, no batch."""
    reach = {1: 5, 2: 4, 3: 2}[axes]
    k = draw(tuples(axes, 1, min(4, reach + 1)))
    d = draw(tuples(axes, 1, 3))
    names = ["valid", "same"] if named_padding else []
    name = draw(st.sampled_from([None, None, None, *names]))
    s = (1,) * axes if name == "same" else draw(tuples(axes, 1, 3))
    p = (0,) * axes if name else draw(tuples(axes, 0, 2))
    spans = [di * (ki - 1) + 1 for ki, di in zip(k, d, strict=True)]
    least = [max(1, span - 2 * pi) for span, pi in zip(spans, p, strict=True)]
    size = tuple(n + draw(st.integers(0, reach)) for n in least)
    g = draw(st.integers(1, groups))
    C, F = g * draw(st.integers(1, 2)), g * draw(st.integers(1, 3))
    N, seed = draw(st.integers(1, 2)), draw(seeds)
    x = normal(seed, N, C, *size)
    if draw(st.booleans()):
        x = x[0]
    w = normal(seed + 1, F, C // g, *k)
    b = normal(seed + 2, F) if draw(st.booleans()) else None
    options = {
        "stride": short(s),
        "padding": name or short(p),
        "dilation": short(d),
        "groups": g,
    }
    return Conv(x, w, b, options, seed)


def left_over(call: Conv) -> tuple[int, ...]:
    """Rows and columns after the last strided window: output_padding brings them back."""
    size, kernel = call.x.shape[-2:], call.w.shape[2:]
    s, p, d = (
        value if isinstance(value, tuple) else (value, value)
        for value in (call.options[name] for name in ("stride", "padding", "dilation"))
    )
    return tuple(
        (size[axis] + 2 * p[axis] - d[axis] * (kernel[axis] - 1) - 1) % s[axis] for axis in (0, 1)
    )


@st.composite
def transposed_calls(draw: st.DrawFn, axes: int) -> Conv:
    """A transposed convolution that leaves an output, with output_padding and groups."""
    k, s, d = draw(tuples(axes, 1, 4)), draw(tuples(axes, 1, 3)), draw(tuples(axes, 1, 3))
    size = draw(tuples(axes, 1, 5))
    extra = tuple(draw(st.integers(0, max(si, di) - 1)) for si, di in zip(s, d, strict=True))
    full = conv_transpose_output_size(size, k, s, 0, extra, d)
    p = tuple(draw(st.integers(0, min(3, (n - 1) // 2))) for n in full)
    g = draw(st.integers(1, 3))
    C, F = g * draw(st.integers(1, 2)), g * draw(st.integers(1, 3))
    N, seed = draw(st.integers(1, 2)), draw(seeds)
    x = normal(seed, N, C, *size)
    if draw(st.booleans()):
        x = x[0]
    w = normal(seed + 1, C, F // g, *k)
    b = normal(seed + 2, F) if draw(st.booleans()) else None
    options = {
        "stride": short(s),
        "padding": short(p),
        "output_padding": short(extra),
        "groups": g,
        "dilation": short(d),
    }
    return Conv(x, w, b, options, seed)


@dataclass(frozen=True)
class Pooling:
    """One drawn call of a pooling."""

    x: NDArray[np.float64]
    options: dict[str, Any]
    seed: int


@st.composite
def pool_calls(draw: st.DrawFn, axes: int, mean: bool) -> Pooling:
    """A pooling that fits. Values are small integers for the maximum, so that ties are common."""
    k = draw(tuples(axes, 1, 4))
    s = draw(tuples(axes, 1, 4))
    d = (1,) * axes if mean else draw(tuples(axes, 1, 2))
    p = tuple(draw(st.integers(0, ki // 2)) for ki in k)
    spans = [di * (ki - 1) + 1 for ki, di in zip(k, d, strict=True)]
    least = [max(di, span - 2 * pi) for span, pi, di in zip(spans, p, d, strict=True)]
    size = tuple(n + draw(st.integers(0, 5)) for n in least)
    seed = draw(seeds)
    shape = (draw(st.integers(1, 2)), draw(st.integers(1, 3)), *size)
    highest = draw(st.sampled_from([-1, 3]))  # -1: no value that a padding of zeros would not beat
    ties = np.random.default_rng(seed).integers(-4, highest, shape, endpoint=True)
    x = normal(seed, *shape) if mean else ties.astype(np.float64)
    if draw(st.booleans()):
        x = x[0]
    options: dict[str, Any] = {
        "kernel_size": short(k),
        "stride": draw(st.sampled_from([short(s), None])),
        "padding": short(p),
        "ceil_mode": draw(st.booleans()),
    }
    if mean:
        options["count_include_pad"] = draw(st.booleans())
        if axes == 2:
            options["divisor_override"] = draw(st.sampled_from([None, 1, 5]))
    else:
        options["dilation"] = short(d)
    return Pooling(x, options, seed)
