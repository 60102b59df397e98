"""Layers that can be trained: convolution, pooling, ReLU, dense, in a row, with a loss at the end.

Each layer has ``forward`` and ``backward``, and keeps from the one what the other needs. Learned
arrays stand in ``parameters``; ``backward`` puts their gradients, in the same order, into
``gradients``. The formulas are those of `conv2d`, `max_pool2d` and their backward passes; here
whole batches go through NumPy's matrix product at once, so that a small network learns in seconds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.random import Generator
from numpy.typing import ArrayLike, NDArray

from ._arguments import Array, Size, numbers, per_axis, same_shape, tensor, whole
from ._windows import crop, zero_pad


class Layer:
    """Something with a forward and a backward pass; this one learns nothing."""

    def __init__(self) -> None:
        self.parameters: list[Array] = []
        self.gradients: list[Array] = []

    def forward(self, x: Array) -> Array:
        """The output y."""
        raise NotImplementedError

    def backward(self, dy: Array) -> Array:
        """From ∂L/∂y to ∂L/∂x."""
        raise NotImplementedError


def uniform(rng: Generator, *shape: int) -> Array:
    """Weights to begin with: uniform within sqrt(6 / inputs), after He et al. (2015), for ReLU."""
    reach = np.sqrt(6 / np.prod(shape[1:]))
    return rng.uniform(-reach, reach, size=shape)


class Conv2d(Layer):
    """Cross-correlation of stride 1: N×C×H×W to N×F×oH×oW.

    Raises ValueError for sizes that are no sizes, and an input without C channels.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.A.

    >>> layer = Conv2d(1, 6, 5, rng=np.random.default_rng(0))
    >>> layer.forward(np.ones((2, 1, 32, 32))).shape, sum(p.size for p in layer.parameters)
    ((2, 6, 28, 28), 156)
    """

    def __init__(
        self,
        in_channels: int,
        out_channels: int,
        kernel_size: Size,
        padding: Size = 0,
        *,
        rng: Generator,
    ) -> None:
        C, F = whole("in_channels", in_channels), whole("out_channels", out_channels)
        self.kernel = per_axis("kernel_size", kernel_size, 2)
        self.padding = tuple((p, p) for p in per_axis("padding", padding, 2, least=0))
        self.parameters = [uniform(rng, F, C, *self.kernel), np.zeros(F)]
        self.gradients = []

    def forward(self, x: Array) -> Array:
        w, b = self.parameters
        C = w.shape[1]
        x = tensor("input", x, ("N", "C", "H", "W"))
        if x.shape[1] != C:
            raise ValueError(f"input must have {C} channels, got shape {x.shape}")
        self.x = zero_pad(x, self.padding)
        self.windows = np.lib.stride_tricks.sliding_window_view(self.x, self.kernel, axis=(2, 3))
        y = np.tensordot(self.windows, w, axes=([1, 4, 5], [1, 2, 3]))  # N oH oW F
        return np.moveaxis(y + b, 3, 1)

    def backward(self, dy: Array) -> Array:
        w, _ = self.parameters
        dw = np.tensordot(dy, self.windows, axes=([0, 2, 3], [0, 2, 3]))  # F C kH kW
        self.gradients = [dw, dy.sum(axis=(0, 2, 3))]
        dx = np.zeros_like(self.x)
        oH, oW = dy.shape[2:]
        for a, b in np.ndindex(*self.kernel):
            share = np.tensordot(dy, w[:, :, a, b], axes=([1], [0]))  # N oH oW C
            dx[:, :, a : a + oH, b : b + oW] += np.moveaxis(share, 3, 1)
        return crop(dx, self.padding)


class MaxPool2d(Layer):
    """The largest value of each block of k×k, without overlap; what does not fill a block is left.

    Backwards, the first maximum of a block, row by row, gets everything.

    Raises ValueError for a size that is no size.
    Source: Goodfellow, Bengio and Courville (2016), section 9.3.

    >>> layer = MaxPool2d(2)
    >>> layer.forward(np.array([[[[1, 5, 2, 0], [4, 3, 7, 7]]]])).tolist()
    [[[[5.0, 7.0]]]]
    >>> layer.backward(np.array([[[[10.0, 20.0]]]])).tolist()
    [[[[0.0, 10.0, 0.0, 0.0], [0.0, 0.0, 20.0, 0.0]]]]
    """

    def __init__(self, kernel_size: int) -> None:
        super().__init__()
        self.k = whole("kernel_size", kernel_size)

    def forward(self, x: Array) -> Array:
        x = tensor("input", x, ("N", "C", "H", "W"))
        k, (N, C, H, W) = self.k, x.shape
        oH, oW = H // k, W // k
        rows = x[:, :, : oH * k, : oW * k].reshape(N, C, oH, k, oW, k)
        blocks = rows.swapaxes(3, 4).reshape(N, C, oH, oW, k * k)
        self.shape, self.where = x.shape, blocks.argmax(axis=-1)[..., None]
        return np.take_along_axis(blocks, self.where, axis=-1)[..., 0]

    def backward(self, dy: Array) -> Array:
        k, (N, C, oH, oW) = self.k, dy.shape
        blocks = np.zeros((N, C, oH, oW, k * k))
        np.put_along_axis(blocks, self.where, dy[..., None], axis=-1)
        dx = np.zeros(self.shape)
        rows = blocks.reshape(N, C, oH, oW, k, k).swapaxes(3, 4)
        dx[:, :, : oH * k, : oW * k] = rows.reshape(N, C, oH * k, oW * k)
        return dx


class ReLU(Layer):
    """y = max(x, 0), for arrays of any shape; at 0 the derivative counts as 0, as in torch.

    Raises ValueError for what is no array of numbers.
    Source: Nair and Hinton (2010), "Rectified linear units improve restricted Boltzmann machines".

    >>> ReLU().forward(np.array([-1.0, 0.0, 2.0])).tolist()
    [0.0, 0.0, 2.0]
    """

    def forward(self, x: Array) -> Array:
        x = numbers("input", x)
        self.open: NDArray[np.bool_] = x > 0
        return np.where(self.open, x, 0.0)

    def backward(self, dy: Array) -> Array:
        return np.where(self.open, dy, 0.0)


class Flatten(Layer):
    """N×C×H×W to N×(C·H·W): channel after channel, row after row.

    Raises ValueError for an input that is no batch of pictures.
    Source: LeCun, Bottou, Bengio and Haffner (1998), section II.B, layer C5.

    >>> Flatten().forward(np.arange(8).reshape(1, 2, 2, 2)).tolist()
    [[0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]]
    """

    def forward(self, x: Array) -> Array:
        x = tensor("input", x, ("N", "C", "H", "W"))
        self.shape = x.shape
        return x.reshape(len(x), -1)

    def backward(self, dy: Array) -> Array:
        return dy.reshape(self.shape)


class Linear(Layer):
    """y = x wᵀ + b: N×in to N×out, with w of shape out×in as in torch.

    Raises ValueError for sizes that are no sizes, and an input of another length.
    Source: Goodfellow, Bengio and Courville (2016), section 6.5.6.

    >>> layer = Linear(120, 84, rng=np.random.default_rng(0))
    >>> sum(p.size for p in layer.parameters)
    10164
    """

    def __init__(self, in_features: int, out_features: int, *, rng: Generator) -> None:
        size = whole("out_features", out_features), whole("in_features", in_features)
        self.parameters = [uniform(rng, *size), np.zeros(size[0])]
        self.gradients = []

    def forward(self, x: Array) -> Array:
        w, b = self.parameters
        self.x = same_shape("input", x, (len(x), w.shape[1]), "a row for each sample")
        return self.x @ w.T + b

    def backward(self, dy: Array) -> Array:
        self.gradients = [dy.T @ self.x, dy.sum(axis=0)]
        return dy @ self.parameters[0]


class Sequential(Layer):
    """Layers one after another; backwards, in the opposite order.

    Raises ValueError where one of its layers does.
    Source: Goodfellow, Bengio and Courville (2016), section 6.5.

    >>> net = Sequential([ReLU(), Flatten()])
    >>> net.forward(np.array([[[[-1.0, 2.0]]]])).tolist()
    [[0.0, 2.0]]
    >>> net.backward(np.array([[5.0, 7.0]])).tolist()
    [[[[0.0, 7.0]]]]
    """

    def __init__(self, layers: Sequence[Layer]) -> None:
        self.layers = list(layers)
        self.parameters = [p for layer in self.layers for p in layer.parameters]
        self.gradients = []

    def forward(self, x: Array) -> Array:
        for layer in self.layers:
            x = layer.forward(x)
        return x

    def backward(self, dy: Array) -> Array:
        for layer in reversed(self.layers):
            dy = layer.backward(dy)
        self.gradients = [g for layer in self.layers for g in layer.gradients]
        return dy


def cross_entropy(scores: ArrayLike, labels: ArrayLike) -> tuple[float, Array]:
    """Mean of -log softmax(scores)[label] over the batch, and its gradient (softmax - one-hot) / N.

    scores is N×K, labels N whole numbers from 0 to K-1. The largest score of each row is taken off
    before the exponential: the result is the same, and nothing overflows.

    Raises ValueError for scores that are no table, and labels that are no classes of it.
    Source: Goodfellow, Bengio and Courville (2016), section 6.2.2.3.

    >>> loss, gradient = cross_entropy([[0, 0], [1000, 0]], [1, 0])
    >>> round(loss, 4), gradient.tolist()
    (0.3466, [[0.25, -0.25], [0.0, 0.0]])
    """
    z = tensor("scores", scores, ("N", "K"))
    N, K = z.shape
    right = same_shape("labels", labels, (N,), "one class for each row of scores").astype(int)
    if N == 0 or right.min() < 0 or right.max() >= K:
        raise ValueError(f"labels must be at least one class from 0 to {K - 1}, got {labels!r}")
    z = z - z.max(axis=1, keepdims=True)
    log_p = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    gradient = np.exp(log_p)
    gradient[np.arange(N), right] -= 1
    return float(-log_p[np.arange(N), right].mean()), gradient / N


def batches(n: int, batch_size: int, rng: Generator) -> Iterator[NDArray[np.int64]]:
    """One pass over n samples in a new order, in batches; the last one may be smaller.

    Raises ValueError for counts that are no positive integers.
    Source: Goodfellow, Bengio and Courville (2016), section 8.1.3.

    >>> [len(batch) for batch in batches(10, 4, np.random.default_rng(0))]
    [4, 4, 2]
    """
    order = rng.permutation(whole("n", n))
    for start in range(0, n, whole("batch_size", batch_size)):
        yield order[start : start + batch_size]
