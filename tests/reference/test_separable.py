"""Kernels that are a column times a row, against torch's rank and outer product."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from autograder import reference

from .drawing import assert_close, draws, normal, seeds, tuples


@given(tuples(2, 1, 6), st.integers(1, 4), seeds)
@draws("kernel_rank")
def test_kernel_rank_is_torchs(size: tuple[int, int], pairs: int, seed: int) -> None:
    kH, kW = size
    w = normal(seed, kH, pairs) @ normal(seed + 1, pairs, kW)
    assert reference.kernel_rank(w) == torch.linalg.matrix_rank(torch.tensor(w))


@given(tuples(2, 1, 6), st.integers(0, 2), seeds)
@draws("separable_factors")
def test_separable_factors_multiply_to_the_kernel(
    size: tuple[int, int], zeros: int, seed: int
) -> None:
    above = np.r_[np.zeros(zeros), normal(seed, size[0])]
    w = torch.outer(torch.tensor(above), torch.tensor(normal(seed + 1, size[1])))
    column, row = reference.separable_factors(w.numpy())
    assert_close(np.outer(column, row), w)
    assert column[np.flatnonzero(column)[0]] == 1


def test_a_kernel_of_another_rank_has_no_factors() -> None:
    with pytest.raises(ValueError, match="got rank 2"):
        reference.separable_factors([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def test_neither_the_size_of_the_numbers_nor_a_rounding_error_changes_the_rank() -> None:
    thirds = np.outer([0.1, 0.2, 0.3], [0.7, 0.1, 1e-3])
    assert [reference.kernel_rank(thirds * 10.0**power) for power in (-9, 0, 9)] == [1, 1, 1]
