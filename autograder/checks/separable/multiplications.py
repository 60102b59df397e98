"""Count the multiplications of one pass with a whole kernel, and of two with its factors."""

from __future__ import annotations

from autograder.exercise import Check, Property
from autograder.reference import count_macs, output_size


def reference(size, kernel_size, passes):
    """One pass: oH·oW·kH·kW. Two: oH·W·kH for the column, then oH·oW·kW for the row."""
    (_, W), (kH, kW) = size, kernel_size
    oH, oW = output_size(size, kernel_size)
    if passes == 1:
        return count_macs(1, 1, (kH, kW), (oH, oW))
    return count_macs(1, 1, (kH, 1), (oH, W)) + count_macs(1, 1, (1, kW), (oH, oW))


def _any(rng, low, high):
    """A whole number from low to high, both included, as a plain int."""
    return int(rng.integers(low, high + 1))


check = Check(
    "separable.multiplications",
    "multiplications(size, kernel_size, passes)",
    reference,
    [
        Property(
            "counts one pass with the whole kernel",
            1,
            lambda rng: [
                ((4, 5), (3, 2), 1),
                ((_any(rng, 9, 12), _any(rng, 5, 8)), (2, 4), 1),
                ((_any(rng, 20, 30), _any(rng, 31, 40)), (5, 3), 1),
            ],
        ),
        Property(
            "counts two passes over a square picture",
            1,
            lambda rng: [((5, 5), (2, 2), 2), ((_any(rng, 9, 30),) * 2, (_any(rng, 4, 7),) * 2, 2)],
        ),
        Property(
            "keeps height and width apart: the column comes first, the row second",
            1,
            lambda rng: [
                ((4, 6), (3, 2), 2),
                ((_any(rng, 9, 12), _any(rng, 5, 8)), (2, 5), 2),
                ((_any(rng, 20, 30), _any(rng, 31, 40)), (4, 7), 2),
            ],
        ),
    ],
)


@check.mistake(
    "every pixel of the input is taken for a place of the kernel",
    "How many places has a kernel of 3 in 5 pixels, if it may not hang over the edge?",
)
def places_of_the_input(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    return H * W * kH * kW if passes == 1 else H * W * (kH + kW)


@check.mistake(
    "the kernel is always taken for one of 3 rows and 3 columns when the places are counted",
    "The picture shrinks by 2 for a kernel of 3. By how much for a kernel of k?",
)
def always_three(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    if passes == 1:
        return (H - 2) * (W - 2) * kH * kW
    return (H - 2) * W * kH + (H - 2) * (W - 2) * kW


@check.mistake(
    "the places are counted as size − kernel, one too few along each axis",
    "A kernel as large as the picture still has one place. Does your formula give 1 there?",
)
def one_place_short(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    if passes == 1:
        return (H - kH) * (W - kW) * kH * kW
    return (H - kH) * W * kH + (H - kH) * (W - kW) * kW


@check.mistake(
    "both passes are counted on the small map that comes out at the end",
    "The column runs down all columns of the picture, those at its sides included.",
)
def both_on_the_last_map(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    places = (H - kH + 1) * (W - kW + 1)
    return places * (kH * kW if passes == 1 else kH + kW)


@check.mistake(
    "the second pass is counted on a map that is still as wide as the picture",
    "The row does not hang over the edge either. How many places has it in one line?",
)
def second_pass_too_wide(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    return oH * oW * kH * kW if passes == 1 else oH * W * (kH + kW)


@check.mistake(
    "both passes are counted on the whole picture",
    "How high is the map between the two passes?",
)
def second_pass_from_the_picture(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    return oH * oW * kH * kW if passes == 1 else oH * W * kH + H * oW * kW


@check.mistake(
    "the row is run first and the column second",
    "With a tall picture the order makes a difference to the count. Read once more which is first.",
)
def row_first(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    return oH * oW * kH * kW if passes == 1 else H * oW * kW + oH * oW * kH


@check.mistake(
    "the second pass is forgotten",
    "Two numbers are added at the end: one for the column, one for the row.",
)
def one_pass_forgotten(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    return oH * oW * kH * kW if passes == 1 else oH * W * kH


@check.mistake(
    "the additions are counted, too",
    "Three products take three multiplications; what adds them up is not counted here.",
)
def additions_too(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    if passes == 1:
        return oH * oW * (2 * kH * kW - 1)
    return oH * W * (2 * kH - 1) + oH * oW * (2 * kW - 1)


@check.mistake(
    "two passes are counted where one is asked for",
    "The third argument says how many passes are made: with 1, the whole kernel goes at once.",
)
def passes_ignored(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    return (H - kH + 1) * W * kH + (H - kH + 1) * (W - kW + 1) * kW


@check.style
def formula(size, kernel_size, passes):
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    if passes == 1:
        return oH * oW * kH * kW
    return oH * W * kH + oH * oW * kW


@check.style
def count_them(size, kernel_size, passes):
    def one_pass(height, width, rows, columns):
        places = [(i, j) for i in range(height - rows + 1) for j in range(width - columns + 1)]
        return len(places) * rows * columns

    (H, W), (kH, kW) = size, kernel_size
    if passes == 1:
        return one_pass(H, W, kH, kW)
    return one_pass(H, W, kH, 1) + one_pass(H - kH + 1, W, 1, kW)


@check.style
def kernel_by_kernel(size, kernel_size, passes):
    H, W = size
    kernels = [kernel_size] if passes == 1 else [(kernel_size[0], 1), (1, kernel_size[1])]
    total = 0
    for kH, kW in kernels:
        H, W = H - kH + 1, W - kW + 1
        total += H * W * kH * kW
    return total
