"""Share k − 1 rows of padding out, so that an output is as long as its input."""

from __future__ import annotations

import math

from autograder.exercise import Check, Property


def reference(k):
    total = k - 1
    return total - total // 2, total // 2


check = Check(
    "padding_and_stride.same_padding",
    "same_padding(k)",
    reference,
    [
        Property(
            "keeps the length for odd kernels",
            2,
            lambda rng: [(3,), (1,), (5,), (2 * int(rng.integers(3, 20)) + 1,)],
        ),
        Property(
            "keeps the length for even kernels, with the odd row before",
            2,
            lambda rng: [(2,), (4,), (2 * int(rng.integers(3, 20)),)],
        ),
    ],
)


@check.mistake(
    "the odd row goes after the input, as some libraries do",
    "The exercise asks for the larger share before the input. Which of your two numbers is larger?",
)
def odd_row_after(k):
    return (k - 1) // 2, k // 2


@check.mistake(
    "both sides get k // 2, which is one row too many for an even kernel",
    "Add up your two numbers for k = 4. How long is the output for an input of 10?",
)
def half_a_kernel_each(k):
    return k // 2, k // 2


@check.mistake(
    "both sides get (k − 1) // 2, which is one row too few for an even kernel",
    "Add up your two numbers for k = 4. Which row got lost in rounding?",
)
def odd_row_lost(k):
    return (k - 1) // 2, (k - 1) // 2


@check.mistake(
    "each side gets the padding that is meant for both together",
    "By how much does a plain slide shorten the input? That much padding is needed in all.",
)
def total_on_each_side(k):
    return k - 1, k - 1


@check.mistake(
    "k rows are shared out, one more than the slide takes away",
    "A kernel of 1 changes no length. What is your answer for k = 1?",
)
def one_row_too_many(k):
    return math.ceil(k / 2), k // 2


@check.mistake(
    "all of the padding lies before the input",
    "Only the last window would see the last value. Share the rows between both sides.",
)
def all_before(k):
    return k - 1, 0


@check.mistake(
    "all of the padding lies after the input",
    "Only the first window would see the first value. Share the rows between both sides.",
)
def all_after(k):
    return 0, k - 1


@check.mistake(
    "the shares of an even kernel are left as fractions",
    "Nobody can add half a row. Round one share up and the other one down.",
)
def half_rows(k):
    return (k - 1) / 2, (k - 1) / 2


@check.mistake(
    "the total is returned, not a share for each side",
    "Return a pair: rows before, rows after.",
)
def only_the_total(k):
    return k - 1


@check.style
def two_floors(k):
    return k // 2, (k - 1) // 2


@check.style
def deal_row_by_row(k):
    shares = [0, 0]
    for row in range(k - 1):
        shares[row % 2] += 1
    return shares


@check.style
def rounding_functions(k):
    return math.ceil((k - 1) / 2), math.floor((k - 1) / 2)


@check.style
def divided_with_remainder(k):
    after, odd = divmod(k - 1, 2)
    return after + odd, after
