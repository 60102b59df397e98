"""How many numbers a layer learns: dense, the same everywhere, the same everywhere and local."""

from __future__ import annotations

from autograder.exercise import Check, Property


def reference(step, size, delta):
    """Weights and biases of a layer from a picture of `size` to a map of the same size."""
    (H, W), (dH, dW) = size, delta
    weights = {
        "dense": (H * W) * (H * W),
        "same": (2 * H - 1) * (2 * W - 1),
        "local": (2 * dH + 1) * (2 * dW + 1),
    }
    biases = {"dense": H * W, "same": 1, "local": 1}
    return weights[step] + biases[step]


def _sizes(rng, step):
    """Pictures that are wide, tall and a single row, with a reach that differs by axis."""
    H, W = (int(n) for n in rng.choice(range(4, 9), size=2, replace=False))
    return [
        (step, (1, 5), (0, 2)),
        (step, (min(H, W), max(H, W)), (1, 3)),
        (step, (max(H, W), min(H, W)), (2, int(rng.integers(0, 2)))),
    ]


check = Check(
    "dense_to_convolution.parameter_count",
    "parameter_count(step, size, delta)",
    reference,
    [
        Property(
            "counts a weight for each pair of places and a bias for each place of a dense layer",
            1,
            lambda rng: _sizes(rng, "dense"),
        ),
        Property(
            "counts a weight for each offset, in both directions, and one bias after sharing",
            1,
            lambda rng: _sizes(rng, "same"),
        ),
        Property(
            "counts the offsets within the reach, and one bias, of a layer that is also local",
            2,
            lambda rng: [*_sizes(rng, "local"), ("local", (9, 7), (0, 0))],
        ),
    ],
)


@check.mistake(
    "the biases are left out",
    "Each output adds a number of its own, or one that all of them share. Is that learned too?",
)
def biases_forgotten(step, size, delta):
    return reference(step, size, delta) - (size[0] * size[1] if step == "dense" else 1)


@check.mistake(
    "every place keeps a bias of its own, also where the layer is the same everywhere",
    "A layer that is the same at every place cannot tell places apart. What about its bias?",
)
def a_bias_for_every_place(step, size, delta):
    places = size[0] * size[1]
    return reference(step, size, delta) + (0 if step == "dense" else places - 1)


@check.mistake(
    "the dense layer has a single bias",
    "Nothing is shared yet in a dense layer. How many outputs add a number of their own?",
)
def dense_with_one_bias(step, size, delta):
    return reference(step, size, delta) - (size[0] * size[1] - 1 if step == "dense" else 0)


@check.mistake(
    "the dense layer is counted for a single output",
    "The map is as large as the picture. How many outputs look at every pixel?",
)
def one_output(step, size, delta):
    return size[0] * size[1] + 1 if step == "dense" else reference(step, size, delta)


@check.mistake(
    "offsets are counted in one direction only, down and to the right",
    "From the last pixel of a row one can look back as far as from the first one forward.",
)
def offsets_in_one_direction(step, size, delta):
    (H, W), (dH, dW) = size, delta
    return {"dense": (H * W) ** 2 + H * W, "same": H * W + 1, "local": (dH + 1) * (dW + 1) + 1}[
        step
    ]


@check.mistake(
    "a weight is left for each pixel after sharing, not for each offset",
    "Write the offsets of the first and of the last pixel of a row down. Which do both have?",
)
def a_weight_for_each_pixel(step, size, delta):
    return size[0] * size[1] + 1 if step == "same" else reference(step, size, delta)


@check.mistake(
    "the offset zero is not counted: 2Δ offsets between −Δ and Δ",
    "List the offsets from −1 to 1. How many are there?",
)
def centre_forgotten(step, size, delta):
    (H, W), (dH, dW) = size, delta
    return {
        "dense": (H * W) ** 2 + H * W,
        "same": (2 * H - 2) * (2 * W - 2) + 1,
        "local": 2 * dH * 2 * dW + 1,
    }[step]


@check.mistake(
    "an offset of H rows is counted, one more than fits into the picture",
    "In a row of 3 pixels, how far is it from the first pixel to the last?",
)
def offsets_as_far_as_the_size(step, size, delta):
    if step == "same":
        return (2 * size[0] + 1) * (2 * size[1] + 1) + 1
    return reference(step, size, delta)


@check.mistake(
    "the offsets down and across are added, where every one goes with every other",
    "How many cells has a grid of 3 rows and 5 columns?",
)
def axes_added(step, size, delta):
    (H, W), (dH, dW) = size, delta
    return {
        "dense": (H * W) ** 2 + H * W,
        "same": 2 * H - 1 + 2 * W - 1 + 1,
        "local": 2 * dH + 1 + 2 * dW + 1 + 1,
    }[step]


@check.mistake(
    "the reach down is also taken for the reach across",
    "delta has two numbers. Which of them says how far the layer looks to the left and right?",
)
def one_reach_for_both_axes(step, size, delta):
    return reference(step, size, (delta[0], delta[0]))


@check.mistake(
    "a local layer gets weights of its own at every place",
    "Local is the second of two steps. What had the first one done to the places?",
)
def local_but_not_shared(step, size, delta):
    places = size[0] * size[1] if step == "local" else 1
    return (reference(step, size, delta) - 1) * places + 1


@check.style
def formulas(step, size, delta):
    (H, W), (dH, dW) = size, delta
    if step == "dense":
        return H * W * (H * W + 1)
    reach_down, reach_across = (H - 1, W - 1) if step == "same" else (dH, dW)
    return (2 * reach_down + 1) * (2 * reach_across + 1) + 1


@check.style
def list_the_offsets(step, size, delta):
    places = [(i, j) for i in range(size[0]) for j in range(size[1])]
    if step == "dense":
        return len([(here, there) for here in places for there in places]) + len(places)
    offsets = {(k - i, m - j) for i, j in places for k, m in places}
    if step == "local":
        down, across = delta
        offsets = {(a, b) for a in range(-down, down + 1) for b in range(-across, across + 1)}
    return len(offsets) + 1


@check.style
def one_axis_at_a_time(step, size, delta):
    weights, biases = 1, 1
    for n, d in zip(size, delta, strict=True):
        weights *= {"dense": n * n, "same": len(range(-n + 1, n)), "local": 1 + d + d}[step]
        biases *= n if step == "dense" else 1
    return weights + biases
