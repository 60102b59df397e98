"""One filter on a volume with channels: it slides along depth, height and width."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv3d


def reference(x, weight, sD, sH, sW):
    return conv3d(x, weight[None], stride=(sD, sH, sW))[0]


check = Check(
    "dimensions.conv3d_filter",
    "conv3d_filter(x, weight, sD, sH, sW)",
    reference,
    [
        Property(
            "slides along the depth",
            1,
            lambda rng: [
                (numbers(rng, 1, 3, 1, 2), numbers(rng, 1, 2, 1, 2), 1, 1, 1),
                (numbers(rng, 1, 5, 2, 1), numbers(rng, 1, 3, 2, 1), 1, 1, 1),
            ],
        ),
        Property(
            "slides along height and width as well, and keeps the order of the axes",
            1,
            lambda rng: [
                (numbers(rng, 1, 2, 3, 4), numbers(rng, 1, 2, 2, 1), 1, 1, 1),
                (numbers(rng, 1, 4, 4, 3), numbers(rng, 1, 2, 3, 2), 1, 1, 1),
            ],
        ),
        Property(
            "sums over the channels",
            1,
            lambda rng: [
                (numbers(rng, 2, 2, 2, 1), numbers(rng, 2, 1, 2, 1), 1, 1, 1),
                (numbers(rng, 3, 3, 2, 4), numbers(rng, 3, 2, 1, 3), 1, 1, 1),
            ],
        ),
        Property(
            "moves by the stride of each axis",
            2,
            lambda rng: [
                (numbers(rng, 1, 4, 1, 2), numbers(rng, 1, 2, 1, 1), 2, 1, 1),
                (numbers(rng, 1, 7, 3, 5), numbers(rng, 1, 2, 2, 3), 2, 1, 2),
                (numbers(rng, 2, 5, 4, 6), numbers(rng, 2, 2, 1, 2), 3, 2, 1),
            ],
        ),
        Property(
            "keeps fractions when the volume holds integers",
            1,
            lambda rng: [(integers(rng, 2, 4, 3, 4), fractions(rng, 2, 2, 3, 2), 2, 1, 1)],
        ),
    ],
)


@check.mistake(
    "the kernel stays at the first depth: its depth is taken for channels",
    "The kernel is shallower than the volume. How many places has it along the depth?",
)
def depth_as_channels(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sH, sW)[0]


@check.mistake(
    "the answers of all depths are added together",
    "The output is a volume again: it has a depth of its own.",
)
def depths_added_together(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sH, sW).sum(axis=0)


@check.mistake(
    "the stride along the depth is forgotten",
    "Three strides, three axes. By how much do you move from one depth to the next?",
)
def depth_stride_forgotten(x, weight, sD, sH, sW):
    return reference(x, weight, 1, sH, sW)


@check.mistake(
    "all strides are ignored",
    "How many places are there along the depth, if the kernel moves by 2?",
)
def strides_ignored(x, weight, sD, sH, sW):
    return reference(x, weight, 1, 1, 1)


@check.mistake(
    "the strides are used in the order W, H, D",
    "sD belongs to the axis right after the channels.",
)
def strides_reversed(x, weight, sD, sH, sW):
    return reference(x, weight, sW, sH, sD)


@check.mistake(
    "the strides along height and width are swapped",
    "The second stride belongs to the axis that is the second after the channels.",
)
def height_and_width_strides_swapped(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sW, sH)


@check.mistake(
    "along the depth, windows begin at d and not at d times the stride",
    "The shape is right. At which depth does the window of y[1] begin, if sD is 2?",
)
def windows_begin_at_d_alone(x, weight, sD, sH, sW):
    oD = (x.shape[1] - weight.shape[1]) // sD + 1
    return reference(x, weight, 1, sH, sW)[:oD]


@check.mistake(
    "windows begin at (d, i, j), not at multiples of the strides",
    "The shape is right. With a stride of 2 along the depth, at which depth does window 1 begin?",
)
def windows_begin_at_d(x, weight, sD, sH, sW):
    oD, oH, oW = reference(x, weight, sD, sH, sW).shape
    return reference(x, weight, 1, 1, 1)[:oD, :oH, :oW]


@check.mistake(
    "the output has its axes in the order W, H, D",
    "x has the axes C, D, H, W. The output keeps the order of the last three.",
)
def axes_reversed(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sH, sW).T


@check.mistake(
    "only channel 0 is used",
    "The filter has a kernel for each channel.",
)
def only_channel_0(x, weight, sD, sH, sW):
    return reference(x[:1], weight[:1], sD, sH, sW)


@check.mistake(
    "the channels are averaged, not summed",
    "The definition has a sum over the channels and no division.",
)
def channels_averaged(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sH, sW) / len(x)


@check.mistake(
    "the channels are kept apart",
    "One filter gives one volume. What happens to the channels of the input?",
)
def channels_kept_apart(x, weight, sD, sH, sW):
    return np.array([reference(x[c : c + 1], weight[c : c + 1], sD, sH, sW) for c in range(len(x))])


@check.mistake(
    "the kernel is flipped along all three axes",
    "Work out the first value by hand: which value of x meets weight[0, 0, 0, 0]?",
)
def flipped(x, weight, sD, sH, sW):
    return reference(x, weight[:, ::-1, ::-1, ::-1], sD, sH, sW)


@check.mistake(
    "the kernel is flipped along the depth",
    "Which slice of the kernel meets the first slice of the volume?",
)
def depth_flipped(x, weight, sD, sH, sW):
    return reference(x, weight[:, ::-1], sD, sH, sW)


@check.mistake(
    "the last place along the depth is left out",
    "How many places has a kernel of depth 2 in a volume of depth 2?",
)
def last_depth_missed(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sH, sW)[:-1]


@check.mistake(
    "the answers are stored in an integer array, which cuts off fractions",
    "Look at the dtype of the array that you fill.",
)
def integer_accumulator(x, weight, sD, sH, sW):
    return reference(x, weight, sD, sH, sW).astype(x.dtype)


@check.style
def window_by_window(x, weight, sD, sH, sW):
    _, D, H, W = x.shape
    _, kD, kH, kW = weight.shape
    y = np.zeros(((D - kD) // sD + 1, (H - kH) // sH + 1, (W - kW) // sW + 1))
    for d in range(y.shape[0]):
        for i in range(y.shape[1]):
            for j in range(y.shape[2]):
                z, t, s = d * sD, i * sH, j * sW
                y[d, i, j] = np.sum(weight * x[:, z : z + kD, t : t + kH, s : s + kW])
    return y


@check.style
def strided_view(x, weight, sD, sH, sW):
    windows = np.lib.stride_tricks.sliding_window_view(x, weight.shape[1:], axis=(1, 2, 3))
    windows = windows[:, ::sD, ::sH, ::sW]
    return np.einsum("cdijabe,cabe->dij", windows, weight)


@check.style
def tap_by_tap(x, weight, sD, sH, sW):
    _, kD, kH, kW = weight.shape
    sizes = [n - k + 1 for n, k in zip(x.shape[1:], (kD, kH, kW), strict=True)]
    dense = np.zeros(sizes)
    for a, b, c in np.ndindex(kD, kH, kW):
        part = x[:, a : a + sizes[0], b : b + sizes[1], c : c + sizes[2]]
        dense = dense + np.tensordot(weight[:, a, b, c], part, axes=1)
    return dense[::sD, ::sH, ::sW]


@check.style
def a_sum_of_plane_convolutions(x, weight, sD, sH, sW):
    def plane(picture, kernels):
        windows = np.lib.stride_tricks.sliding_window_view(picture, kernels.shape[1:], axis=(1, 2))
        return np.einsum("cijab,cab->ij", windows, kernels)[::sH, ::sW]

    volume = []
    for z in range(0, x.shape[1] - weight.shape[1] + 1, sD):
        slices = range(weight.shape[1])
        volume.append(sum(plane(x[:, z + a], weight[:, a]) for a in slices))
    return np.array(volume)
