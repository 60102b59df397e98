"""conv_matrix against conv2d, and its transpose against conv_transpose2d."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch.nn.functional as F
from hypothesis import given
from numpy.typing import NDArray

from autograder import reference

from .drawing import Conv, assert_close, conv_calls, draws, left_over, normal, torched

pytestmark = pytest.mark.filterwarnings("ignore:Using padding='same'")


def one_image(call: Conv) -> NDArray[np.float64]:
    """The drawn input, or its first sample: a matrix acts on one image at a time."""
    return call.x if call.x.ndim == 3 else call.x[0]


def without_groups(call: Conv) -> dict[str, Any]:
    return {name: call.options[name] for name in ("stride", "padding", "dilation")}


@given(conv_calls(2, groups=1))
@draws("conv_matrix")
def test_conv_matrix_times_the_flat_input_is_torchs_conv2d(call: Conv) -> None:
    image, options = one_image(call), without_groups(call)
    x, w = torched(image, call.w)
    C = reference.conv_matrix(call.w, image.shape, **options)
    assert_close(C @ image.ravel(), F.conv2d(x, w, **options).flatten())


@given(conv_calls(2, groups=1))
@draws("conv_matrix of one kernel")
def test_conv_matrix_takes_a_single_kernel_without_channels(call: Conv) -> None:
    image, kernel, options = one_image(call)[0], call.w[0, 0], without_groups(call)
    x, w = torched(image[None], kernel[None, None])
    C = reference.conv_matrix(kernel, image.shape, **options)
    assert_close(C @ image.ravel(), F.conv2d(x, w, **options).flatten())


@given(conv_calls(2, named_padding=False, groups=1))
@draws("conv_matrix transposed")
def test_the_transposed_matrix_is_the_transposed_convolution(call: Conv) -> None:
    image, options = one_image(call), without_groups(call)
    C = reference.conv_matrix(call.w, image.shape, **options)
    shape = reference.conv2d(image, call.w, **options).shape
    y = normal(call.seed + 3, *shape)
    back = reference.conv_transpose2d(y, call.w, output_padding=left_over(call), **options)
    assert_close(C.T @ y.ravel(), back.ravel())


def test_a_three_by_three_kernel_on_four_by_four_is_four_by_sixteen() -> None:
    C = reference.conv_matrix(np.arange(1, 10).reshape(3, 3), 4)
    assert C.shape == (4, 16)
    assert np.count_nonzero(C) == 36
    assert C[3].tolist() == [0, 0, 0, 0, 0, 1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9]


def test_a_flat_signal_is_an_image_of_one_row() -> None:
    x, w = normal(1, 7), normal(2, 3)
    C = reference.conv_matrix(w[None], (1, 7))
    assert_close(C @ x, reference.conv1d(x[None], w[None, None])[0])
