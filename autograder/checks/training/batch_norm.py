"""Batch normalisation on its way forward, in training and after it."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import normalisation


def reference(x, weight, bias, running, training, eps):
    return normalisation.batch_norm(x, weight, bias, running[0], running[1], training, eps)


def _running(rng, channels):
    """Means of both signs and variances above them."""
    means = numbers(rng, channels)
    return np.stack([means, rng.choice([0.25, 2.25, 4.0, 6.25], channels) + abs(means)])


def _case(rng, shape, training, eps, draw=numbers):
    C = shape[1]
    weights = numbers(rng, C), fractions(rng, C)
    return draw(rng, *shape), *weights, _running(rng, C), training, eps


check = Check(
    "training.batch_norm",
    "batch_norm(x, weight, bias, running, training, eps)",
    reference,
    [
        Property(
            "normalises a single channel with the statistics of the batch, in training",
            1,
            lambda rng: [
                _case(rng, (4, 1, 1, 1), True, 0.25),
                _case(rng, (2, 1, 3, 2), True, 1e-5),
                _case(rng, (3, 1, 1, 4), True, 0.5),
            ],
        ),
        Property(
            "keeps the channels apart, each with its own weight and bias",
            2,
            lambda rng: [
                _case(rng, (2, 3, 1, 2), True, 0.25),
                _case(rng, (3, 2, 2, 3), True, 0.5, integers),
                _case(rng, (4, 3, 3, 2), True, 1e-5),
            ],
        ),
        Property(
            "uses the running statistics after training, also for a single picture",
            1,
            lambda rng: [
                _case(rng, (1, 2, 2, 1), False, 0.25),
                _case(rng, (2, 3, 1, 3), False, 0.5),
                _case(rng, (1, 1, 1, 1), False, 1e-5),
            ],
        ),
    ],
)


def _each(values):
    return values[:, None, None]


def _normalise(x, weight, bias, running, training, eps, axes=(0, 2, 3), ddof=0):
    """With statistics over other axes, or divided by another number."""
    mean, var = _each(running[0]), _each(running[1])
    if training:
        mean = x.mean(axis=axes, keepdims=True)
        var = x.var(axis=axes, keepdims=True, ddof=ddof)
    return _each(weight) * (x - mean) / np.sqrt(var + eps) + _each(bias)


@check.mistake(
    "the statistics of the batch are used after training too",
    "Then the answer for a picture depends on its neighbours in the batch. Look at `training`.",
)
def always_of_the_batch(x, weight, bias, running, training, eps):
    return reference(x, weight, bias, running, True, eps)


@check.mistake(
    "the running statistics are used in training too",
    "In training a batch is normalised with its own mean and variance.",
)
def always_running(x, weight, bias, running, training, eps):
    return reference(x, weight, bias, running, False, eps)


@check.mistake(
    "the mean is taken over the batch alone, for each pixel by itself",
    "All pixels of a channel share one mean. Over which axes do you average?",
)
def over_the_batch_alone(x, weight, bias, running, training, eps):
    return _normalise(x, weight, bias, running, training, eps, axes=0)


@check.mistake(
    "each picture is normalised by itself (that is instance normalisation)",
    "The mean runs over all pictures of the batch. Over which axes do you average?",
)
def each_picture_alone(x, weight, bias, running, training, eps):
    return _normalise(x, weight, bias, running, training, eps, axes=(2, 3))


@check.mistake(
    "all channels share one mean and one variance",
    "Each channel has statistics of its own. Which axis must be left out of the mean?",
)
def channels_together(x, weight, bias, running, training, eps):
    return _normalise(x, weight, bias, running, training, eps, axes=(0, 1, 2, 3))


@check.mistake(
    "the numbers of the channels meet the last axis of x, its width",
    "Shapes are matched from the right. What shape must C numbers have to meet (N, C, H, W)?",
)
def meets_the_width(x, weight, bias, running, training, eps):
    mean, var = (x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))) if training else running
    return weight * (x - mean) / np.sqrt(var + eps) + bias


@check.mistake(
    "the variance is divided by one less than the number of values",
    "np.var and this formula divide by all of them. Did you set ddof?",
)
def divided_by_one_less(x, weight, bias, running, training, eps):
    return _normalise(x, weight, bias, running, training, eps, ddof=1)


@check.mistake(
    "eps is added to the root, not under it",
    "Where is the bracket in √(var + eps)?",
)
def eps_outside(x, weight, bias, running, training, eps):
    mean, var = running
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    return _each(weight) * (x - _each(mean)) / (np.sqrt(_each(var)) + eps) + _each(bias)


@check.mistake(
    "it is divided by the variance, without a root",
    "The variance has the unit of a square. What has the unit of x?",
)
def no_root(x, weight, bias, running, training, eps):
    mean, var = running
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    return _each(weight) * (x - _each(mean)) / (_each(var) + eps) + _each(bias)


@check.mistake(
    "weight and bias are left out",
    "After normalising, each channel gets a scale and a level back.",
)
def weight_and_bias_left_out(x, weight, bias, running, training, eps):
    return reference(x, np.ones(len(weight)), np.zeros(len(bias)), running, training, eps)


@check.mistake(
    "the bias is added before the weight multiplies",
    "y = weight · normalised + bias: what does the weight not touch?",
)
def bias_too_early(x, weight, bias, running, training, eps):
    return reference(x, weight, weight * bias, running, training, eps)


@check.mistake(
    "the mean is not taken off",
    "What is the mean of your result, before weight and bias? It should be 0.",
)
def mean_left_in(x, weight, bias, running, training, eps):
    var = x.var(axis=(0, 2, 3)) if training else running[1]
    return _each(weight) * x / np.sqrt(_each(var) + eps) + _each(bias)


@check.style
def keepdims(x, weight, bias, running, training, eps):
    if training:
        mean = x.mean(axis=(0, 2, 3), keepdims=True)
        var = x.var(axis=(0, 2, 3), keepdims=True)
    else:
        mean, var = running.reshape(2, 1, -1, 1, 1)
    normal = (x - mean) / np.sqrt(var + eps)
    return weight.reshape(1, -1, 1, 1) * normal + bias.reshape(1, -1, 1, 1)


@check.style
def channel_by_channel(x, weight, bias, running, training, eps):
    y = np.zeros(x.shape)
    for c in range(x.shape[1]):
        mean, var = running[:, c]
        if training:
            mean = x[:, c].mean()
            var = ((x[:, c] - mean) ** 2).mean()
        y[:, c] = weight[c] * (x[:, c] - mean) / (var + eps) ** 0.5 + bias[c]
    return y


@check.style
def one_scale_and_one_shift(x, weight, bias, running, training, eps):
    columns = np.moveaxis(x, 1, -1).reshape(-1, x.shape[1])
    mean, var = (columns.mean(axis=0), columns.var(axis=0)) if training else running
    scale = weight / np.sqrt(var + eps)
    y = columns * scale + (bias - mean * scale)
    N, C, H, W = x.shape
    return np.moveaxis(y.reshape(N, H, W, C), -1, 1)
