"""Numbers for cases: small, whole where asked, never the same twice in a small array."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from autograder.draws import checkered, fractions, integers, numbers

Draw = Callable[..., np.ndarray]
SEEDS = range(20)


@pytest.mark.parametrize("draw", [numbers, fractions, integers])
def test_the_shape_is_the_one_asked_for(draw: Draw) -> None:
    assert draw(np.random.default_rng(0), 2, 3, 4).shape == (2, 3, 4)


@pytest.mark.parametrize("draw", [numbers, fractions, integers])
def test_the_same_seed_draws_the_same(draw: Draw) -> None:
    one, two = (draw(np.random.default_rng(5), 4, 5) for _ in range(2))
    np.testing.assert_array_equal(one, two)


@pytest.mark.parametrize("seed", SEEDS)
def test_up_to_eighteen_numbers_are_all_different(seed: int) -> None:
    assert len(set(numbers(np.random.default_rng(seed), 3, 6).flat)) == 18


@pytest.mark.parametrize("seed", SEEDS)
def test_numbers_are_whole_not_zero_and_of_one_digit(seed: int) -> None:
    assert set(numbers(np.random.default_rng(seed), 9, 9).flat) <= {
        *range(-9, 0),
        *range(1, 10),
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_a_small_kernel_is_neither_flipped_nor_turned_into_itself(seed: int) -> None:
    w = numbers(np.random.default_rng(seed), 3, 3)
    for other in (w.T, w[::-1], w[:, ::-1], w[::-1, ::-1]):
        assert not np.array_equal(w, other)


@pytest.mark.parametrize("seed", SEEDS)
def test_fractions_are_never_whole_and_exact_in_half_precision(seed: int) -> None:
    drawn = fractions(np.random.default_rng(seed), 4, 4)
    assert set(np.mod(drawn, 1).flat) <= {0.25, 0.5, 0.75}
    np.testing.assert_array_equal(drawn.astype(np.float16), drawn)


def test_integers_have_an_integer_type() -> None:
    assert integers(np.random.default_rng(0), 2, 2).dtype == np.int64


@pytest.mark.parametrize("draw", [numbers, fractions, integers])
def test_of_two_neighbours_in_a_checkered_map_one_is_above_zero(draw: Draw) -> None:
    maps = draw(np.random.default_rng(3), 2, 3, 4)
    signs = np.sign(checkered(maps))
    assert (signs[:, 1:] == -signs[:, :-1]).all() and (signs[..., 1:] == -signs[..., :-1]).all()
    np.testing.assert_array_equal(abs(checkered(maps)), abs(maps))
    assert checkered(maps).dtype == maps.dtype
