"""Two 1×1 convolutions with a ReLU between them: a small network at every pixel."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import pointwise_conv2d


def _layer(x, weight, bias):
    return pointwise_conv2d(x, weight[:, :, None, None], bias)


def reference(x, weight1, bias1, weight2, bias2):
    """y = weight2 · max(0, weight1 · x + bias1) + bias2, at every pixel."""
    return _layer(np.maximum(_layer(x, weight1, bias1), 0), weight2, bias2)


def _positive(rng, *shape):
    """Whole numbers from 1 to 9, all different in arrays of up to nine."""
    count = int(np.prod(shape))
    return rng.choice(np.arange(1.0, 10), size=count, replace=count > 9).reshape(shape)


def _drawn(rng, picture, middle, out, positive=(), draw=numbers, layer=numbers):
    """The five arguments; those whose names are in `positive` without a minus sign."""
    shapes = {
        "x": (draw, picture),
        "weight1": (layer, (middle, picture[0])),
        "bias1": (layer, (middle,)),
        "weight2": (layer, (out, middle)),
        "bias2": (layer, (out,)),
    }
    return tuple(
        (_positive if name in positive else some)(rng, *shape)
        for name, (some, shape) in shapes.items()
    )


_FIRST, _SECOND = ("x", "weight1", "bias1"), ("weight2", "bias2")

# Between its layers stand x + 0.5 and its negative: halves, ones and a zero, where a ReLU turns.
_NEAR_ZERO = (
    np.array([[[-2.0, 0.5, 0.0], [-0.5, -1.0, -1.5]]]),
    np.array([[1.0], [-1.0]]),
    np.array([0.5, -0.5]),
    np.array([[4.0, 6.0], [2.0, 8.0]]),
    np.array([3.0, 5.0]),
)

check = Check(
    "pointwise.pixel_mlp",
    "pixel_mlp(x, weight1, bias1, weight2, bias2)",
    reference,
    [
        Property(
            "runs the second layer on what the first one gives",
            1,
            lambda rng: [
                _drawn(rng, (2, 1, 3), 3, 2, _FIRST + _SECOND),
                _drawn(rng, (3, 3, 2), 2, 1, _FIRST + _SECOND),
            ],
        ),
        Property(
            "sets to zero what is negative between the layers",
            2,
            lambda rng: [
                _drawn(rng, (2, 2, 3), 3, 2, _SECOND),
                _drawn(rng, (3, 4, 2), 2, 3, _SECOND),
                _NEAR_ZERO,
            ],
        ),
        Property(
            "lets the second layer answer with negative numbers",
            1,
            lambda rng: [
                _drawn(rng, (2, 3, 4), 3, 2),
                _drawn(rng, (2, 4, 3), 4, 3),
            ],
        ),
        Property(
            "keeps fractions when the picture holds integers",
            1,
            lambda rng: [
                _drawn(rng, (2, 2, 4), 3, 2, draw=integers, layer=fractions),
                _drawn(rng, (3, 3, 2), 2, 3, draw=integers, layer=fractions),
            ],
        ),
    ],
)


@check.mistake(
    "there is nothing between the two layers",
    "Two layers with nothing between them are one layer. What happens to a negative value?",
)
def nothing_between(x, weight1, bias1, weight2, bias2):
    return _layer(_layer(x, weight1, bias1), weight2, bias2)


@check.mistake(
    "the second layer is followed by a ReLU too",
    "The answer may be negative. After which of the two layers does the ReLU come?",
)
def relu_after_both(x, weight1, bias1, weight2, bias2):
    return np.maximum(reference(x, weight1, bias1, weight2, bias2), 0)


@check.mistake(
    "the ReLU comes after the second layer, and nothing is between the two",
    "Print what the second layer is given. Is anything in it negative?",
)
def relu_at_the_end(x, weight1, bias1, weight2, bias2):
    return np.maximum(nothing_between(x, weight1, bias1, weight2, bias2), 0)


@check.mistake(
    "the ReLU is applied to the picture, before the first layer",
    "The picture may hold negative numbers, and the first layer should see them.",
)
def relu_before_the_first(x, weight1, bias1, weight2, bias2):
    return nothing_between(np.maximum(x, 0), weight1, bias1, weight2, bias2)


@check.mistake(
    "the first bias is added after the ReLU",
    "The bias belongs to the layer: it decides where the ReLU begins to answer.",
)
def bias_after_the_relu(x, weight1, bias1, weight2, bias2):
    middle = np.maximum(_layer(x, weight1, 0 * bias1), 0) + bias1[:, None, None]
    return _layer(middle, weight2, bias2)


@check.mistake(
    "the minus sign is dropped: absolute values instead of a ReLU",
    "What should become of −3 between the layers?",
)
def absolute_value(x, weight1, bias1, weight2, bias2):
    return _layer(np.abs(_layer(x, weight1, bias1)), weight2, bias2)


@check.mistake(
    "the values between the layers are replaced by 0 and 1",
    "A ReLU tells more than whether a value is positive: it lets that value through.",
)
def zero_or_one(x, weight1, bias1, weight2, bias2):
    return _layer(_layer(x, weight1, bias1) > 0, weight2, bias2)


@check.mistake(
    "the bias of the first layer is forgotten",
    "Feed it a picture of zeros. What does the second layer see?",
)
def first_bias_forgotten(x, weight1, bias1, weight2, bias2):
    return reference(x, weight1, 0 * bias1, weight2, bias2)


@check.mistake(
    "the bias of the second layer is forgotten",
    "If all values between the layers are cut to zero, what should come out?",
)
def second_bias_forgotten(x, weight1, bias1, weight2, bias2):
    return reference(x, weight1, bias1, weight2, 0 * bias2)


@check.mistake(
    "the axis of a batch of one is left in the answer",
    "The picture came without an axis N. Which axis of your answer has length 1?",
)
def batch_axis_left_in(x, weight1, bias1, weight2, bias2):
    return reference(x, weight1, bias1, weight2, bias2)[None]


@check.mistake(
    "the picture is reshaped to rows of channels without moving the channel axis, and back",
    "The shape is right. Do the numbers in the first row of your table belong to one pixel?",
)
def reshaped_at_once(x, weight1, bias1, weight2, bias2):
    rows = np.maximum(x.reshape(-1, len(x)) @ weight1.T + bias1, 0)
    return (rows @ weight2.T + bias2).reshape(-1, *x.shape[1:])


@check.mistake(
    "the values between the layers are stored in an array of the picture's integer type",
    "Look at the dtype of the array between the layers. What becomes of 2.5 in it?",
)
def integer_middle(x, weight1, bias1, weight2, bias2):
    middle = np.maximum(_layer(x, weight1, bias1), 0).astype(x.dtype)
    return _layer(middle, weight2, bias2)


@check.style
def two_einsums(x, weight1, bias1, weight2, bias2):
    z = np.einsum("mc,chw->mhw", weight1, x) + bias1[:, None, None]
    return np.einsum("fm,mhw->fhw", weight2, z.clip(min=0)) + bias2[:, None, None]


@check.style
def pixel_by_pixel(x, weight1, bias1, weight2, bias2):
    _, H, W = x.shape
    y = np.zeros((len(weight2), H, W))
    for i in range(H):
        for j in range(W):
            z = weight1 @ x[:, i, j] + bias1
            z[z < 0] = 0
            y[:, i, j] = weight2 @ z + bias2
    return y


@check.style
def on_rows(x, weight1, bias1, weight2, bias2):
    rows = x.reshape(len(x), -1).T
    rows = np.maximum(0, rows @ weight1.T + bias1)
    rows = rows @ weight2.T + bias2
    return rows.T.reshape(-1, *x.shape[1:])


@check.style
def channel_by_channel(x, weight1, bias1, weight2, bias2):
    def layer(pictures, weight, bias):
        return [
            b + sum(w * picture for w, picture in zip(row, pictures, strict=True))
            for row, b in zip(weight, bias, strict=True)
        ]

    middle = [np.where(z > 0, z, 0) for z in layer(x, weight1, bias1)]
    return np.array(layer(middle, weight2, bias2))
