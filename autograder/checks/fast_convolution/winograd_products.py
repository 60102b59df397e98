"""The four products of Winograd's F(2, 3)."""

from __future__ import annotations

import numpy as np

from autograder.draws import fractions, integers, numbers
from autograder.exercise import Check, Property
from autograder.reference.winograd import transform_of


def reference(d, g):
    BT, G, _ = transform_of(2)
    return (BT @ d) * (G @ g)


def _with(products, place, value):
    """The products with one of them replaced."""
    changed = np.array(products, float)
    changed[place] = value
    return changed


def _outer_only(rng):
    """A tile whose middle is zero: the middle products vanish."""
    first, last = numbers(rng, 2)
    return np.array([first, 0.0, 0.0, last])


def _middle_only(rng):
    """A tile in which every second value is the same: the outer products vanish."""
    return np.tile(numbers(rng, 2), 2)


check = Check(
    "fast_convolution.winograd_products",
    "winograd_products(d, g)",
    reference,
    [
        Property(
            "gives the first and the last product",
            1,
            lambda rng: [(_outer_only(rng), numbers(rng, 3)), (_outer_only(rng), numbers(rng, 3))],
        ),
        Property(
            "gives the two products in the middle",
            2,
            lambda rng: [
                (_middle_only(rng), 2 * numbers(rng, 3)),  # the halves are whole
                (_middle_only(rng), np.array([1.0, 3.0, 4.0]) * numbers(rng, 1)),
            ],
        ),
        Property(
            "gives all four, with their fractions",
            1,
            lambda rng: [
                (numbers(rng, 4), numbers(rng, 3)),
                (integers(rng, 4), integers(rng, 3)),
                (fractions(rng, 4), fractions(rng, 3)),
                (2 * integers(rng, 4) + [1, 0, 0, 0], fractions(rng, 3)),  # the first: never whole
            ],
        ),
    ],
)


@check.mistake(
    "the third product has the wrong sign",
    "Put d = (0, 1, 0, 0) and any kernel into y0 = m1 + m2 + m3. Only g1 may be left.",
)
def third_sign(d, g):
    return _with(reference(d, g), 2, -reference(d, g)[2])


@check.mistake(
    "the kernel's middle value is added in the third product as well",
    "With m2 and m3 alike, y0 and y1 cannot both be right. Solve y0 = m1 + m2 + m3 for m3.",
)
def third_kernel_sum(d, g):
    return _with(reference(d, g), 2, (d[2] - d[1]) * (g[0] + g[1] + g[2]) / 2)


@check.mistake(
    "in the third product the minus stands before another value of the kernel",
    "Put d = (0, 0, 1, 0) into y1 = m2 − m3 − m4. Only g1 may be left.",
)
def third_kernel_sign(d, g):
    return _with(reference(d, g), 2, (d[2] - d[1]) * (g[0] + g[1] - g[2]) / 2)


@check.mistake(
    "the half of the third product is forgotten",
    "m2 has half of d1·g1 in it, and y0 wants a whole one. How much must m3 bring?",
)
def third_half_forgotten(d, g):
    return _with(reference(d, g), 2, 2 * reference(d, g)[2])


@check.mistake(
    "the products are stored in an array of d's type, which cuts off fractions",
    "np.zeros_like(d) takes over the type of d. Can whole numbers hold a half?",
)
def integer_result(d, g):
    return reference(d, g).astype(d.dtype)


@check.mistake(
    "the halves are forgotten",
    "Add up m1 + m2 + m3 for d = (0, 1, 0, 0): is it g1, or twice as much?",
)
def halves_forgotten(d, g):
    return reference(d, g) * [1, 2, 2, 1]


@check.mistake(
    "the halves are whole-number halves, rounded down",
    "What does // do with 7 // 2? And what becomes of fractions?",
)
def halves_rounded(d, g):
    return np.array(
        [
            (d[0] - d[2]) * g[0],
            (d[1] + d[2]) * ((g[0] + g[1] + g[2]) // 2),
            (d[2] - d[1]) * ((g[0] - g[1] + g[2]) // 2),
            (d[1] - d[3]) * g[2],
        ]
    )


@check.mistake(
    "the last product has the wrong sign",
    "y1 takes m4 away. With which sign must d3·g2 stand in m4, so that y1 has +d3·g2?",
)
def fourth_sign(d, g):
    return _with(reference(d, g), 3, -reference(d, g)[3])


@check.mistake(
    "the two products in the middle are swapped",
    "The second product has the sum of d1 and d2, the third their difference.",
)
def middle_swapped(d, g):
    return reference(d, g)[[0, 2, 1, 3]]


@check.mistake(
    "the kernel is turned round",
    "The first product has g0 in it, the last one g2.",
)
def kernel_reversed(d, g):
    return reference(d, g[::-1])


@check.mistake(
    "the two outputs are returned, not the four products",
    "m1, m2, m3 and m4 are asked for: what you had before the last additions.",
)
def outputs(d, g):
    return np.correlate(np.asarray(d, float), np.asarray(g, float), "valid")


@check.mistake(
    "the first product adds d0 and d2",
    "y0 has no d2·g0 in it. m2 and m3 together bring one along: m1 has to take it off.",
)
def first_sum(d, g):
    return _with(reference(d, g), 0, (d[0] + d[2]) * g[0])


@check.style
def as_printed(d, g):
    m1 = (d[0] - d[2]) * g[0]
    m2 = (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2
    m3 = (d[2] - d[1]) * (g[0] - g[1] + g[2]) / 2
    m4 = (d[1] - d[3]) * g[2]
    return np.array([m1, m2, m3, m4])


@check.style
def by_matrices(d, g):
    BT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
    G = np.array([[2, 0, 0], [1, 1, 1], [1, -1, 1], [0, 0, 2]]) / 2
    return (G @ g) * (BT @ d)


@check.style
def solved_for_the_third(d, g):
    y0 = d[0] * g[0] + d[1] * g[1] + d[2] * g[2]
    y1 = d[1] * g[0] + d[2] * g[1] + d[3] * g[2]
    first, second = (d[0] - d[2]) * g[0], (d[1] + d[2]) * sum(g) / 2
    third = y0 - first - second
    return np.array([first, second, third, second - third - y1])
