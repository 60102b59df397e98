"""Batch normalisation against torch, in training and out of it."""

from __future__ import annotations

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from autograder.reference.normalisation import batch_norm, running

from .drawing import assert_close, normal


@pytest.mark.parametrize("seed", range(10))
def test_batch_norm_is_torchs_in_training_and_after(seed: int) -> None:
    x, (weight, bias, mean) = normal(seed, 4, 3, 2, 5), normal(seed + 1, 3, 3)
    var = normal(seed + 2, 3) ** 2
    t = [torch.tensor(a) for a in (x, mean.copy(), var.copy(), weight, bias)]
    after = F.batch_norm(*t, training=False, eps=1e-3)
    assert_close(batch_norm(x, weight, bias, mean, var, eps=1e-3), after)
    during = F.batch_norm(*t, training=True)  # and moves the running statistics
    assert_close(batch_norm(x, weight, bias, training=True), during)
    assert_close(running(mean, x.mean(axis=(0, 2, 3))), t[1])
    assert_close(running(var, x.var(axis=(0, 2, 3), ddof=1)), t[2])


def test_what_makes_no_sense_is_refused() -> None:
    x = np.ones((2, 3, 1, 1))
    with pytest.raises(ValueError, match="weight must have shape"):
        batch_norm(x, [1], [1, 2, 3], training=True)
    with pytest.raises(ValueError, match="running_mean and running_var"):
        batch_norm(x, [1, 1, 1], [0, 0, 0])
    with pytest.raises(ValueError, match="new must have shape"):
        running([1], [1, 2])
