"""How many column-and-row pairs a kernel needs: its rank, and no determinant tells it."""

from __future__ import annotations

import numpy as np

from autograder.draws import integers, numbers
from autograder.exercise import Check, Property
from autograder.reference import kernel_rank


def reference(w):
    return kernel_rank(w)


SOBEL = np.array([[-1.0, 0.0, 1.0], [-2.0, 0.0, 2.0], [-1.0, 0.0, 1.0]])
LAPLACE = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])


def _tenths(rng, *shape):
    """Numbers such as 0.3, which binary fractions only come near."""
    return numbers(rng, *shape) / 10


def _pairs(rng, count, kH, kW):
    """A sum of so many outer products."""
    return sum(np.outer(numbers(rng, kH), numbers(rng, kW)) for _ in range(count))


def _spoilt(rng, kH, kW):
    """A column times a row, but for the last value."""
    w = np.outer(numbers(rng, kH), numbers(rng, kW))
    w[-1, -1] += 1
    return w


def _two_independent_rows(rng):
    """Three rows, no two of them proportional, not even in two columns side by side.

    The last is the sum of the others, whose signs differ in the second column.
    """
    rows = np.abs(numbers(rng, 2, 3)) * [[1, 1, 1], [1, -1, 1]]
    return np.vstack([rows, rows.sum(axis=0)])


def _misleading(draw):
    """Drawn until rounding errors look like one more pair."""
    while exact_zeros(w := draw()) == reference(w):
        pass
    return w


check = Check(
    "separable.passes_needed",
    "passes_needed(w)",
    reference,
    [
        Property(
            "needs one pair for a column times a row",
            1,
            lambda rng: [
                (SOBEL * int(rng.integers(2, 9)),),
                (np.outer(numbers(rng, 2), numbers(rng, 3)),),
                (np.outer(numbers(rng, 4), numbers(rng, 3)),),
                (np.outer([0.0, *numbers(rng, 2)], numbers(rng, 3)),),
            ],
        ),
        Property(
            "tells kernels that need more from those that need one, also where the determinant "
            "is zero",
            2,
            lambda rng: [
                (LAPLACE * int(rng.integers(1, 9)),),
                (np.arange(1.0, 10.0).reshape(3, 3) * int(rng.integers(1, 9)),),
                (_spoilt(rng, 3, 4),),
                (_misleading(lambda: _pairs(rng, 2, 4, 4)),),
                (_pairs(rng, 3, 4, 4),),
                (_pairs(rng, 4, 4, 4),),
            ],
        ),
        Property(
            "counts for kernels that are not square",
            1,
            lambda rng: [
                (numbers(rng, 2, 4),),
                (numbers(rng, 4, 3),),
                (_pairs(rng, 2, 3, 5),),
                (_misleading(lambda: _pairs(rng, 2, 5, 4)),),
                (integers(rng, 3, 2),),
            ],
        ),
        Property(
            "is misled neither by rounding errors nor by small numbers",
            1,
            lambda rng: [
                (np.outer(_tenths(rng, 3), _tenths(rng, 5)),),
                (np.outer(_tenths(rng, 5), _tenths(rng, 3) / 100),),
                (_misleading(lambda: np.outer(_tenths(rng, 4), [*_tenths(rng, 3), 0])),),
                (_two_independent_rows(rng) / 1e9,),
            ],
        ),
    ],
)


@check.mistake(
    "the determinant decides: zero is taken for one pair",
    "A determinant of zero says that one row is to be had from the others. Is that enough?",
)
def determinant(w):
    return 1 if abs(np.linalg.det(w)) < 1e-6 else len(w)


@check.mistake(
    "values are compared with exactly zero, and rounding errors count as pairs",
    "0.1 · 0.3 is not quite 0.03 in a computer. How small is small enough?",
)
def exact_zeros(w):
    rest, pairs = w.astype(float), 0
    while rest.any() and pairs < min(w.shape):
        i, j = np.unravel_index(np.abs(rest).argmax(), w.shape)
        rest = rest - np.outer(rest[:, j], rest[i]) / rest[i, j]
        pairs += 1
    return pairs


@check.mistake(
    "small numbers are taken for zero, whatever the size of the kernel",
    "Divide a kernel by a billion: does it need fewer pairs? What is small beside its largest?",
)
def absolute_tolerance(w):
    return np.sum(np.linalg.svd(w, compute_uv=False) > 1e-6)


@check.mistake(
    "every kernel is given as many pairs as it has rows or columns",
    "That many are always enough. Does a kernel that repeats its first row need them all?",
)
def smaller_side(w):
    return min(w.shape)


@check.mistake(
    "rows that differ are counted, though one may be a multiple of another",
    "Is (2, 4, 6) a new row when (1, 2, 3) is already there?",
)
def different_rows(w):
    return len(np.unique(w, axis=0))


@check.mistake(
    "every row that is no multiple of the first is counted",
    "Such a row can still be a sum of rows that you have counted before.",
)
def no_multiple_of_the_first(w):
    lines = [line for line in w.astype(float) if line.any()]
    first = lines[0]
    rest = [line - first * (line @ first) / (first @ first) for line in lines[1:]]
    size = np.abs(w).max()
    return 1 + sum(np.abs(line).max() > 1e-6 * size for line in rest)


@check.mistake(
    "only the four values in the top left corner are tested",
    "Proportional in the corner: must the last column follow?",
)
def corner_only(w):
    (a, b), (c, d) = w[:2, :2]
    return 1 if abs(a * d - b * c) < 1e-6 * np.abs(w).max() ** 2 else 2


@check.mistake(
    "column and row are counted apart, two for each pair",
    "A column and the row after it make one pair. How many pairs add up to w?",
)
def twice_as_many(w):
    return 2 * reference(w)


@check.mistake(
    "eigenvalues are counted in the place of singular values",
    "How many eigenvalues of the Sobel kernel are not zero? And has a tall kernel any?",
)
def eigenvalues(w):
    values = np.abs(np.linalg.eigvals(w / np.abs(w).max()))
    return np.sum(values > 1e-3)


@check.mistake(
    "the answer is only one pair or two, never more",
    "A kernel may need three or four. What is left once a pair is taken away?",
)
def one_or_two(w):
    return min(reference(w), 2)


@check.style
def singular_values(w):
    sizes = np.linalg.svd(w, compute_uv=False)
    return int(np.sum(sizes > 1e-6 * sizes.max()))


@check.style
def take_pairs_away(w):
    rest, pairs = w.astype(float), 0
    small = 1e-6 * np.abs(rest).max()
    while np.abs(rest).max() > small:
        i, j = np.unravel_index(np.abs(rest).argmax(), rest.shape)
        rest = rest - np.outer(rest[:, j], rest[i]) / rest[i, j]
        pairs += 1
    return pairs


@check.style
def numpys_rank(w):
    return np.linalg.matrix_rank(w)


@check.style
def independent_rows(w):
    directions: list[np.ndarray] = []
    for line in w / np.abs(w).max():
        for direction in directions:
            line = line - direction * (direction @ line)
        length = np.sqrt(line @ line)
        if length > 1e-5:
            directions.append(line / length)
    return len(directions)
