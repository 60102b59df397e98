"""A whole signal by F(2, 3), tile by tile."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import conv1d


def reference(x, w):
    return conv1d([x], [[w]])[0]


def _tiled(x, w, step=2, signs=(1, 1, 1, 1)):
    """F(2, 3) on tiles `step` places apart, with the signs of its products changed: n/2 × 2."""
    BT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
    G = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2
    AT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
    count = -(-(len(x) - 2) // 2)
    padded = np.append(np.asarray(x, float), np.zeros(2 * step * count + 4))
    tiles = np.array([padded[step * t : step * t + 4] for t in range(count)])
    return ((tiles @ BT.T) * (G @ w) * signs) @ AT.T


check = Check(
    "fast_convolution.winograd_1d",
    "winograd_1d(x, w)",
    reference,
    [
        Property(
            "gives both outputs of a single tile",
            1,
            lambda rng: [(numbers(rng, 4), numbers(rng, 3)), (fractions(rng, 4), numbers(rng, 3))],
        ),
        Property(
            "lets tiles overlap by two, and puts their outputs in order",
            2,
            lambda rng: [
                (numbers(rng, 6), numbers(rng, 3)),
                (numbers(rng, 10), numbers(rng, 3)),
            ],
        ),
        Property(
            "finishes signals that are not made of whole tiles",
            2,
            lambda rng: [
                (numbers(rng, 3), numbers(rng, 3)),
                (numbers(rng, 7), numbers(rng, 3)),
                (fractions(rng, 3), fractions(rng, 3)),
                (integers(rng, 9), integers(rng, 3)),
                (integers(rng, 5), fractions(rng, 3)),
            ],
        ),
    ],
)


@check.mistake(
    "the tiles lie side by side, four places apart, and do not overlap",
    "Two outputs come out of each tile. Where does the window of the third output begin?",
)
def tiles_side_by_side(x, w):
    return _tiled(x, w, step=4).ravel()[: len(x) - 2]


@check.mistake(
    "the tiles overlap by three: each output but the ends comes twice",
    "A tile gives two outputs. So how far does the next one move?",
)
def one_place_apart(x, w):
    return _tiled(x, w, step=1).ravel()[: len(x) - 2]


@check.mistake(
    "the last output of an odd number is left out",
    "A signal of 7 has 5 outputs. Three tiles are needed, and the third hangs over the end.",
)
def last_output_lost(x, w):
    return reference(x, w)[: (len(x) - 2) // 2 * 2]


@check.mistake(
    "the last output of an odd number is never computed",
    "For which t does your loop run? The places of y that no tile reaches stay 0.",
)
def last_output_left_at_zero(x, w):
    y = reference(x, w)
    y[len(y) // 2 * 2 :] = 0
    return y


@check.mistake(
    "the outputs are stored in an array of the signal's type, which cuts off fractions",
    "np.zeros_like(x) takes over the type of x. Can whole numbers hold a quarter?",
)
def integer_result(x, w):
    return reference(x, w).astype(x.dtype)


@check.mistake(
    "the zero that filled up the last tile leaves an output of its own",
    "n values and a kernel of 3 have n − 2 outputs. What is there to cut off?",
)
def one_output_too_many(x, w):
    return _tiled(x, w).ravel()


@check.mistake(
    "the last tile is moved back to fit, and its outputs are appended to the others all the same",
    "If the last tile begins one place earlier, which of its outputs do you have already?",
)
def last_tile_appended(x, w):
    y = reference(x, w)
    if len(y) % 2 == 0:
        return y
    return np.append(y[:-1], y[-2:]) if len(y) > 1 else y[:0]


@check.mistake(
    "the first outputs of all tiles come before all the second ones",
    "Tile 0 gives y[0] and y[1], tile 1 gives y[2] and y[3]. In which order do yours stand?",
)
def outputs_in_two_rows(x, w):
    return _tiled(x, w).T.ravel()[: len(x) - 2]


@check.mistake(
    "the kernel is turned round",
    "No flip here: w[0] meets the first value of a window.",
)
def kernel_reversed(x, w):
    return reference(x, w[::-1])


@check.mistake(
    "the third product is taken with the wrong sign",
    "y0 = m1 + m2 + m3 and y1 = m2 − m3 − m4. Check one tile by hand.",
)
def third_sign(x, w):
    return _tiled(x, w, signs=(1, 1, -1, 1)).ravel()[: len(x) - 2]


@check.mistake(
    "the last product is added to y1 where it should be taken away",
    "y0 = m1 + m2 + m3 and y1 = m2 − m3 − m4. Check one tile by hand.",
)
def fourth_sign(x, w):
    return _tiled(x, w, signs=(1, 1, 1, -1)).ravel()[: len(x) - 2]


@check.mistake(
    "the halves of the kernel's sums are forgotten",
    "m2 and m3 have (g0 ± g1 + g2)/2 in them. Check one tile by hand.",
)
def halves_forgotten(x, w):
    return _tiled(x, w, signs=(1, 2, 2, 1)).ravel()[: len(x) - 2]


@check.style
def tile_by_tile(x, w):
    n = len(x) - 2
    padded = np.append(x, 0.0)
    y = np.zeros(n + 1)
    for t in range(0, n, 2):
        d = padded[t : t + 4]
        m1, m4 = (d[0] - d[2]) * w[0], (d[1] - d[3]) * w[2]
        m2 = (d[1] + d[2]) * (w[0] + w[1] + w[2]) / 2
        m3 = (d[2] - d[1]) * (w[0] - w[1] + w[2]) / 2
        y[t], y[t + 1] = m1 + m2 + m3, m2 - m3 - m4
    return y[:n]


@check.style
def all_tiles_at_once(x, w):
    n = len(x) - 2
    padded = np.append(x, [0.0] * (n % 2))
    d0, d1, d2, d3 = (padded[k : k + n : 2] for k in range(4))
    m2 = (d1 + d2) * (w[0] + w[1] + w[2]) / 2
    m3 = (d2 - d1) * (w[0] - w[1] + w[2]) / 2
    y = np.stack([(d0 - d2) * w[0] + m2 + m3, m2 - m3 - (d1 - d3) * w[2]], axis=1)
    return y.ravel()[:n]


@check.style
def last_tile_moved_back(x, w):
    if len(x) == 3:
        return [x[0] * w[0] + x[1] * w[1] + x[2] * w[2]]
    BT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
    G = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2
    AT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])
    y = np.zeros(len(x) - 2)
    for t in [*range(0, len(x) - 3, 2), len(x) - 4]:
        y[t : t + 2] = AT @ ((G @ w) * (BT @ x[t : t + 4]))
    return y
