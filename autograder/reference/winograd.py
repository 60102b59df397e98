"""Winograd's minimal filtering: fewer multiplications for 3×3 kernels, paid with additions.

F(m, 3) computes m neighbouring outputs of a kernel of three from a tile of m + 2 inputs with m + 2
multiplications in the place of 3·m: y = Aᵀ[(G·w) ⊙ (Bᵀ·x)]. With channels, each of these products
becomes a matrix product over them, so all the work but the transforms is left to BLAS.
Like `fast`: stride 1, float32 kept.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import ArrayLike, NDArray

from ._arguments import Size
from .fast import Floats, in_turn, problem, windows_in_turn

CACHE = 1 << 18  # bytes that a step works on: its buffers stay in the L2 cache of most machines


class Transform(NamedTuple):
    """The three matrices of F(m, 3): of the input tile, of the kernel, of the products."""

    BT: NDArray[np.float64]  # (m+2)×(m+2)
    G: NDArray[np.float64]  # (m+2)×3
    AT: NDArray[np.float64]  # m×(m+2)


def _matrix(*rows: list[float]) -> NDArray[np.float64]:
    return np.array(rows, np.float64)


TRANSFORMS = {
    2: Transform(
        _matrix([1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]),
        _matrix([1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]),
        _matrix([1, 1, 1, 0], [0, 1, -1, -1]),
    ),
    4: Transform(
        _matrix(
            [4, 0, -5, 0, 1, 0],
            [0, -4, -4, 1, 1, 0],
            [0, 4, -4, -1, 1, 0],
            [0, -2, -1, 2, 1, 0],
            [0, 2, -1, -2, 1, 0],
            [0, 4, 0, -5, 0, 1],
        ),
        _matrix(
            [1 / 4, 0, 0],
            [-1 / 6, -1 / 6, -1 / 6],
            [-1 / 6, 1 / 6, -1 / 6],
            [1 / 24, 1 / 12, 1 / 6],
            [1 / 24, -1 / 12, 1 / 6],
            [0, 0, 1],
        ),
        _matrix([1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]),
    ),
}


def transform_of(m: int) -> Transform:
    """The matrices of F(m, 3).

    >>> transform_of(2).AT.astype(int).tolist()
    [[1, 1, 1, 0], [0, 1, -1, -1]]
    """
    if m not in TRANSFORMS:
        raise ValueError(f"m must be one of {sorted(TRANSFORMS)}, got {m!r}")
    return TRANSFORMS[m]


def conv2d_winograd(input: ArrayLike, weight: ArrayLike, padding: Size = 0, m: int = 2) -> Floats:
    """F(m×m, 3×3): tiles of m+2 by m+2, each giving m×m outputs with (m+2)² multiplications.

    A transform along both axes is one matrix, the Kronecker product of the transform with itself,
    that acts on the (m+2)² values of all tiles and channels at once.

    Raises ValueError for shapes that do not go together, kernels other than 3×3, and other m.
    Source: Lavin and Gray (2016), sections 4.1 to 4.3 and algorithm 1.

    >>> x, w = np.ones((1, 1, 4, 4)), np.arange(9).reshape(1, 1, 3, 3)
    >>> conv2d_winograd(x, w).tolist()
    [[[[36.0, 36.0], [36.0, 36.0]]]]
    """
    p, (BT, G, AT) = problem(input, weight, padding), transform_of(m)
    F, C, kH, kW = p.w.shape
    if (kH, kW) != (3, 3):
        raise ValueError(f"weight must have kernels of 3×3, got {kH}×{kW}")
    (oH, oW), u, dtype = p.out, m + 2, p.x.dtype
    down, across = -(-oH // m), -(-oW // m)  # tiles; the last ones may hang over the edge
    kernels = np.einsum("ua,vb,fcab->uvcf", G, G, p.w).reshape(u * u, C, F).astype(dtype)
    into, back = np.kron(BT, BT).astype(dtype), np.kron(AT, AT).astype(dtype)

    frame = np.zeros((m * down + 2, m * across + 2, C), dtype)
    inside = p.inside(frame)
    sH, sW, sC = frame.strides
    seen = as_strided(frame, (u, u, down, across, C), (sH, sW, m * sH, m * sW, sC))
    tiles = np.empty(seen.shape, dtype)
    laid_out = np.empty((down, m, across, m, F), dtype)
    y = p.result()
    for picture, result in zip(p.x, y, strict=True):
        inside[...] = picture.transpose(1, 2, 0)
        tiles[...] = seen
        transformed = (into @ tiles.reshape(u * u, -1)).reshape(u * u, -1, C)
        products = transformed @ kernels  # (m+2)² matrix products, tiles×C times C×F
        outputs = (back @ products.reshape(u * u, -1)).reshape(m, m, down, across, F)
        laid_out[...] = outputs.transpose(2, 0, 3, 1, 4)
        result[...] = laid_out.reshape(m * down, m * across, F)[:oH, :oW].transpose(2, 0, 1)
    return y


def conv2d_winograd_rows(
    input: ArrayLike, weight: ArrayLike, padding: Size = 0, m: int = 4
) -> Floats:
    """F(m, 3) down the picture, whole windows of kW pixels across it: the fastest one here.

    Down the picture a tile is m+2 whole rows, so its transform is a product with large contiguous
    rows, and nothing has to be gathered. Across it `windows_in_turn` does without copies what a
    second transform would only save a part of. The kernel is 3 high and of any width.
    Bands of a few tiles go through all steps before the next one begins, so that they are still in
    the cache.

    Raises ValueError for shapes that do not go together, kernels not 3 high, and other m.
    Source: Winograd (1980) for F(m, 3); Lavin and Gray (2016) for its use with channels.

    >>> x, w = np.ones((1, 1, 4, 4)), np.arange(9).reshape(1, 1, 3, 3)
    >>> conv2d_winograd_rows(x, w).round(9).tolist()
    [[[[36.0, 36.0], [36.0, 36.0]]]]
    """
    p, (BT, G, AT) = problem(input, weight, padding), transform_of(m)
    (F, C, kH, kW), (oH, oW), wide = p.w.shape, p.out, p.padded[1]
    if kH != 3:
        raise ValueError(f"weight must have kernels 3 high, got {kH}×{kW}")
    u, dtype = m + 2, p.x.dtype
    kernels = np.einsum("ua,fcab->ubcf", G, p.w).reshape(u, kW * C, F).astype(dtype)
    BT, AT = BT.astype(dtype), AT.astype(dtype)

    row = u * wide * (C + F) * dtype.itemsize  # bytes that go with the tiles of one row
    band = min(max(1, CACHE // row), -(-oH // m))  # tile rows in a step
    bands = -(-oH // (m * band))
    frame = np.zeros((m * band * bands + 2, wide, C), dtype)
    inside = p.inside(frame)
    down = wide * C * dtype.itemsize
    tiles = as_strided(
        frame, (bands, band, u, wide * C), (m * band * down, m * down, down, dtype.itemsize)
    )
    # A line of pixels for each of the u transformed rows, with room for whole turns of windows.
    length = -(-band * wide // kW) * kW
    lines = np.zeros((u, length + kW - 1, C), dtype)
    transformed = lines[:, : band * wide].reshape(u, band, wide * C).swapaxes(0, 1)
    windows = windows_in_turn(lines, kW)
    products = np.empty((u, length, F), dtype)
    turns = in_turn(products, kW)
    gathered = products[:, : band * wide].reshape(u, band, wide * F).swapaxes(0, 1)
    outputs = np.empty((band, m, wide * F), dtype)
    finished = outputs.reshape(m * band, wide, F)[:, :oW].transpose(2, 0, 1)
    y = p.result()
    for picture, result in zip(p.x, y, strict=True):
        inside[...] = picture.transpose(1, 2, 0)
        for first, tile in zip(range(0, oH, m * band), tiles, strict=True):
            np.matmul(BT, tile, out=transformed)
            np.matmul(windows, kernels[:, None], out=turns)
            np.matmul(AT, gathered, out=outputs)
            here = result[:, first : first + m * band]
            here[...] = finished[:, : here.shape[1]]
    return y
