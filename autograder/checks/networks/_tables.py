"""Tables of layers as the notebook writes them, for the checks that count along one.

A row is ``(kind, F, k, s, p, g)``: "conv", "pool" or "dense", filters, kernel, stride, padding and
groups. Tables are lists: a tuple in a check's arguments stands for the two axes of a picture.
"""

from __future__ import annotations

import numpy as np


def conv(F, k, s=1, p=0, g=1):
    return ("conv", F, k, s, p, g)


def pool(k, s, p=0):
    return ("pool", 0, k, s, p, 1)


def dense(F):
    return ("dense", F, 1, 1, 0, 1)


def pick(rng, *values):
    """One of the values."""
    return values[int(rng.integers(len(values)))]


def any_network(rng):
    """A small network of all kinds of layers, grouped once, on a picture that is not square."""
    F, k = pick(rng, 4, 6, 8), pick(rng, 3, 5)
    layers = [
        conv(F, k, 2, 2),  # its output is never as large as its input
        pool(3, 2, pick(rng, 0, 1)),
        conv(pick(rng, 6, 10), 3, 1, 1, 2),
        conv(pick(rng, 3, 5), pick(rng, 2, 3), pick(rng, 1, 2), 1),
        pool(2, pick(rng, 1, 2)),
        dense(pick(rng, 7, 9)),
        dense(pick(rng, 2, 3)),
    ]
    return layers, pick(rng, 1, 3), pick(rng, (15, 20), (18, 13), (14, 17), (21, 16))


def shapes(layers, channels, size):
    """(C, H, W) after each layer."""
    C, (H, W) = channels, size
    rows = []
    for kind, F, k, s, p, _ in layers:
        if kind == "dense":
            C, H, W = F, 1, 1
        else:
            C = F if kind == "conv" else C
            H, W = (H + 2 * p - k) // s + 1, (W + 2 * p - k) // s + 1
        rows.append((C, H, W))
    return np.array(rows)


def without_padding(layers):
    """The same table, every padding 0."""
    return [(kind, F, k, s, 0, g) for kind, F, k, s, p, g in layers]


def weights(layers, channels, size, root=False, groups=True, dense_pixels=True):
    """Weights without biases, layer by layer; the switches are slips."""
    C, (H, W) = channels, size
    counts = []
    for (kind, F, k, _, _, g), after in zip(layers, shapes(layers, channels, size), strict=True):
        if kind == "dense":
            counts.append(F * C * (H * W if dense_pixels else 1))
        elif kind == "conv":
            counts.append(F * (C // g if groups else C) * (k if root else k * k))
        else:
            counts.append(0)
        C, H, W = (int(n) for n in after)
    return np.array(counts)


def biases(layers):
    """One for each filter or feature, layer by layer."""
    return np.array([F for _, F, *_ in layers])  # a pooling has no filters


def positions(layers, channels, size):
    """H·W of the output, layer by layer."""
    return shapes(layers, channels, size)[:, 1:].prod(axis=1)
