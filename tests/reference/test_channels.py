"""Depthwise, pointwise and separable convolution and the channel shuffle against torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from autograder import reference

from .drawing import Conv, assert_close, conv_calls, draws, normal, seeds, torched, tuples

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def depthwise_weight(call: Conv, multiplier: int) -> NDArray[np.float64]:
    """A weight for as many groups as the drawn input has channels."""
    return normal(call.seed + 3, call.x.shape[-3] * multiplier, 1, *call.w.shape[2:])


@given(conv_calls(2), st.integers(1, 3), st.booleans())
@draws("depthwise_conv2d")
def test_depthwise_conv2d_is_torchs_with_a_group_per_channel(
    call: Conv, multiplier: int, with_bias: bool
) -> None:
    weight = depthwise_weight(call, multiplier)
    bias = normal(call.seed + 4, len(weight)) if with_bias else None
    options = {name: call.options[name] for name in ("stride", "padding", "dilation")}
    x, w, b = torched(call.x, weight, bias)
    expected = F.conv2d(x, w, b, **options, groups=call.x.shape[-3])
    assert_close(reference.depthwise_conv2d(call.x, weight, bias, **options), expected)


@given(tuples(5, 1, 5), st.booleans(), seeds)
@draws("pointwise_conv2d")
def test_pointwise_conv2d_is_torchs_and_a_dense_layer_at_every_pixel(
    sizes: tuple[int, ...], with_bias: bool, seed: int
) -> None:
    N, C, H, W, filters = sizes
    image, weight = normal(seed, N, C, H, W), normal(seed + 1, filters, C, 1, 1)
    bias = normal(seed + 2, filters) if with_bias else None
    x, w, b = torched(image, weight, bias)
    y = reference.pointwise_conv2d(image, weight, bias)
    assert_close(y, F.conv2d(x, w, b))
    assert_close(y, F.linear(x.movedim(1, 3), w[:, :, 0, 0], b).movedim(3, 1))


@given(conv_calls(2), st.integers(1, 2), st.integers(1, 4), st.booleans())
@draws("separable_conv2d")
def test_separable_conv2d_is_torchs_depthwise_then_pointwise(
    call: Conv, multiplier: int, filters: int, with_bias: bool
) -> None:
    depthwise = depthwise_weight(call, multiplier)
    pointwise = normal(call.seed + 4, filters, len(depthwise), 1, 1)
    bias = normal(call.seed + 5, filters) if with_bias else None
    options = {name: call.options[name] for name in ("stride", "padding", "dilation")}
    x, d, p, b = torched(call.x, depthwise, pointwise, bias)
    expected = F.conv2d(F.conv2d(x, d, None, **options, groups=call.x.shape[-3]), p, b)
    assert_close(
        reference.separable_conv2d(call.x, depthwise, pointwise, bias, **options), expected
    )


@given(st.integers(1, 4), st.integers(1, 5), st.lists(st.integers(1, 4), min_size=1), seeds)
@draws("channel_shuffle")
def test_channel_shuffle_is_torchs(groups: int, each: int, space: list[int], seed: int) -> None:
    x = normal(seed, 2, groups * each, *space[:3])
    (tensor,) = torched(x)
    assert_close(reference.channel_shuffle(x, groups), torch.channel_shuffle(tensor, groups))


def test_a_shuffle_by_the_other_factor_undoes_a_shuffle() -> None:
    x = normal(1, 1, 6, 2, 2)
    assert_close(reference.channel_shuffle(reference.channel_shuffle(x, 2), 3), x)
