"""Back through pooling: to the maximum of each window, or evenly over all of it."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import avg_pool2d_backward, max_pool2d_backward


def reference(dy, x, size, stride, kind):
    if kind == "max":
        return max_pool2d_backward(dy[None], x[None], size, stride)[0]
    return avg_pool2d_backward(dy[None], x[None], size, stride)[0]


def _tied(rng, rows, columns):
    """Blocks of 2×3 with three equal maxima in each: first by rows, by columns, and last differ."""
    x = numbers(rng, 2 * rows, 3 * columns)
    for i, j in np.ndindex(rows, columns):
        for a, b in ((0, 1), (1, 0), (1, 2)):
            x[2 * i + a, 3 * j + b] = 10
    return x


def _peaked(rng, rows, columns):
    """No ties, and one maximum in the middle for all windows that reach it."""
    x = rng.permutation(np.arange(rows * columns) - 4.0).reshape(rows, columns)
    x[rows // 2, columns // 2] = 30
    return x


def _apart(rng, rows, columns):
    """Values of both signs without ties."""
    return rng.permutation(np.arange(rows * columns) - 4.0).reshape(rows, columns)


def _rising(rng, rows, columns):
    """Each column rises from top to bottom: the maximum of a window is in its last row."""
    return np.sort(_apart(rng, rows, columns), axis=0)


def _whole(rng, rows, columns):
    """The same, with an integer type: a result of that type cannot hold the shares of a mean."""
    return _apart(rng, rows, columns).astype(np.int64)


check = Check(
    "backpropagation.pool_gradient",
    "pool_gradient(dy, x, size, stride, kind)",
    reference,
    [
        Property(
            "sends each value to the maximum of its window, for 'max'",
            1,
            lambda rng: [
                (numbers(rng, 1, 1), _rising(rng, 2, 3), (2, 3), (2, 3), "max"),
                (numbers(rng, 2, 1), _apart(rng, 6, 2), (3, 2), (3, 2), "max"),
                (fractions(rng, 1, 2), _apart(rng, 2, 6), (2, 3), (2, 3), "max"),
            ],
        ),
        Property(
            "gives all of it to the first of equal maxima, row by row",
            1,
            lambda rng: [
                (numbers(rng, 1, 2), _tied(rng, 1, 2), (2, 3), (2, 3), "max"),
                (numbers(rng, 2, 1), _tied(rng, 2, 1), (2, 3), (2, 3), "max"),
            ],
        ),
        Property(
            "shares each value evenly over its window, for 'mean'",
            1,
            lambda rng: [
                (numbers(rng, 1, 2), _apart(rng, 3, 4), (3, 2), (3, 2), "mean"),
                (integers(rng, 2, 2), _whole(rng, 4, 6), (2, 3), (2, 3), "mean"),
            ],
        ),
        Property(
            "adds where windows overlapped, for both kinds",
            2,
            lambda rng: [
                (numbers(rng, 2, 3), _peaked(rng, 3, 4), (2, 2), (1, 1), "max"),
                (numbers(rng, 3, 2), _peaked(rng, 5, 5), (3, 2), (1, 2), "max"),
                (numbers(rng, 2, 3), _apart(rng, 5, 4), (3, 2), (2, 1), "mean"),
            ],
        ),
        Property(
            "leaves zero where no window was, for both kinds",
            1,
            lambda rng: [
                (numbers(rng, 2, 2), _rising(rng, 5, 7), (2, 3), (3, 4), "max"),
                (numbers(rng, 2, 2), _apart(rng, 6, 5), (2, 2), (3, 2), "mean"),
            ],
        ),
    ],
)


@check.mistake(
    "every one of several equal maxima gets the whole gradient",
    "Add up what you hand out for one window. May it be more than what arrived?",
)
def every_tie(dy, x, size, stride, kind):
    if kind == "mean":
        return reference(dy, x, size, stride, kind)
    (kH, kW), (sH, sW), dx = size, stride, np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        window = x[i * sH : i * sH + kH, j * sW : j * sW + kW]
        mask = window == window.max()
        dx[i * sH : i * sH + kH, j * sW : j * sW + kW] += mask * dy[i, j]
    return dx


@check.mistake(
    "equal maxima share the gradient among them",
    "A fair idea, but the task names one of them: which?",
)
def ties_share(dy, x, size, stride, kind):
    if kind == "mean":
        return reference(dy, x, size, stride, kind)
    (kH, kW), (sH, sW), dx = size, stride, np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        window = x[i * sH : i * sH + kH, j * sW : j * sW + kW]
        mask = window == window.max()
        dx[i * sH : i * sH + kH, j * sW : j * sW + kW] += mask * dy[i, j] / mask.sum()
    return dx


@check.mistake(
    "the last of equal maxima gets the gradient",
    "Did you compare with >= where > would keep the one found first?",
)
def last_tie(dy, x, size, stride, kind):
    # Turned by 180° the last maximum is the first; the rows left over then stand at the start.
    rows, columns = ((o - 1) * s + k for o, s, k in zip(dy.shape, stride, size, strict=True))
    dx = np.zeros(x.shape)
    turned = x[:rows, :columns][::-1, ::-1]
    dx[:rows, :columns] = reference(dy[::-1, ::-1], turned, size, stride, kind)[::-1, ::-1]
    return dx


@check.mistake(
    "the first of equal maxima is looked for column by column",
    "Row by row: the whole of row 0 comes before row 1. Which axis does your inner loop follow?",
)
def first_by_columns(dy, x, size, stride, kind):
    return reference(dy.T, x.T, size[::-1], stride[::-1], kind).T


@check.mistake(
    "a later window overwrites what an earlier one has sent",
    "Two windows may have the same maximum. What does = do with the first one's share?",
)
def overlaps_assigned(dy, x, size, stride, kind):
    (kH, kW), (sH, sW), dx = size, stride, np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        top, left = i * sH, j * sW
        if kind == "mean":
            dx[top : top + kH, left : left + kW] = dy[i, j] / (kH * kW)
        else:
            a, b = divmod(int(x[top : top + kH, left : left + kW].argmax()), kW)
            dx[top + a, left + b] = dy[i, j]
    return dx


@check.mistake(
    "what arrives from above is ignored, as if dy were 1 everywhere",
    "You have found the places. What has to be written there?",
)
def upstream_ignored(dy, x, size, stride, kind):
    return reference(np.ones(dy.shape), x, size, stride, kind)


@check.mistake(
    "the maximum itself is sent, not the gradient",
    "On the way back x only says where. How much is said by dy.",
)
def maximum_sent(dy, x, size, stride, kind):
    return reference(dy, x, size, stride, kind) if kind == "mean" else _sent(dy, x, size, stride)


def _sent(dy, x, size, stride):
    (kH, kW), (sH, sW), dx = size, stride, np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        window = x[i * sH : i * sH + kH, j * sW : j * sW + kW]
        a, b = divmod(int(window.argmax()), kW)
        dx[i * sH + a, j * sW + b] += window.max()
    return dx


@check.mistake(
    "the gradient of a maximum goes to the top left corner of the window",
    "Which value of the window went through to the output? The others had no part in it.",
)
def to_the_corner(dy, x, size, stride, kind):
    if kind == "mean":
        return reference(dy, x, size, stride, kind)
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        dx[i * stride[0], j * stride[1]] += dy[i, j]
    return dx


@check.mistake(
    "the place of the maximum is worked out with the height of the window, not its width",
    "argmax counts row by row. How many values does one row of the window have?",
)
def index_by_height(dy, x, size, stride, kind):
    if kind == "mean":
        return reference(dy, x, size, stride, kind)
    (kH, kW), (sH, sW), dx = size, stride, np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        window = x[i * sH : i * sH + kH, j * sW : j * sW + kW]
        a, b = divmod(int(window.argmax()), kH)
        dx[i * sH + a, j * sW + b] += dy[i, j]
    return dx


@check.mistake(
    "the maximum is looked up in its window, and its gradient written as if that window came first",
    "argmax counts from the corner of the window. Where in x is this corner?",
)
def window_start_forgotten(dy, x, size, stride, kind):
    if kind == "mean":
        return reference(dy, x, size, stride, kind)
    (kH, kW), (sH, sW), dx = size, stride, np.zeros(x.shape)
    for i, j in np.ndindex(*dy.shape):
        window = x[i * sH : i * sH + kH, j * sW : j * sW + kW]
        dx[divmod(int(window.argmax()), kW)] += dy[i, j]
    return dx


@check.mistake(
    "the mean hands out the whole gradient to every value of the window",
    "Nudge one value by 1. By how much does the mean of the window move?",
)
def mean_not_divided(dy, x, size, stride, kind):
    whole = reference(dy, x, size, stride, kind)
    return whole * size[0] * size[1] if kind == "mean" else whole


@check.mistake(
    "the gradient of the mean is divided by the number of windows",
    "A mean divides by the number of values that it is the mean of. How many are in one window?",
)
def mean_of_windows(dy, x, size, stride, kind):
    share = reference(dy, x, size, stride, kind)
    return share * size[0] * size[1] / dy.size if kind == "mean" else share


@check.mistake(
    "the result has the integer type of x, and the shares lose their fractions",
    "np.zeros_like(x) copies the dtype too. Can an array of whole numbers hold a sixth of 5?",
)
def integer_result(dy, x, size, stride, kind):
    return reference(dy, x, size, stride, kind).astype(x.dtype)


@check.mistake(
    "the kind is ignored: the maximum gets the gradient of a mean too",
    "What does your function do when kind is 'mean'?",
)
def always_the_maximum(dy, x, size, stride, kind):
    return reference(dy, x, size, stride, "max")


@check.mistake(
    "the stride is ignored: windows lie edge to edge",
    "Window (1, 0) begins stride[0] rows further down, not one height of a window.",
)
def edge_to_edge(dy, x, size, stride, kind):
    room = [max(n, o * k) for n, o, k in zip(x.shape, dy.shape, size, strict=True)]
    large = np.full(room, -99.0)
    large[: x.shape[0], : x.shape[1]] = x
    rows, columns = (o * k for o, k in zip(dy.shape, size, strict=True))
    dx = np.zeros(room)
    dx[:rows, :columns] = reference(dy, large[:rows, :columns], size, size, kind)
    return dx[: x.shape[0], : x.shape[1]]


@check.style
def loops(dy, x, size, stride, kind):
    (kH, kW), (sH, sW) = size, stride
    dx = np.zeros(x.shape)
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            top, left = i * sH, j * sW
            if kind == "mean":
                dx[top : top + kH, left : left + kW] += dy[i, j] / (kH * kW)
                continue
            row, column = top, left
            for a in range(top, top + kH):
                for b in range(left, left + kW):
                    if x[a, b] > x[row, column]:
                        row, column = a, b
            dx[row, column] += dy[i, j]
    return dx


@check.style
def unravelled(dy, x, size, stride, kind):
    dx = np.zeros(x.shape)
    for (i, j), share in np.ndenumerate(dy):
        top, left = i * stride[0], j * stride[1]
        window = x[top : top + size[0], left : left + size[1]]
        if kind == "max":
            a, b = np.unravel_index(window.argmax(), window.shape)
            dx[top + a, left + b] += share
        else:
            dx[top : top + size[0], left : left + size[1]] += share / window.size
    return dx


@check.style
def added_at_many_places(dy, x, size, stride, kind):
    windows = np.lib.stride_tricks.sliding_window_view(x, size)[:: stride[0], :: stride[1]]
    oH, oW = dy.shape
    flat = windows[:oH, :oW].reshape(oH, oW, -1)
    taps = np.arange(flat.shape[2])
    if kind == "max":
        share = (taps == flat.argmax(axis=2)[..., None]).astype(float)
    else:
        share = np.full(flat.shape, 1 / flat.shape[2])
    i, j, tap = np.indices(flat.shape)
    dx = np.zeros(x.shape)
    places = (i * stride[0] + tap // size[1], j * stride[1] + tap % size[1])
    np.add.at(dx, places, share * dy[..., None])
    return dx
