# ---
# jupyter:
#   grading:
#     without: [scipy, torch]
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3 (ipykernel)
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 14 · Classic networks
#
# Six functions, a bug to find and a few numbers to predict, in an hour and three quarters. First you
# write three counters, and they reproduce the famous numbers of AlexNet and VGG. Then you build the
# two blocks that came after: four ways side by side, and a way round.
#
# Write your code where it says `YOUR CODE HERE`, then run the cell below it. The check answers at
# once: what works, the smallest case that does not, and often the name of the mistake. Run it as
# often as you like. Each function is checked on its own: if one gives you trouble, go on with the
# next. NumPy is all that you need, and all that is there when your work is graded: no torch, no SciPy.

# %%
try:
    import matplotlib.pyplot as plt
    import numpy as np

    from autograder import check
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"this notebook needs {missing.name!r}. In a copy of the course, run 'make env' in its top "
        "folder and choose the kernel of .venv, or run '%pip install ../.. matplotlib' in a new "
        "cell. With the notebook alone, '%pip install' the autograder wheel that your instructor "
        "gives out. Then restart the kernel."
    ) from None

# %% [markdown]
# ## Networks as tables
#
# A network is a list of rows, one for each layer:
#
# $$(\text{kind},\ F,\ k,\ s,\ p,\ g)$$
#
# kind is `"conv"`, `"pool"` or `"dense"`. A convolution has $F$ filters of $k \times k$, stride $s$,
# padding $p$ on each side, and $g$ groups. A pooling has a window of $k \times k$, stride and padding,
# and 0 for $F$. A dense layer has $F$ features; it flattens what comes in, and its other numbers mean
# nothing. LeNet's beginning, for instance, and one dense layer:

# %%
small = [
    ("conv", 6, 5, 1, 0, 1),
    ("pool", 0, 2, 2, 0, 1),
    ("dense", 10, 1, 1, 0, 1),
]

# %% [markdown]
# ## 14.1 Follow the shapes
#
# ★☆☆ · 10 minutes
#
# What shape has the picture after each layer? Along each axis, a convolution or a pooling leaves
#
# $$\left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# of $n$ places. A convolution makes one map for each filter, a pooling leaves the channels alone, and
# after a dense layer there are $F$ single numbers, which we write as the shape $(F, 1, 1)$.
#
# The small table above, on one channel of 28 × 30: the convolution leaves 6 maps of 24 × 26, the
# pooling 6 of 12 × 13, the dense layer (10, 1, 1).
#
# <details><summary>A nudge</summary>Keep three numbers, C, H and W, and change them row by
# row.</details>
# <details><summary>The idea</summary>for kind, F, k, s, p, g in layers: and then one case for each
# kind.</details>
# <details><summary>Almost there</summary>For a convolution and a pooling, H and W follow the same
# formula. Only what happens to C differs.</details>


# %% nbgrader={"grade_id": "layer_shapes", "solution": true}
def layer_shapes(layers, channels, size):
    """The shape after each layer.

    layers: list of rows (kind, F, k, s, p, g)
    channels: C of the picture
    size: (H, W) of the picture
    returns: array of shape (number of layers, 3), a row (C, H, W) for each layer

    layer_shapes(small, 1, (28, 30))  gives  [[6, 24, 26], [6, 12, 13], [10, 1, 1]]
    """
    ### BEGIN SOLUTION
    C, (H, W) = channels, size
    rows = []
    for kind, F, k, s, p, _ in layers:
        if kind == "dense":
            C, H, W = F, 1, 1
        else:
            C = F if kind == "conv" else C
            H = (H + 2 * p - k) // s + 1
            W = (W + 2 * p - k) // s + 1
        rows.append((C, H, W))
    return np.array(rows)
    ### END SOLUTION


# %% nbgrader={"grade_id": "layer_shapes-check", "grade": true}
check("networks.layer_shapes", layer_shapes)

# %% [markdown]
# ## 14.2 Count the parameters
#
# ★★☆ · 10 minutes
#
# A filter of a convolution has $k \times k$ weights for each channel that it reads, which are
# $C / g$ channels if there are $g$ groups, and one bias. A feature of a dense layer has one weight
# for each number in the flattened maps, and one bias. A pooling learns nothing.
#
# The small table, on one channel of 28 × 30: the convolution has 6 · 1 · 25 weights and 6 biases, 156.
# The dense layer reads 6 · 12 · 13 = 936 numbers: 9360 weights and 10 biases. In all, 9526.
#
# <details><summary>A nudge</summary>For a dense layer you need to know H and W. You have a function
# that knows.</details>
# <details><summary>The idea</summary>Walk along as in 14.1, and count before you change C, H and
# W.</details>
# <details><summary>Almost there</summary>A convolution adds F · (C // g) · k · k + F, a dense layer F
# · C · H · W + F, with the C, H and W that come in.</details>


# %% nbgrader={"grade_id": "network_parameters", "solution": true}
def network_parameters(layers, channels, size):
    """Number of weights and biases of a network.

    layers: list of rows (kind, F, k, s, p, g); g divides the channels that come in, and F
    channels: C of the picture
    size: (H, W) of the picture
    returns: a whole number

    network_parameters(small, 1, (28, 30))  gives  9526
    network_parameters([("conv", 6, 3, 1, 1, 2)], 4, (3, 5))  gives  114
    """
    ### BEGIN SOLUTION
    C, (H, W) = channels, size
    count = 0
    for kind, F, k, s, p, g in layers:
        if kind == "dense":
            count += F * C * H * W + F
            C, H, W = F, 1, 1
            continue
        if kind == "conv":
            count += F * (C // g) * k * k + F
            C = F
        H = (H + 2 * p - k) // s + 1
        W = (W + 2 * p - k) // s + 1
    return count
    ### END SOLUTION


# %% nbgrader={"grade_id": "network_parameters-check", "grade": true}
check("networks.network_parameters", network_parameters)

# %% [markdown]
# ## 14.3 Count the multiply-adds
#
# ★★☆ · 10 minutes
#
# A product and its place in the sum make one *multiply-add*. In a convolution every weight is used
# once for each place of the **output**. In a dense layer every weight is used once. Biases are added
# without a product, and a maximum multiplies nothing: neither counts.
#
# The small table, on one channel of 28 × 30: the 150 weights of the convolution are used at 24 · 26
# places, 93,600 times; the 9360 of the dense layer once. In all, 102,960.
#
# <details><summary>A nudge</summary>The pixels of the output: first the new H and W, then the
# count.</details>
# <details><summary>The idea</summary>The weights are those of 14.2, without the biases.</details>
# <details><summary>Almost there</summary>F · (C // g) · k · k · H · W, with the C that comes in and
# the H and W that go out.</details>


# %% nbgrader={"grade_id": "network_macs", "solution": true}
def network_macs(layers, channels, size):
    """Number of multiply-adds that a network needs for one picture.

    layers: list of rows (kind, F, k, s, p, g); g divides the channels that come in, and F
    channels: C of the picture
    size: (H, W) of the picture
    returns: a whole number

    network_macs(small, 1, (28, 30))  gives  102960
    network_macs([("conv", 6, 3, 1, 1, 2)], 4, (3, 5))  gives  1620
    """
    ### BEGIN SOLUTION
    C, (H, W) = channels, size
    count = 0
    for kind, F, k, s, p, g in layers:
        if kind == "dense":
            count += F * C * H * W
            C, H, W = F, 1, 1
            continue
        H = (H + 2 * p - k) // s + 1
        W = (W + 2 * p - k) // s + 1
        if kind == "conv":
            count += F * (C // g) * k * k * H * W
            C = F
    return count
    ### END SOLUTION


# %% nbgrader={"grade_id": "network_macs-check", "grade": true}
check("networks.network_macs", network_macs)

# %% [markdown]
# ## 14.4 What a bottleneck saves
#
# ★★☆ · 10 minutes
#
# An Inception block sends its input through four branches and lays the results behind one another:
#
# - $f_1$ filters of 1×1,
# - $f_3$ filters of 3×3,
# - $f_5$ filters of 5×5,
# - a 3×3 max pooling with stride 1.
#
# All of them are padded, so that $H$ and $W$ stay. With `reduce` = 0 that is the whole block. With
# `reduce` = $r > 0$ there are three layers more, $r$ filters of 1×1 each: one in front of the 3×3, one
# in front of the 5×5, one *behind* the pooling.
#
# Four channels of 2 × 1 with one filter of each kind: the plain block has 4 + 36 + 100 weights, used
# at 2 places: 280 multiply-adds. Its depth is 1 + 1 + 1 + 4 = 7. With $r$ = 2, the 3×3 and the 5×5
# read 2 channels: 4 + (8 + 18) + (8 + 50) + 8 = 96 weights, 192 multiply-adds, depth 5.
#
# <details><summary>A nudge</summary>Draw the block, and write at each arrow how many channels run
# along it.</details>
# <details><summary>The idea</summary>Every weight is used H · W times, so count weights, and multiply
# at the end.</details>
# <details><summary>Almost there</summary>The 3×3 and the 5×5 read r channels if there are
# bottlenecks, else all. And the 1×1 layers: three times C · r weights.</details>


# %% nbgrader={"grade_id": "inception_macs", "solution": true}
def inception_macs(channels, size, f1, f3, f5, reduce):
    """Depth and multiply-adds of an Inception block.

    channels: C of the input
    size: (H, W) of the input
    f1, f3, f5: number of filters of 1×1, 3×3 and 5×5
    reduce: number of filters of each of the three extra 1×1 layers; 0: there are none
    returns: array of two numbers, the channels of the output and the multiply-adds

    inception_macs(4, (2, 1), 1, 1, 1, 0)  gives  [7, 280]
    inception_macs(4, (2, 1), 1, 1, 1, 2)  gives  [5, 192]
    """
    ### BEGIN SOLUTION
    seen = reduce or channels  # by the large kernels, and left by the last branch
    weights = channels * f1 + seen * 9 * f3 + seen * 25 * f5 + 3 * channels * reduce
    return np.array([f1 + f3 + f5 + seen, weights * size[0] * size[1]])
    ### END SOLUTION


# %% nbgrader={"grade_id": "inception_macs-check", "grade": true}
check("networks.inception_macs", inception_macs)

# %% [markdown]
# ## A convolution to build with
#
# Nothing to write here. For the two blocks you may use this convolution. It pads with $(k-1)/2$ zeros
# on each side, so that with stride 1 the map keeps its size; kernels have odd sides.


# %%
def padded_conv(x, w, stride=(1, 1)):
    """x: (N, C, H, W), w: (F, C, kH, kW), stride: (sH, sW); returns (N, F, oH, oW)."""
    pH, pW = w.shape[2] // 2, w.shape[3] // 2
    padded = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,fcab->nfij", windows[:, :, :: stride[0], :: stride[1]], w)


# %% [markdown]
# ## 14.5 The Inception block
#
# ★★☆ · 15 minutes
#
# Now let it run, the plain block. Four branches read the same input:
#
# - 1×1 with `w1`, which has no more than a row of channel weights for each filter: shape $(f_1, C)$,
# - a padded convolution with `w3`,
# - a padded convolution with `w5`,
# - the largest of the 3×3 pixels round each pixel; at the border, of the pixels that are there.
#
# The results are joined along the channels, in this order. No bias and no activation here. Later
# Inceptions also have kernels of 1×3 or 3×1, and so has the check: `w3` and `w5` may have any odd
# sides.
#
# One channel with the row 1 −2 3, `w1` = 10, `w3` = (0, 1, 1) and `w5` = (1): the four channels are
# 10 −20 30, then −1 1 3, then 1 −2 3, and the maxima 1 3 3.
#
# <details><summary>A nudge</summary>padded_conv wants kernels with four axes. What would w1 look like
# with four?</details>
# <details><summary>The idea</summary>np.concatenate joins arrays along an axis. The shape is
# (N, C, H, W): which axis?</details>
# <details><summary>Almost there</summary>For the maximum, pad with −∞ (np.pad with
# constant_values=-np.inf, on an array of floats) and take sliding_window_view again.</details>


# %% nbgrader={"grade_id": "inception_block", "solution": true}
def inception_block(x, w1, w3, w5):
    """Four branches on one input, joined along the channels.

    x: array of shape (N, C, H, W)
    w1: array of shape (f1, C)
    w3, w5: arrays of shape (f3, C, kH, kW) and (f5, C, kH, kW), kH and kW odd
    returns: array of shape (N, f1 + f3 + f5 + C, H, W)

    inception_block(np.array([[[[1, -2, 3]]]]), np.array([[10]]),
                    np.array([[[[0, 1, 1]]]]), np.array([[[[1]]]]))
        gives  [[[[10, -20, 30]], [[-1, 1, 3]], [[1, -2, 3]], [[1, 3, 3]]]]
    """
    ### BEGIN SOLUTION
    padded = np.pad(x.astype(float), [(0, 0), (0, 0), (1, 1), (1, 1)], constant_values=-np.inf)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    branches = [
        padded_conv(x, w1[:, :, np.newaxis, np.newaxis]),
        padded_conv(x, w3),
        padded_conv(x, w5),
        windows.max(axis=(4, 5)),
    ]
    return np.concatenate(branches, axis=1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "inception_block-check", "grade": true}
check("networks.inception_block", inception_block)

# %% [markdown]
# ## 14.6 The residual block
#
# ★★★ · 20 minutes
#
# Two convolutions, and a way round them:
#
# $$y = \text{ReLU}\bigl(w_2 \star \text{ReLU}(w_1 \star x) + \text{shortcut}(x)\bigr)$$
#
# The shortcut is $x$ itself if `shortcut` is `None`. Otherwise it is a 1×1 convolution, and `shortcut`
# is its matrix of shape $(F, C)$: it is needed where the block changes the number of channels or takes
# a stride. The stride belongs to the first convolution and to the shortcut; the second convolution
# always has stride 1. (Batch normalisation is left out.)
#
# One channel with the row 1 −2 3, `w1` = (1), `w2` = (−2), no projection: the first convolution and
# its ReLU leave 1 0 3, the second makes −2 0 −6, the sum with $x$ is −1 −2 −3, and the last ReLU leaves
# nothing: 0 0 0. With `w2` = (1) it would be 2 0 6.
#
# <details><summary>A nudge</summary>np.maximum(a, 0) is a ReLU. There are two of them in the
# formula.</details>
# <details><summary>The idea</summary>Three calls of padded_conv at most: two for the branch, one for
# the projection, which is a convolution with kernels of 1×1.</details>
# <details><summary>Almost there</summary>Add first, then the ReLU. Which two of the three calls get
# the stride?</details>


# %% nbgrader={"grade_id": "residual_block", "solution": true}
def residual_block(x, w1, w2, shortcut, stride):
    """Two convolutions and a shortcut, added before the last activation.

    x: array of shape (N, C, H, W)
    w1: array of shape (F, C, kH, kW), with stride
    w2: array of shape (F, F, kH, kW), without
    shortcut: array of shape (F, C), a 1×1 convolution with stride; or None, if F = C
    stride: (sH, sW); (1, 1) where there is no projection
    returns: array of shape (N, F, ceil(H / sH), ceil(W / sW))

    residual_block(np.array([[[[1, -2, 3]]]]), np.array([[[[1]]]]), np.array([[[[1]]]]),
                   None, (1, 1))
        gives  [[[[2, 0, 6]]]]
    """
    ### BEGIN SOLUTION
    inner = np.maximum(padded_conv(x, w1, stride), 0)
    branch = padded_conv(inner, w2)
    if shortcut is not None:
        x = padded_conv(x, shortcut[:, :, np.newaxis, np.newaxis], stride)
    return np.maximum(branch + x, 0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "residual_block-check", "grade": true}
check("networks.residual_block", residual_block)

# %% [markdown]
# ## 14.7 Find the bug
#
# ★★☆ · 10 minutes
#
# A colleague has copied the weights of a trained network into this program. The network was trained
# with maps of the shape (C, H, W), and its dense layer reads a map row by row, one map after the
# other. All shapes fit, nothing stops with an error, and the scores are nonsense. One line is wrong.


# %%
def score_of_a_colleague(x, w, b):
    # line 1: x holds the last maps, (C, H, W)
    x = np.asarray(x, dtype=float)
    # line 2: the activation of the last convolution
    x = np.maximum(x, 0)
    # line 3: one long vector
    features = x.transpose(1, 2, 0).ravel()
    # line 4: the dense layer, for one class
    return w @ features + b


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: for the two maps `[[1, 2]]` and `[[3, -4]]`, `w = [1, 10, 100, 1000]` and `b = 5`, what
#   should come out?
# - `"unseen"`: many maps of n × n pixels. For which n is its result right all the same?
#
# <details><summary>A nudge</summary>Write the numbers 1, 2, 3, 4 into two maps of 1×2. In which order
# does the program read them?</details>
# <details><summary>The idea</summary>In the network that was trained, both pixels of map 0 come first.
# Where are they here?</details>
# <details><summary>Almost there</summary>The two orders agree if there is nothing to interleave: one
# map, or maps of …</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # The transpose puts the channels last: all channels of one pixel, then of the next. Right is
    # x.ravel(): 1, 2, 3, 0 after the ReLU, 1 + 20 + 300 + 0 + 5. Maps of a single pixel have no
    # order to lose, which is why networks that end in a global pooling never show this bug.
    answers = {"line": 3, "right": 326, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("networks.find_the_bug", find_the_bug)

# %% [markdown]
# ## 14.8 Predict
#
# ★★☆ · 10 minutes
#
# With pencil and paper, before you run anything. No biases in this one:
#
# - `"weights"`: three layers of 3×3, each from 10 channels to 10. How many weights in all?
# - `"sees"`: how many pixels wide is the part of the input that one value behind the third layer sees?
# - `"depth"`: an Inception block reads 192 channels. Its branches: 64 filters of 1×1; a bottleneck of
#   96 and 128 filters of 3×3; a bottleneck of 16 and 32 filters of 5×5; a pooling and 32 filters of
#   1×1. How many channels come out?
# - `"bottleneck"`: 1×1 from 256 channels to 64, 3×3 from 64 to 64, 1×1 from 64 to 256. How many
#   weights in all?
#
# <details><summary>A nudge</summary>A layer has k · k weights for each pair of a channel that comes in
# and a channel that goes out.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "weights", "sees", "depth" or "bottleneck"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 3 · 9 · 10 · 10. Each layer of 3 adds 2 to the first pixel: 1 + 2 + 2 + 2. Only the last layer of
    # each branch is joined: 64 + 128 + 32 + 32. And 256·64 + 9·64·64 + 64·256.
    answers = {"weights": 2700, "sees": 7, "depth": 256, "bottleneck": 69632}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("networks.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Your counters meet the famous numbers, and then show where VGG-16 keeps its
# weights, its multiply-adds and the values of its maps. Last, a signal goes through twenty blocks with small random
# weights, with the shortcut and without.

# %%
alexnet, vgg16 = [], []
for groups in (1, 2):
    alexnet.append(
        [
            ("conv", 96, 11, 4, 0, 1),
            ("pool", 0, 3, 2, 0, 1),
            ("conv", 256, 5, 1, 2, groups),
            ("pool", 0, 3, 2, 0, 1),
            ("conv", 384, 3, 1, 1, 1),
            ("conv", 384, 3, 1, 1, groups),
            ("conv", 256, 3, 1, 1, groups),
            ("pool", 0, 3, 2, 0, 1),
            *[("dense", n, 1, 1, 0, 1) for n in (4096, 4096, 1000)],
        ]
    )
for F, n in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
    vgg16 += [("conv", F, 3, 1, 1, 1)] * n + [("pool", 0, 2, 2, 0, 1)]
vgg16 += [("dense", n, 1, 1, 0, 1) for n in (4096, 4096, 1000)]

for name, net in [("AlexNet", alexnet[0]), ("in two groups", alexnet[1])]:
    print(f"{name:14} {network_parameters(net, 3, (227, 227)):12,} parameters")
print(f"{'VGG-16':14} {network_parameters(vgg16, 3, (224, 224)):12,} parameters")
print(f"{'':14} {network_macs(vgg16, 3, (224, 224)) / 1e9:12.2f} G multiply-adds")
for reduce in (0, 64):
    depth, macs = inception_macs(256, (28, 28), 128, 192, 96, reduce)
    print(f"{'Inception':14} depth {depth:.0f}, {macs:,.0f} multiply-adds, reduce = {reduce}")

shapes = [
    (3, 224, 224),
    *(tuple(int(n) for n in row) for row in layer_shapes(vgg16, 3, (224, 224))),
]
costs = np.array(
    [
        (network_parameters([row], C, (H, W)), network_macs([row], C, (H, W)), np.prod(after))
        for row, (C, H, W), after in zip(vgg16, shapes, shapes[1:], strict=False)
    ]
)

rng = np.random.default_rng(14)
plain = direct = rng.uniform(0, 1, size=(1, 4, 6, 8))
block = inception_block(
    direct, rng.normal(size=(2, 4)), rng.normal(size=(1, 4, 3, 3)), rng.normal(size=(1, 4, 5, 5))
)
print("an Inception block made", direct.shape, "into", block.shape)
for _ in range(20):
    w1, w2 = rng.normal(0, 0.1, size=(2, 4, 4, 3, 3))
    direct = residual_block(direct, w1, w2, None, (1, 1))
    plain = np.maximum(padded_conv(np.maximum(padded_conv(plain, w1), 0), w2), 0)
left = f"{direct.std():.0e} with shortcuts, {plain.std():.0e} without"
print("spread of the values after 20 blocks:", left)

fig, axis = plt.subplots(figsize=(9, 3.2))
for marker, name, values in zip(
    "o^s", ["parameters", "multiply-adds", "values"], costs.T, strict=True
):
    axis.plot(100 * values / values.sum(), marker=marker, label=name)
axis.set_xticks(range(len(vgg16)), [kind for kind, *_ in vgg16], rotation=90)
axis.set(xlabel="layer of VGG-16", ylabel="% of all")
axis.legend(frameon=False)
fig.subplots_adjust(bottom=0.28)

# %% [markdown]
# ## 14.9 In your own words
#
# A friend wants to recognise mushrooms on a telephone and says: "I take VGG-16, because it is simple.
# If it is too large, I throw out some of the convolutions. And if it is not good enough, I stack a
# hundred layers more." Which part of VGG-16 fills the telephone's storage, and which costs the time? What
# would you take in its place, and why? What happens with a hundred plain layers more, and which
# idea makes a hundred layers possible? Five to seven sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# Nine tenths of the 138 million parameters are in the three dense layers, so throwing out
# convolutions saves hardly any storage; the multiply-adds, 15 billion for a picture, are nearly all
# in the convolutions, so these cost the time. I would take a network that ends in a global mean
# instead of large dense layers and splits convolutions into a depthwise and a pointwise one, such as
# MobileNet: 4 million parameters, 0.57 billion multiply-adds, and about the same accuracy. A hundred
# plain layers more would make it worse, even on the training pictures: it is not overfitting, the
# training itself no longer finds good weights. Shortcuts make such depth possible: a block then has
# to learn only the difference from its input, and by learning nothing it hands the input on.
#
# Marks: 1 for weights in the dense layers and multiply-adds in the convolutions; 1 for a fitting
# replacement with its reason (global pooling, bottlenecks, depthwise separable layers); 1 for the
# plain deep network training worse, and the shortcut that learns the residual.
# ### END SOLUTION
