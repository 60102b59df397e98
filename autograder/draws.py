"""Numbers for the cases of a check: small, readable, and never symmetric by accident.

The values are distinct non-zero integers where there are enough of them, so that no flip,
transpose or swap of a small kernel gives the kernel back, and a person can redo the sum by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray

_POOL = np.array([n for n in range(-9, 10) if n != 0], dtype=np.float64)


def numbers(rng: Generator, *shape: int) -> NDArray[np.float64]:
    """Small non-zero integers as float64; all different in arrays of up to 18 values.

    >>> numbers(np.random.default_rng(0), 2, 3).shape
    (2, 3)
    """
    count = int(np.prod(shape))
    drawn: NDArray[np.float64] = np.reshape(
        rng.choice(_POOL, size=count, replace=count > _POOL.size), shape
    )
    return drawn


def fractions(rng: Generator, *shape: int) -> NDArray[np.float64]:
    """Numbers with a fraction (quarters, never whole): an integer accumulator cuts them."""
    parts: NDArray[np.float64] = rng.choice([0.25, 0.5, 0.75], size=shape)
    return numbers(rng, *shape) + parts


def integers(rng: Generator, *shape: int) -> NDArray[np.int64]:
    """The same small numbers with an integer type."""
    return numbers(rng, *shape).astype(np.int64)


def checkered(x: NDArray[Any]) -> NDArray[Any]:
    """The same maps with signs in turn: two neighbours are never both below zero.

    A border of zeros, or a search that starts at 0, then does no harm to a maximum.

    >>> checkered(np.array([[-3.0, -5.0], [-2.0, 7.0]]))
    array([[ 3., -5.],
           [-2.,  7.]])
    """
    row, column = np.indices(x.shape[-2:])
    return np.where((row + column) % 2, -abs(x), abs(x))
