"""What the kernels say when they refuse: which argument, what it was, what was expected."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder import reference as r

X1, W1 = np.ones((1, 2, 6)), np.ones((4, 2, 3))
X, W = np.ones((1, 2, 5, 6)), np.ones((4, 2, 3, 2))
V = np.ones((2, 4, 3, 2))  # a transposed weight comes with its input channels first
ONE = np.ones((3, 4))

# (call, the argument's name with which the sentence starts, what else the sentence must contain)
Refused = tuple[Callable[[], Any], str, list[str]]

RANKS: list[Refused] = [
    (lambda: r.conv1d([1, 2, 3], W1), "input", ["(N, C, L) or (C, L)", "(3,)"]),
    (lambda: r.conv2d(ONE, W), "input", ["(N, C, H, W) or (C, H, W)", "(3, 4)"]),
    (lambda: r.conv3d(X[0], W), "input", ["(N, C, D, H, W)", "(2, 5, 6)"]),
    (lambda: r.conv2d(X, W[0]), "weight", ["(F, C/groups, kH, kW)", "(2, 3, 2)"]),
    (lambda: r.conv_transpose2d(X, ONE), "weight", ["(C, F/groups, kH, kW)", "(3, 4)"]),
    (lambda: r.convolve1d(ONE, [1]), "x", ["(length)", "(3, 4)"]),
    (lambda: r.convolve2d(ONE, [1]), "w", ["(kH, kW)", "(1,)"]),
    (lambda: r.max_pool1d(X, 2), "input", ["(N, C, L) or (C, L)", "(1, 2, 5, 6)"]),
    (lambda: r.avg_pool2d(ONE, 2), "input", ["(N, C, H, W) or (C, H, W)", "(3, 4)"]),
    (lambda: r.channel_shuffle(ONE, 1), "input", ["(N, C, ...)", "(3, 4)"]),
    (lambda: r.conv_matrix([1, 2], 3), "weight", ["(F, C, kH, kW) or (kH, kW)", "(2,)"]),
]

SHAPES: list[Refused] = [
    (lambda: r.conv2d(X, np.ones((4, 3, 3, 2))), "weight", ["2 channels", "(4, 3, 3, 2)"]),
    (lambda: r.conv2d(X, W, [1, 2]), "bias", ["(4,)", "(2,)"]),
    (lambda: r.conv2d(X, W[:, :, :0]), "weight", ["not be empty along kH", "(4, 2, 0, 2)"]),
    (lambda: r.conv2d(X[:, :0], W), "input", ["not be empty along C", "(1, 0, 5, 6)"]),
    (lambda: r.conv2d(X, np.ones((4, 2, 6, 2))), "weight", ["at most (5, 6)", "(6, 2)"]),
    (lambda: r.conv1d(X1, W1, dilation=3), "weight", ["at most 6", "7", "dilation 3"]),
    (lambda: r.conv_transpose2d(X, W), "weight", ["2 channels", "first axis", "(4, 2, 3, 2)"]),
    (lambda: r.convolve1d([1, 2], [1, 2, 3], "valid"), "w", ["(2,)", "(3,)"]),
    (lambda: r.convolve1d([], [1]), "x", ["not be empty", "(0,)"]),
    (lambda: r.max_pool1d(X1, 7), "kernel_size", ["at most 6", "7"]),
    (lambda: r.conv2d_backward(X, X, W), "grad_output", ["(1, 4, 3, 5)", "(1, 2, 5, 6)"]),
    (lambda: r.conv_transpose2d_backward(X, X, V), "grad_output", ["(1, 4, 7, 7)"]),
    (lambda: r.max_pool2d_backward(X, X, 2), "grad_output", ["(1, 2, 2, 3)", "(1, 2, 5, 6)"]),
    (lambda: r.avg_pool2d_backward(X, X[0], 2), "grad_output", ["(2, 2, 3)", "(1, 2, 5, 6)"]),
    (lambda: r.depthwise_conv2d(X, W), "weight", ["(C*m, 1, kH, kW)", "C = 2", "(4, 2, 3, 2)"]),
    (lambda: r.depthwise_conv2d(X, W[:3, :1]), "weight", ["C = 2", "(3, 1, 3, 2)"]),
    (lambda: r.pointwise_conv2d(X, W), "weight", ["(F, C, 1, 1)", "(4, 2, 3, 2)"]),
    (lambda: r.separable_conv2d(X, W, W), "depthwise_weight", ["C = 2", "(4, 2, 3, 2)"]),
    (lambda: r.separable_conv2d(X, W[:, :1], W), "pointwise_weight", ["(F, 4, 1, 1)"]),
    (lambda: r.conv_matrix(W, (3, 5, 6)), "input_size", ["2 channels", "(3, 5, 6)"]),
    (lambda: r.conv_matrix([[1, 2]], (1, 1)), "weight", ["at most (1, 1)", "(1, 2)"]),
    (lambda: r.output_size(4, 5), "kernel_size", ["at most 4", "5"]),
    (lambda: r.receptive_field([(3,)]), "layers[0]", ["(kernel_size, stride)", "(3,)"]),
]

KINDS: list[Refused] = [
    (lambda: r.conv1d([["a", "b"]], W1), "input", ["real numbers", "<U1"]),
    (lambda: r.conv2d(X, W.astype(complex)), "weight", ["real numbers", "complex128"]),
    (lambda: r.conv2d(X > 0, W), "input", ["real numbers", "bool"]),
    (lambda: r.max_pool1d([[1, 2], [3]], 1), "input", ["rectangular", "different lengths"]),
    (lambda: r.convolve1d([1], None), "w", ["real numbers", "object"]),  # type: ignore[arg-type]
]

SIZES: list[Refused] = [
    (lambda: r.conv2d(X, W, stride=0), "stride", ["positive integer", "0"]),
    (lambda: r.conv2d(X, W, stride=(1, -2)), "stride", ["tuple of 2", "(1, -2)"]),
    (lambda: r.conv2d(X, W, stride=(1, 1, 1)), "stride", ["tuple of 2", "(1, 1, 1)"]),
    (lambda: r.conv2d(X, W, stride=1.5), "stride", ["integer", "1.5"]),  # type: ignore[arg-type]
    (lambda: r.conv2d(X, W, stride=True), "stride", ["integer", "True"]),
    (lambda: r.conv2d(X, W, padding=-1), "padding", ["non-negative", "-1"]),
    (lambda: r.conv2d(X, W, padding="full"), "padding", ["'same' or 'valid'", "'full'"]),
    (lambda: r.conv2d(X, W, stride=2, padding="same"), "stride", ["1", "'same'", "(2, 2)"]),
    (lambda: r.conv1d(X1, W1, dilation=0), "dilation", ["positive integer", "0"]),
    (lambda: r.convolve2d(ONE, ONE, "wide"), "mode", ["'full', 'same' or 'valid'", "'wide'"]),
    (lambda: r.conv_transpose1d(X1, np.ones((2, 1, 3)), output_padding=1), "output_padding", ["1"]),
    (lambda: r.conv_transpose2d(X, V, 0, 2, 0, (2, 1)), "bias", ["(4,)", "()"]),
    (lambda: r.conv_transpose2d(X, V, None, 2, 0, (2, 1)), "output_padding", ["(2, 2)", "(2, 1)"]),
    (lambda: r.conv_transpose2d(X, V, padding=4), "padding", ["(7, 7)", "(4, 4)"]),
    (lambda: r.max_pool2d(X, (2, 3), padding=(1, 2)), "padding", ["half", "(2, 3)", "(1, 2)"]),
    (lambda: r.avg_pool1d(X1, 1, padding=1), "padding", ["half", "kernel_size 1", "got 1"]),
    (lambda: r.max_pool1d([[5]], 2, padding=1, dilation=2), "dilation", ["size 1", "got 2"]),
    (lambda: r.avg_pool2d(X, 2, divisor_override=0), "divisor_override", ["positive", "0"]),
    (lambda: r.max_pool2d(X, 0), "kernel_size", ["positive", "0"]),
    (lambda: r.conv_matrix([[1]], (2, 0)), "input_size", ["positive", "(2, 0)"]),
    (lambda: r.output_size(0, 1), "n", ["positive", "0"]),
    (lambda: r.output_size((4, 5), (1, 2, 3)), "kernel_size", ["tuple of 2", "(1, 2, 3)"]),
    (lambda: r.output_size(4, 2, padding="same"), "padding", ["integer", "'same'"]),  # type: ignore[arg-type]
    (lambda: r.conv_transpose_output_size(1, 1, padding=2), "padding", ["1", "2"]),
    (lambda: r.receptive_field([(3, 1), (0, 1)]), "kernel_size of layers[1]", ["positive", "0"]),
    (lambda: r.count_parameters(0, 4, 3), "in_channels", ["positive", "0"]),
    (lambda: r.count_macs(2, 4, 3, -5), "output_size", ["positive", "-5"]),
]

GROUPS: list[Refused] = [
    (lambda: r.conv2d(X, W, groups=0), "groups", ["positive", "0"]),
    (lambda: r.conv2d(X, W, groups=3), "groups", ["2 channels of input", "3"]),
    (lambda: r.conv2d(X, W[:3, :1], groups=2), "groups", ["3 filters of weight", "2"]),
    (lambda: r.conv_transpose2d(X, V, groups=4), "groups", ["2 channels of input", "4"]),
    (lambda: r.channel_shuffle(X, 4), "groups", ["2 channels of input", "4"]),
    (lambda: r.count_parameters(4, 6, 3, groups=4), "groups", ["4 and 6", "4"]),
]


@pytest.mark.parametrize(("call", "name", "contained"), RANKS + SHAPES + KINDS + SIZES + GROUPS)
def test_the_sentence_names_the_argument_what_it_was_and_what_was_expected(
    call: Callable[[], Any], name: str, contained: list[str]
) -> None:
    with pytest.raises(ValueError) as refusal:
        call()
    sentence = str(refusal.value)
    assert sentence.startswith(f"{name} must ")
    assert ", got " in sentence
    assert [part for part in contained if part not in sentence] == []
    assert "\n" not in sentence
