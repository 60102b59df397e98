"""How wide a 1×1 bottleneck may be before it costs more than it saves."""

from __future__ import annotations

from math import ceil, prod

from autograder.exercise import Check, Property
from autograder.reference import count_macs


def reference(C, F, kernel_size):
    """The largest M for which C → M → F takes fewer multiply-adds at a pixel than C → F."""
    direct = count_macs(C, F, kernel_size, (1, 1))
    M = 0
    while _through(C, M + 1, F, kernel_size) < direct:
        M += 1
    return M


def _through(C, M, F, kernel_size):
    """Multiply-adds for one output pixel: 1×1 from C to M, then the large kernel from M to F."""
    return count_macs(C, M, (1, 1), (1, 1)) + count_macs(M, F, kernel_size, (1, 1))


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


def _just_below(C, F, kernel_size):
    """The same case, or one with a few channels more: the answer is less than 1/2 below the limit.

    No width breaks even exactly, and rounding the limit to the nearest number does no harm.
    """
    k = prod(kernel_size)
    while not 0 < k * C * F % (C + k * F) < (C + k * F) / 2:
        C += 1
    return C, F, kernel_size


def _tie(rng, kH, kW, least, most):
    """C = F = t·(k + 1), with k cells in the kernel, break even exactly at M = t·k."""
    t = _any(rng, least, most)
    return t * (kH * kW + 1), t * (kH * kW + 1), (kH, kW)


check = Check(
    "pointwise.widest_bottleneck",
    "widest_bottleneck(C, F, kernel_size)",
    reference,
    [
        Property(
            "weighs both layers of the detour against the direct one",
            2,
            lambda rng: [
                (8, 3, (3, 3)),
                (3, 8, (3, 3)),  # the answer is C − 1, and the limit lies just below C
                (7, 2, (3, 3)),  # the widest saves a single multiply-add
                _just_below(_any(rng, 20, 40), _any(rng, 7, 9), (3, 3)),
                _just_below(_any(rng, 50, 64), _any(rng, 7, 9), (5, 5)),
            ],
        ),
        Property(
            "counts the cells of a kernel that is not square",
            1,
            lambda rng: [
                _just_below(_any(rng, 20, 30), _any(rng, 8, 12), (1, 7)),
                _just_below(_any(rng, 20, 30), _any(rng, 3, 5), (5, 2)),
                _just_below(_any(rng, 30, 40), _any(rng, 4, 6), (2, 3)),
            ],
        ),
        Property(
            "does not take a width that only breaks even",
            1,
            lambda rng: [(9, 2, (3, 3)), _tie(rng, 2, 1, 1, 4), _tie(rng, 2, 3, 2, 4)],
        ),
        Property(
            "answers 0 where no width saves anything",
            1,
            lambda rng: [
                (1, _any(rng, 3, 9), (3, 3)),
                (2, 2, (1, 1)),
                (1, _any(rng, 3, 9), (1, 2)),
            ],
        ),
    ],
)


def _below(limit):
    """The largest whole number below a limit, and never less than 0."""
    return max(0, ceil(limit) - 1)


@check.mistake(
    "a width that only breaks even counts as a saving",
    "Put your answer into both costs. Is the detour cheaper, or exactly as dear?",
)
def breaking_even_counts(C, F, kernel_size):
    k = prod(kernel_size)
    return k * C * F // (C + k * F)


@check.mistake(
    "the multiply-adds of the 1×1 layer are left out",
    "The detour has two layers, and the first one is not free.",
)
def first_layer_free(C, F, kernel_size):
    return C - 1


@check.mistake(
    "the 1×1 layer is charged for a large kernel",
    "How many cells has the kernel of the first layer of the detour?",
)
def first_layer_too_dear(C, F, kernel_size):
    return _below(C * F / (C + F))


@check.mistake(
    "only the height of the kernel is counted",
    "A kernel of 1×7 has seven cells. How many does your program count?",
)
def only_the_height(C, F, kernel_size):
    k = kernel_size[0]
    return _below(k * C * F / (C + k * F))


@check.mistake(
    "the height of the kernel is squared, as if all kernels were square",
    "The kernel comes as two numbers. Which of them does your program never read?",
)
def height_squared(C, F, kernel_size):
    k = kernel_size[0] ** 2
    return _below(k * C * F / (C + k * F))


@check.mistake(
    "the sides of the kernel are added, not multiplied",
    "How many cells has a kernel of 5×2?",
)
def sides_added(C, F, kernel_size):
    k = sum(kernel_size)
    return _below(k * C * F / (C + k * F))


@check.mistake(
    "the 1×1 layer comes after the large kernel",
    "The bottleneck narrows the channels before the expensive layer sees them.",
)
def narrowed_afterwards(C, F, kernel_size):
    k = prod(kernel_size)
    return _below(k * C * F / (k * C + F))


@check.mistake(
    "the quotient is rounded up",
    "Put your answer into both costs. Which of the two is smaller?",
)
def rounded_up(C, F, kernel_size):
    k = prod(kernel_size)
    return ceil(k * C * F / (C + k * F))


@check.mistake(
    "the quotient is rounded to the nearest whole number",
    "Rounding may go up. On which side of the quotient is the detour cheaper?",
)
def rounded_to_nearest(C, F, kernel_size):
    k = prod(kernel_size)
    return round(k * C * F / (C + k * F))


@check.mistake(
    "the quotient itself is returned, with its fraction",
    "A number of channels is whole. Which whole numbers lie on the cheap side?",
)
def not_whole(C, F, kernel_size):
    k = prod(kernel_size)
    return k * C * F / (C + k * F)


@check.mistake(
    "the large kernel is taken to end in M channels, not in F",
    "Both ways have to end in the same number of channels, or they are no alternatives.",
)
def ends_in_the_middle(C, F, kernel_size):
    k = prod(kernel_size)
    return max((M for M in range(1, k * C * F) if C * M + k * M * M < k * C * F), default=0)


@check.style
def solved_for_m(C, F, kernel_size):
    kH, kW = kernel_size
    limit = kH * kW * C * F / (C + kH * kW * F)
    return ceil(limit) - 1


@check.style
def counted_upwards(C, F, kernel_size):
    k = kernel_size[0] * kernel_size[1]
    M = 0
    while C * (M + 1) + k * (M + 1) * F < k * C * F:
        M = M + 1
    return M


@check.style
def whole_numbers_only(C, F, kernel_size):
    k = prod(kernel_size)
    return (k * C * F - 1) // (C + k * F)


@check.style
def tried_from_above(C, F, kernel_size):
    k = prod(kernel_size)
    saving = [k * C * F - M * (C + k * F) for M in range(C + 1)]
    return sum(s > 0 for s in saving[1:])
