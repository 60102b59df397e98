"""Two convolutions and a shortcut: add, then activate."""

from __future__ import annotations

import numpy as np

from autograder.checks.networks._maps import mix, padded_conv, relu
from autograder.draws import integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv2d


def reference(x, w1, w2, shortcut, stride):
    """relu(w2 * relu(w1 * x) + shortcut of x); w1 and the shortcut move by the stride."""
    half = [(w.shape[2] // 2, w.shape[3] // 2) for w in (w1, w2)]
    inner = np.maximum(conv2d(x, w1, stride=stride, padding=half[0]), 0)
    y = conv2d(inner, w2, padding=half[1])
    y += x if shortcut is None else conv2d(x, shortcut[:, :, None, None], stride=stride)
    return np.maximum(y, 0)


def _branch(x, w1, w2, stride):
    """The two convolutions alone."""
    return padded_conv(relu(padded_conv(x, w1, stride)), w2)


def _carried(x, shortcut, stride):
    """The shortcut alone."""
    return x if shortcut is None else mix(x[:, :, :: stride[0], :: stride[1]], shortcut)


def _small(rng, *shape):
    """Weights of -1, 0 and 1 with more of one sign: the branch and the input weigh the same."""
    w = rng.choice([-1.0, 0.0, 1.0, 2.0], size=shape, p=[0.35, 0.2, 0.3, 0.15])
    w.flat[0], w.flat[-1] = 1, -1
    return w


def _eighths(rng, *shape):
    """Small values on both sides of zero, which a ReLU with a wrong threshold would let through."""
    return numbers(rng, *shape) / 8


def _case(rng, shape, F, k1, k2, stride=None, draw=numbers):
    C = shape[1]
    projection = None if stride is None else numbers(rng, F, C)
    return (
        draw(rng, *shape),
        _small(rng, F, C, *k1),
        _small(rng, F, F, *k2),
        projection,
        stride or (1, 1),
    )


check = Check(
    "networks.residual_block",
    "residual_block(x, w1, w2, shortcut, stride)",
    reference,
    [
        Property(
            "adds the input to two convolutions, and activates afterwards",
            2,
            lambda rng: [
                _case(rng, (1, 1, 2, 3), 1, (1, 1), (1, 3)),
                _case(rng, (1, 1, 4, 3), 1, (1, 3), (3, 1)),
                _case(rng, (1, 2, 3, 5), 2, (3, 1), (1, 3)),
            ],
        ),
        Property(
            "sends the input through the projection where the channels change",
            2,
            lambda rng: [
                _case(rng, (1, 1, 3, 2), 2, (1, 3), (1, 1), (1, 1)),
                _case(rng, (1, 2, 3, 4), 3, (3, 1), (3, 3), (1, 1)),
                _case(rng, (1, 2, 4, 3), 2, (1, 3), (3, 1), (1, 1)),
            ],
        ),
        Property(
            "moves the first convolution and the projection by the stride",
            2,
            lambda rng: [
                _case(rng, (1, 2, 5, 4), 2, (3, 1), (1, 3), (2, 1)),
                _case(rng, (2, 2, 4, 6), 3, (3, 3), (3, 1), (1, 2)),
                _case(rng, (2, 3, 5, 7), 2, (1, 3), (3, 3), (2, 3), _eighths),
                _case(rng, (2, 2, 6, 5), 4, (3, 3), (3, 3), (2, 2), integers),
            ],
        ),
    ],
)


@check.mistake(
    "the input is added after the activation",
    "Add first. Can your result be negative? After a ReLU it should not be.",
)
def added_after_the_activation(x, w1, w2, shortcut, stride):
    return relu(_branch(x, w1, w2, stride)) + _carried(x, shortcut, stride)


@check.mistake(
    "the branch is activated before the sum, and the sum once more",
    "A branch that has been through a ReLU can only add. Let it subtract as well.",
)
def activated_twice(x, w1, w2, shortcut, stride):
    return relu(relu(_branch(x, w1, w2, stride)) + _carried(x, shortcut, stride))


@check.mistake(
    "the shortcut is forgotten: it is a plain block",
    "Set both kernels to zero. What should come out?",
)
def plain_block(x, w1, w2, shortcut, stride):
    return relu(_branch(x, w1, w2, stride))


@check.mistake(
    "there is no activation between the two convolutions",
    "Without it, two convolutions in a row are a single one.",
)
def no_activation_inside(x, w1, w2, shortcut, stride):
    return relu(padded_conv(padded_conv(x, w1, stride), w2) + _carried(x, shortcut, stride))


@check.mistake(
    "there is no activation at the end",
    "The formula has two ReLUs. Where is the second?",
)
def no_activation_at_the_end(x, w1, w2, shortcut, stride):
    return _branch(x, w1, w2, stride) + _carried(x, shortcut, stride)


@check.mistake(
    "the input is added before the second convolution, not after it",
    "The shortcut runs past both convolutions.",
)
def added_in_the_middle(x, w1, w2, shortcut, stride):
    first = relu(padded_conv(x, w1, stride) + _carried(x, shortcut, stride))
    return relu(padded_conv(first, w2))


@check.mistake(
    "the input is subtracted",
    "The branch learns H(x) − x. What has to be done with x to get H(x)?",
)
def subtracted(x, w1, w2, shortcut, stride):
    return relu(_branch(x, w1, w2, stride) - _carried(x, shortcut, stride))


@check.mistake(
    "the projection is ignored, and missing channels are filled with zeros",
    "That is another way to widen a shortcut. Here there are weights for it.",
)
def zeros_for_the_projection(x, w1, w2, shortcut, stride):
    y = _branch(x, w1, w2, stride)
    thin = x[:, : y.shape[1], :: stride[0], :: stride[1]]
    y[:, : thin.shape[1]] += thin
    return relu(y)


@check.mistake(
    "the shortcut is activated before it is added",
    "The shortcut hands on the input as it is, negative values too.",
)
def shortcut_activated(x, w1, w2, shortcut, stride):
    return relu(_branch(x, w1, w2, stride) + relu(_carried(x, shortcut, stride)))


@check.mistake(
    "the projection does not move by the stride: its top left corner is added",
    "Which pixels does the first convolution stand on, with stride 2? The shortcut needs the same.",
)
def shortcut_not_strided(x, w1, w2, shortcut, stride):
    y = _branch(x, w1, w2, stride)
    return relu(y + _carried(x, shortcut, (1, 1))[:, :, : y.shape[2], : y.shape[3]])


@check.mistake(
    "the second convolution has the stride, not the first",
    "The sizes are the same either way, the numbers are not. Which one should take the step?",
)
def stride_in_the_second(x, w1, w2, shortcut, stride):
    inner = relu(padded_conv(x, w1))
    return relu(padded_conv(inner, w2, stride) + _carried(x, shortcut, stride))


@check.mistake(
    "the two strides are swapped",
    "stride[0] moves the kernel down, stride[1] across.",
)
def strides_swapped(x, w1, w2, shortcut, stride):
    return reference(x, w1, w2, shortcut, (stride[1], stride[0]))


@check.mistake(
    "the input is added to its own projection",
    "Where there is a projection, it stands in for the input. Add it alone.",
)
def projection_and_input(x, w1, w2, shortcut, stride):
    y = _branch(x, w1, w2, stride) + _carried(x, shortcut, stride)
    if shortcut is not None:
        thin = x[:, : y.shape[1], :: stride[0], :: stride[1]]
        y[:, : thin.shape[1]] += thin
    return relu(y)


@check.style
def two_convolutions_and_a_sum(x, w1, w2, shortcut, stride):
    branch = padded_conv(np.maximum(padded_conv(x, w1, stride), 0), w2, (1, 1))
    if shortcut is not None:
        x = padded_conv(x, shortcut[:, :, None, None], stride)
    return np.maximum(branch + x, 0)


@check.style
def loops_over_the_output(x, w1, w2, shortcut, stride):
    def slide(x, w, stride):
        (N, _, H, W), (F, _, kH, kW), (sH, sW) = x.shape, w.shape, stride
        y = np.zeros((N, F, -(-H // sH), -(-W // sW)))
        for i, j, a, b in np.ndindex(*y.shape[2:], kH, kW):
            r, c = i * sH + a - kH // 2, j * sW + b - kW // 2
            if 0 <= r < H and 0 <= c < W:
                y[:, :, i, j] += x[:, :, r, c] @ w[:, :, a, b].T
        return y

    y = slide(np.where((first := slide(x, w1, stride)) > 0, first, 0), w2, (1, 1))
    y += x if shortcut is None else slide(x, shortcut[..., None, None], stride)
    return np.where(y > 0, y, 0)


@check.style
def an_identity_for_a_missing_projection(x, w1, w2, shortcut, stride):
    if shortcut is None:
        shortcut = np.eye(x.shape[1])
    inner = padded_conv(x, w1, stride)
    inner = inner * (inner > 0)
    total = padded_conv(inner, w2) + np.einsum(
        "nchw,fc->nfhw", x[:, :, :: stride[0], :: stride[1]], shortcut
    )
    return total * (total > 0)
