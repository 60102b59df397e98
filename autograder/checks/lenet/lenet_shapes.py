"""Channels, rows and columns of a picture on its way through conv, pool, conv, pool."""

from __future__ import annotations

import numpy as np

from autograder.exercise import Check, Property
from autograder.reference import output_size


def reference(size, kernel, filters):
    maps = [(1, *size)]
    for count in filters:
        size = output_size(size, kernel)
        maps.append((count, *size))
        size = output_size(size, (2, 2), stride=2)
        maps.append((count, *size))
    return np.array(maps)


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


def _size(kernel, maps, left_over=(0, 0)):
    """Of pictures that end as maps of that size; rows and columns left over by the last pooling."""
    return tuple(
        2 * (2 * n + rest + k - 1) + k - 1
        for n, k, rest in zip(maps, kernel, left_over, strict=True)
    )


def _odd(rng, kernel):
    """A picture with rows and columns left over in both poolings."""
    H, W = _size(kernel, (_any(rng, 1, 2), _any(rng, 3, 4)), (1, 1))
    return (H + 1, W + 1)


check = Check(
    "lenet.lenet_shapes",
    "lenet_shapes(size, kernel, filters)",
    reference,
    [
        Property(
            "follows a square picture as LeNet-5 does",
            1,
            lambda rng: [
                (_size((5, 5), (n, n)), (5, 5), (_any(rng, 2, 6), _any(rng, 8, 16)))
                for n in (1, 5, _any(rng, 2, 4))
            ],
        ),
        Property(
            "keeps rows and columns apart",
            1,
            lambda rng: [
                (_size((3, 2), (_any(rng, 3, 5), 1)), (3, 2), (_any(rng, 5, 9), 4)),
                (_size((1, 4), (_any(rng, 1, 2), 3)), (1, 4), (2, _any(rng, 5, 9))),
            ],
        ),
        Property(
            "leaves out the row or column that pooling cannot use",
            1,
            lambda rng: [
                (_odd(rng, (3, 3)), (3, 3), (4, _any(rng, 5, 9))),
                (_odd(rng, (2, 5)), (2, 5), (3, _any(rng, 5, 9))),
            ],
        ),
    ],
)


def _chain(size, filters, conv, pool):
    """The shapes with other rules for the two kinds of layer, each for one axis."""
    maps = [(1, *size)]
    for count in filters:
        size = tuple(conv(n, axis) for axis, n in enumerate(size))
        maps.append((count, *size))
        size = tuple(map(pool, size))
        maps.append((count, *size))
    return np.array(maps)


@check.mistake(
    "the convolutions keep the size, as if they were padded",
    "No zeros are added here. In how many places does a kernel of 5 lie wholly on 32 pixels?",
)
def padded(size, kernel, filters):
    return _chain(size, filters, lambda n, axis: n, lambda n: n // 2)


@check.mistake(
    "a convolution takes off k, one too many",
    "In how many places does a kernel of 5 fit on 5 pixels?",
)
def one_place_missing(size, kernel, filters):
    return _chain(size, filters, lambda n, axis: n - kernel[axis], lambda n: n // 2)


@check.mistake(
    "pooling rounds up a size that is odd",
    "A window of two rows has only one row left. Is it computed?",
)
def pooling_rounds_up(size, kernel, filters):
    return _chain(size, filters, lambda n, axis: n - kernel[axis] + 1, lambda n: -(-n // 2))


@check.mistake(
    "pooling takes off one row and one column, as with stride 1",
    "The windows of this pooling lie side by side. How many pairs are there in 28 rows?",
)
def pooling_with_stride_one(size, kernel, filters):
    return _chain(size, filters, lambda n, axis: n - kernel[axis] + 1, lambda n: n - 1)


@check.mistake(
    "the two sides of the kernel are swapped",
    "kernel[0] says how high the kernel is. Which number of the picture belongs to it?",
)
def kernel_swapped(size, kernel, filters):
    return five_lines(size, kernel[::-1], filters)


@check.mistake(
    "the channels come last, not first",
    "The order of the axes is channels, rows, columns, as everywhere in this course.",
)
def channels_last(size, kernel, filters):
    return np.roll(reference(size, kernel, filters), -1, axis=1)


@check.mistake(
    "the second convolution multiplies the number of channels",
    "Each filter sums over all channels that come in. How many maps does one filter make?",
)
def channels_multiplied(size, kernel, filters):
    return reference(size, kernel, (filters[0], filters[0] * filters[1]))


@check.mistake(
    "pooling halves the number of channels too",
    "Pooling treats each map on its own. Does a map get lost?",
)
def channels_halved(size, kernel, filters):
    maps = reference(size, kernel, filters)
    maps[[2, 4], 0] //= 2
    return maps


@check.mistake(
    "the input has no row of its own",
    "Five rows are asked for. Which one comes before the first layer has done anything?",
)
def input_left_out(size, kernel, filters):
    return reference(size, kernel, filters)[1:]


@check.style
def five_lines(size, kernel, filters):
    (H, W), (kH, kW), (first, second) = size, kernel, filters
    c1 = (first, H - kH + 1, W - kW + 1)
    s2 = (first, c1[1] // 2, c1[2] // 2)
    c3 = (second, s2[1] - kH + 1, s2[2] - kW + 1)
    s4 = (second, c3[1] // 2, c3[2] // 2)
    return np.array([(1, H, W), c1, s2, c3, s4])


@check.style
def loop(size, kernel, filters):
    n = np.array(size)
    maps = [[1, *n]]
    for f in filters:
        n = n - np.array(kernel) + 1
        maps.append([f, *n])
        n = n // 2
        maps.append([f, *n])
    return np.array(maps)


@check.style
def run_it(size, kernel, filters):
    x = np.zeros((1, *size))
    shapes = [x.shape]
    for f in filters:
        windows = np.lib.stride_tricks.sliding_window_view(x[0], kernel)
        x = np.zeros((f, *windows.shape[:2]))
        shapes.append(x.shape)
        x = x[:, 1::2, 1::2]
        shapes.append(x.shape)
    return shapes
