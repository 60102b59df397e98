"""The backward passes against torch's autograd, with a random upstream gradient."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import given

from autograder import reference

from .drawing import (
    Conv,
    Pooling,
    assert_close,
    conv_calls,
    draws,
    normal,
    pool_calls,
    torched,
    transposed_calls,
)

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


@given(conv_calls(2))
@draws("conv2d_backward")
def test_conv2d_backward_is_autograds(call: Conv) -> None:
    filters = call.w.shape[0]
    x, w, b = torched(call.x, call.w, np.zeros(filters))
    y = F.conv2d(x, w, b, **call.options)
    grad = normal(call.seed + 3, *y.shape)
    expected = torch.autograd.grad(y, (x, w, b), torch.tensor(grad))
    actual = reference.conv2d_backward(grad, call.x, call.w, **call.options)
    for ours, theirs in zip(actual, expected, strict=True):
        assert_close(ours, theirs)


@given(transposed_calls(2))
@draws("conv_transpose2d_backward")
def test_conv_transpose2d_backward_is_autograds(call: Conv) -> None:
    filters = call.w.shape[1] * call.options["groups"]
    x, w, b = torched(call.x, call.w, np.zeros(filters))
    y = F.conv_transpose2d(x, w, b, **call.options)
    grad = normal(call.seed + 3, *y.shape)
    expected = torch.autograd.grad(y, (x, w, b), torch.tensor(grad))
    actual = reference.conv_transpose2d_backward(grad, call.x, call.w, **call.options)
    for ours, theirs in zip(actual, expected, strict=True):
        assert_close(ours, theirs)


@given(pool_calls(2, mean=False))
@draws("max_pool2d_backward")
def test_max_pool2d_backward_is_autograds(call: Pooling) -> None:
    (x,) = torched(call.x)
    y = F.max_pool2d(x, **call.options)
    grad = normal(call.seed + 3, *y.shape)
    (expected,) = torch.autograd.grad(y, x, torch.tensor(grad))
    assert_close(reference.max_pool2d_backward(grad, call.x, **call.options), expected)


@given(pool_calls(2, mean=True))
@draws("avg_pool2d_backward")
def test_avg_pool2d_backward_is_autograds(call: Pooling) -> None:
    (x,) = torched(call.x)
    y = F.avg_pool2d(x, **call.options)
    grad = normal(call.seed + 3, *y.shape)
    (expected,) = torch.autograd.grad(y, x, torch.tensor(grad))
    assert_close(reference.avg_pool2d_backward(grad, call.x, **call.options), expected)


def test_the_gradient_of_the_input_is_the_full_convolution_with_the_kernel() -> None:
    x, w, grad = normal(1, 1, 5, 6), normal(2, 1, 1, 2, 3), normal(3, 1, 4, 4)
    dx, _, _ = reference.conv2d_backward(grad, x, w)
    assert_close(dx[0], reference.convolve2d(grad[0], w[0, 0], "full"))


def test_the_gradient_of_the_weight_is_a_cross_correlation_with_the_upstream_gradient() -> None:
    x, w, grad = normal(1, 1, 5, 6), normal(2, 1, 1, 2, 3), normal(3, 1, 4, 4)
    _, dw, _ = reference.conv2d_backward(grad, x, w)
    assert_close(dw[0], reference.conv2d(x, grad[None]))


def test_the_backward_pass_of_a_convolution_is_a_transposed_convolution() -> None:
    x, w, grad = normal(1, 2, 7, 9), normal(2, 4, 2, 3, 3), normal(3, 4, 3, 4)
    dx, _, _ = reference.conv2d_backward(grad, x, w, stride=2)
    assert_close(dx, reference.conv_transpose2d(grad, w, stride=2))
