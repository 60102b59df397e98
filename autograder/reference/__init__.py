"""Reference kernels of the course: every operation as its chapter's formula, in NumPy alone.

Names, argument order and meaning are those of `torch.nn.functional` where torch has the function.
Everything is computed in float64, window by window, to be read and trusted rather than to be fast.

- `convolution`: conv1d, conv2d, conv3d (no flip), convolve1d, convolve2d (with the flip)
- `transposed`: conv_transpose1d, conv_transpose2d
- `pooling`: max_pool1d, max_pool2d, avg_pool1d, avg_pool2d
- `gradients`: conv2d_backward, conv_transpose2d_backward, max_pool2d_backward, avg_pool2d_backward
- `channels`: depthwise_conv2d, pointwise_conv2d, separable_conv2d, channel_shuffle
- `matrix`: conv_matrix
- `separable`: kernel_rank, separable_factors
- `local`: locally_connected2d
- `sizes`: output_size, conv_transpose_output_size, receptive_field, count_parameters, count_macs
- `networks`: network_cost, of the tables of layers in `architectures`
- `fast` and `winograd`: conv2d again, from loops to faster than most would think NumPy can be
- `layers`, `normalisation` (of batches) and `optimisers`: what a network needs to be trained
- `_arguments` checks what a caller passes; `_windows` says which positions a window covers
"""

from __future__ import annotations

from .channels import channel_shuffle, depthwise_conv2d, pointwise_conv2d, separable_conv2d
from .convolution import conv1d, conv2d, conv3d, convolve1d, convolve2d
from .gradients import (
    avg_pool2d_backward,
    conv2d_backward,
    conv_transpose2d_backward,
    max_pool2d_backward,
)
from .local import locally_connected2d
from .matrix import conv_matrix
from .networks import network_cost
from .pooling import avg_pool1d, avg_pool2d, max_pool1d, max_pool2d
from .separable import kernel_rank, separable_factors
from .sizes import (
    conv_transpose_output_size,
    count_macs,
    count_parameters,
    output_size,
    receptive_field,
)
from .transposed import conv_transpose1d, conv_transpose2d

__all__ = [
    "avg_pool1d",
    "avg_pool2d",
    "avg_pool2d_backward",
    "channel_shuffle",
    "conv1d",
    "conv2d",
    "conv2d_backward",
    "conv3d",
    "conv_matrix",
    "conv_transpose1d",
    "conv_transpose2d",
    "conv_transpose2d_backward",
    "conv_transpose_output_size",
    "convolve1d",
    "convolve2d",
    "count_macs",
    "count_parameters",
    "depthwise_conv2d",
    "kernel_rank",
    "locally_connected2d",
    "max_pool1d",
    "max_pool2d",
    "max_pool2d_backward",
    "network_cost",
    "output_size",
    "pointwise_conv2d",
    "receptive_field",
    "separable_conv2d",
    "separable_factors",
]
