"""The gradient of the biases: one number for each filter, the sum of all that it added to."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property


def reference(dy):
    """∂L/∂b[f] = Σ δ[n, f, i, j] over n, i and j."""
    return dy.sum(axis=(0, 2, 3))


check = Check(
    "backpropagation.bias_gradient",
    "bias_gradient(dy)",
    reference,
    [
        Property(
            "adds up the map of each filter",
            1,
            lambda rng: [(numbers(rng, 1, 2, 2, 3),), (fractions(rng, 1, 3, 3, 2),)],
        ),
        Property(
            "adds up over the batch too, and keeps the filters apart",
            1,
            lambda rng: [
                (numbers(rng, 2, 3, 1, 2),),
                (numbers(rng, 2, 2, 3, 2),),
                (integers(rng, 4, 3, 2, 3),),
            ],
        ),
    ],
)


@check.mistake(
    "the sum is divided by the size of the batch",
    "If L is a mean over the batch, dy knows it already. Where does a division stand in b + …?",
)
def averaged_over_the_batch(dy):
    return dy.sum(axis=(2, 3)).mean(axis=0)


@check.mistake(
    "each map is averaged, not added up",
    "Every place of the map adds its share to the loss. The chain rule has a sum, no mean.",
)
def averaged_over_the_map(dy):
    return dy.mean(axis=(2, 3)).sum(axis=0)


@check.mistake(
    "the mean over everything is taken, where a sum belongs",
    "Nudge a bias by 1: every output of its filter moves by 1. How much does L change in all?",
)
def averaged_over_everything(dy):
    return dy.mean(axis=(0, 2, 3))


@check.mistake(
    "there is one number for each input of the batch: the wrong axes are summed",
    "How many biases has the layer? Axis 0 counts inputs, axis 1 counts filters.",
)
def one_per_input(dy):
    return dy.sum(axis=(1, 2, 3))


@check.mistake(
    "the batch is not added up",
    "One bias serves all the inputs of the batch. How many axes should be left?",
)
def batch_left(dy):
    return dy.sum(axis=(2, 3))


@check.mistake(
    "everything is added to one number",
    "Each filter has a bias of its own.",
)
def one_number(dy):
    return dy.sum()


@check.mistake(
    "the axes that were summed are still there, with length 1",
    "The result should have the shape of b, which has a single axis.",
)
def axes_kept(dy):
    return dy.sum(axis=(0, 2, 3), keepdims=True)


@check.mistake(
    "the first input of the batch alone is counted",
    "How many inputs has the batch? All of them pass through the same bias.",
)
def first_input_only(dy):
    return dy[0].sum(axis=(1, 2))


@check.mistake(
    "the outputs are counted, and what arrives from above is ignored",
    "Double one value of dy. Does your answer change?",
)
def upstream_ignored(dy):
    return np.full(dy.shape[1], float(dy[:, 0].size))


@check.mistake(
    "one corner of each map is taken for the whole of it",
    "The bias is added at every place of the map, not at the first one alone.",
)
def corner_only(dy):
    return dy[:, :, 0, 0].sum(axis=0)


@check.style
def filter_by_filter(dy):
    db = np.zeros(dy.shape[1])
    for f in range(dy.shape[1]):
        db[f] = dy[:, f].sum()
    return db


@check.style
def einsum(dy):
    return np.einsum("nfij->f", dy)


@check.style
def flattened(dy):
    return dy.swapaxes(0, 1).reshape(dy.shape[1], -1) @ np.ones(dy[:, 0].size)
