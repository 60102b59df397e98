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
# # 4 · Channels
#
# Six small functions, a bug to find and a few numbers to predict, in an hour and a half. You start from a picture file and end with
# the convolution layer as libraries have it: channels in, channels out, a batch, a bias, a stride and
# padding. In between you count what it costs.
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
# ## 4.1 Channels first
#
# ★☆☆ · 5 minutes
#
# A picture file is read pixel by pixel, and each pixel brings its red, green and blue along: the array
# has the shape $H \times W \times C$. A layer wants one picture for each channel: $C \times H \times W$.
# Change the order.
#
# A row of two pixels, the first with red 1, green 2, blue 3, the second with 4, 5, 6, comes as
# `[[[1, 2, 3], [4, 5, 6]]]`. Channel by channel it is `[[[1, 4]], [[2, 5]], [[3, 6]]]`.
#
# <details><summary>A nudge</summary>Which value stands at [c, i, j] of the result?</details>
# <details><summary>The idea</summary>picture[:, :, 0] is the red picture. What becomes of
# it?</details>
# <details><summary>Almost there</summary>reshape gives the right shape and the wrong picture. You want
# a function that moves an axis.</details>


# %% nbgrader={"grade_id": "channels_first", "solution": true}
def channels_first(picture):
    """The channels of a picture, one after the other.

    picture: array of shape (H, W, C)
    returns: array of shape (C, H, W)

    channels_first(np.array([[[1, 2, 3], [4, 5, 6]]]))  gives  [[[1, 4]], [[2, 5]], [[3, 6]]]
    """
    ### BEGIN SOLUTION
    return np.moveaxis(picture, 2, 0)
    ### END SOLUTION


# %% nbgrader={"grade_id": "channels_first-check", "grade": true}
check("channels.channels_first", channels_first)

# %% [markdown]
# ## 4.2 One filter
#
# ★★☆ · 15 minutes
#
# A *kernel* is one grid of weights. A *filter* is a stack of kernels, one for each channel of the
# input. Each kernel slides over its own channel, and what they give is added up:
#
# $$y_{i,j} = \sum_c \sum_a \sum_b w_{c,a,b}\; x_{c,\,i+a,\,j+b}$$
#
# Many channels go in, and one map comes out. No padding, stride 1, nothing is flipped.
#
# Two channels of one row: $x_0 = (1, 2, 3)$ and $x_1 = (5, 0, 1)$, with the kernels $w_0 = (1, 1)$ and
# $w_1 = (2, -1)$. The first kernel gives 3 5, the second 10 −1. The filter gives 13 4.
#
# <details><summary>A nudge</summary>With one channel it is chapter 2. What is done with the second
# one?</details>
# <details><summary>The idea</summary>Take the window from all channels at once: x[:, i : …, j : …] has
# the shape of w.</details>
# <details><summary>Almost there</summary>np.sum adds up over all axes, if you do not name
# any.</details>


# %% nbgrader={"grade_id": "one_filter", "solution": true}
def one_filter(x, w):
    """Cross-correlation of a picture with several channels and one filter.

    x: array of shape (C, H, W)
    w: filter, array of shape (C, kH, kW); w[c] is the kernel of channel c
    returns: array of shape (H - kH + 1, W - kW + 1)

    one_filter(np.array([[[1, 2, 3]], [[5, 0, 1]]]), np.array([[[1, 1]], [[2, -1]]]))
        gives  [[13, 4]]
    """
    ### BEGIN SOLUTION
    (_, H, W), (_, kH, kW) = x.shape, w.shape
    y = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            y[i, j] = np.sum(w * x[:, i : i + kH, j : j + kW])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "one_filter-check", "grade": true}
check("channels.one_filter", one_filter)

# %% [markdown]
# ## 4.3 A bank of filters
#
# ★★☆ · 10 minutes
#
# One filter makes one map. To get $F$ maps, take $F$ filters. Each of them sees all the channels of the
# input, and its map is one channel of the output:
#
# $$y_{f,i,j} = \sum_c \sum_a \sum_b w_{f,c,a,b}\; x_{c,\,i+a,\,j+b}$$
#
# The input of the last example, and a second filter, with the kernels $(0, 1)$ and $(1, 0)$: it gives
# $2 + 5 = 7$ and $3 + 0 = 3$. Both filters together give `[[[13, 4]], [[7, 3]]]`, two channels of one
# row.
#
# <details><summary>A nudge</summary>What do you get by calling 4.2 for every filter? (If you call it,
# your answer here stands and falls with it.)</details>
# <details><summary>The idea</summary>w[f] has the shape of the filter in 4.2.</details>
# <details><summary>Almost there</summary>np.stack puts arrays of one shape on top of one another, along
# a new first axis.</details>


# %% nbgrader={"grade_id": "filter_bank", "solution": true}
def filter_bank(x, w):
    """Cross-correlation of a picture with several channels and several filters.

    x: array of shape (C, H, W)
    w: filters, array of shape (F, C, kH, kW); w[f, c] leads from channel c to map f
    returns: array of shape (F, H - kH + 1, W - kW + 1)

    x, w = np.array([[[1, 2, 3]], [[5, 0, 1]]]), np.array([[[[1, 1]], [[2, -1]]], [[[0, 1]], [[1, 0]]]])
    filter_bank(x, w)  gives  [[[13, 4]], [[7, 3]]]
    """
    ### BEGIN SOLUTION
    (_, H, W), (F, _, kH, kW) = x.shape, w.shape
    y = np.zeros((F, H - kH + 1, W - kW + 1))
    for f in range(F):
        for i in range(H - kH + 1):
            for j in range(W - kW + 1):
                y[f, i, j] = np.sum(w[f] * x[:, i : i + kH, j : j + kW])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "filter_bank-check", "grade": true}
check("channels.filter_bank", filter_bank)

# %% [markdown]
# ## 4.4 How much does it learn?
#
# ★☆☆ · 5 minutes
#
# Count the numbers that such a layer learns. There is a kernel for each pair of an input and an output
# channel. And there is a *bias*: a number for each filter, added to its whole map once the sum over the
# channels is done.
#
# Three channels in, ten filters of 3 × 3: each filter has $3 \cdot 9 = 27$ weights and a bias. That
# makes 280.
#
# <details><summary>A nudge</summary>How many kernels are there, and how many cells has
# one?</details>
# <details><summary>The idea</summary>Count what belongs to one filter. Then count the
# filters.</details>


# %% nbgrader={"grade_id": "layer_parameters", "solution": true}
def layer_parameters(in_channels, out_channels, kernel):
    """Weights and biases of a convolution layer.

    in_channels, out_channels: C and F
    kernel: (kH, kW)
    returns: a whole number

    layer_parameters(3, 10, (3, 3))  gives  280
    """
    ### BEGIN SOLUTION
    kH, kW = kernel
    weights = out_channels * in_channels * kH * kW
    biases = out_channels
    return weights + biases
    ### END SOLUTION


# %% nbgrader={"grade_id": "layer_parameters-check", "grade": true}
check("channels.layer_parameters", layer_parameters)

# %% [markdown]
# ## 4.5 How much does it work?
#
# ★★☆ · 10 minutes
#
# The time that a layer takes is counted in *multiply-adds*: one weight times one value, added to a sum.
# For each value of the output, how many of them? And how many values has the output? Stride 1, no
# padding, and the bias does not count.
#
# Three channels of 6 × 6, two filters of 3 × 3: the output has $2 \cdot 4 \cdot 4 = 32$ values, and each
# costs $3 \cdot 9 = 27$ multiply-adds. That makes 864.
#
# <details><summary>A nudge</summary>How many cells has one filter?</details>
# <details><summary>The idea</summary>Every value of the output costs as many multiply-adds as a filter
# has weights.</details>
# <details><summary>Almost there</summary>The size is that of the picture. How many windows fit into
# it?</details>


# %% nbgrader={"grade_id": "multiply_adds", "solution": true}
def multiply_adds(in_channels, out_channels, kernel, size):
    """Multiply-adds of a convolution layer on one picture, stride 1, without padding.

    in_channels, out_channels: C and F
    kernel: (kH, kW)
    size: (H, W) of the input
    returns: a whole number

    multiply_adds(3, 2, (3, 3), (6, 6))  gives  864
    """
    ### BEGIN SOLUTION
    (kH, kW), (H, W) = kernel, size
    values = out_channels * (H - kH + 1) * (W - kW + 1)
    for_each_value = in_channels * kH * kW
    return values * for_each_value
    ### END SOLUTION


# %% nbgrader={"grade_id": "multiply_adds-check", "grade": true}
check("channels.multiply_adds", multiply_adds)

# %% [markdown]
# ## 4.6 The whole layer
#
# ★★★ · 25 minutes
#
# Now everything together, as `torch.nn.functional.conv2d` has it. A *batch* of $N$ pictures, each on its
# own. Around every channel, `padding` puts zeros: $p_H$ rows at the top and at the bottom, $p_W$ columns
# at the left and at the right. The filters move by the `stride`, $s_H$ down and $s_W$ across, and only
# windows that fit count. To every map the bias of its filter is added:
#
# $$y_{n,f,i,j} = \text{bias}_f + \sum_c \sum_a \sum_b w_{f,c,a,b}\; x_{n,\,c,\,i s_H + a - p_H,\; j s_W
# + b - p_W}$$
#
# One picture with one channel of one row, $(1, 2, 3, 4)$; one filter $(1, 10)$ with the bias 100. Stride
# 2 and no padding give $1 + 20 + 100 = 121$ and $3 + 40 + 100 = 143$. With a zero on each side the row is
# 0 1 2 3 4 0, and stride 2 gives $10 + 100$, $2 + 30 + 100$ and $4 + 100$: 110 132 104.
#
# <details><summary>A nudge</summary>Do the padding first, and you never have to think of it
# again.</details>
# <details><summary>The idea</summary>Four loops: pictures, filters, rows, columns. The window begins at
# (i · sH, j · sW) and holds all channels.</details>
# <details><summary>Almost there</summary>np.pad wants a pair for each axis, also for N and C. Along an
# axis of n values, padding included, (n − k) // s + 1 windows fit.</details>


# %% nbgrader={"grade_id": "conv_batch", "solution": true}
def conv_batch(x, weight, bias, stride, padding):
    """A convolution layer on a batch of pictures.

    x: array of shape (N, C, H, W)
    weight: array of shape (F, C, kH, kW)
    bias: array of shape (F,)
    stride: (sH, sW)
    padding: (pH, pW), zeros on each side of every channel
    returns: array of shape (N, F, oH, oW), oH = (H + 2 * pH - kH) // sH + 1 and oW likewise

    x, weight, bias = np.array([[[[1, 2, 3, 4]]]]), np.array([[[[1, 10]]]]), np.array([100])
    conv_batch(x, weight, bias, (1, 2), (0, 0))  gives  [[[[121, 143]]]]
    conv_batch(x, weight, bias, (1, 2), (0, 1))  gives  [[[[110, 132, 104]]]]
    """
    ### BEGIN SOLUTION
    (sH, sW), (pH, pW) = stride, padding
    x = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    (N, _, H, W), (F, _, kH, kW) = x.shape, weight.shape
    y = np.zeros((N, F, (H - kH) // sH + 1, (W - kW) // sW + 1))
    for n, f, i, j in np.ndindex(*y.shape):
        window = x[n, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
        y[n, f, i, j] = np.sum(weight[f] * window) + bias[f]
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_batch-check", "grade": true}
check("channels.conv_batch", conv_batch)

# %% [markdown]
# ## 4.7 Find the bug
#
# ★★☆ · 10 minutes
#
# The layer for one picture, by a colleague who tested it on grey photographs. One line of it is
# wrong.


# %%
def layer_of_a_colleague(x, w, bias):
    (C, H, W), (F, _, kH, kW) = x.shape, w.shape
    # line 1: a map for each filter
    y = np.zeros((F, H - kH + 1, W - kW + 1))
    for f, i, j in np.ndindex(*y.shape):
        for c in range(C):
            # line 2: what the kernel of this channel lies on
            window = x[c, i : i + kH, j : j + kW]
            # line 3: the sum of the products
            y[f, i, j] += np.sum(window * w[f, c])
            # line 4: the bias of this filter
            y[f, i, j] += bias[f]
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"excess"`: for a picture with three channels and a filter with the bias 5, every value of the map is
#   too large. By how much?
# - `"unseen"`: for how many input channels is the result right all the same?
#
# <details><summary>A nudge</summary>Count how often each line runs for one value of the
# output.</details>
# <details><summary>The idea</summary>Let all weights be 0. Which map should come out?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "excess" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # Line 4 runs once for each input channel: the bias comes in three times, twice too often. A grey
    # photograph has one channel.
    answers = {"line": 4, "excess": 10, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("channels.find_the_bug", find_the_bug)

# %% [markdown]
# ## 4.8 Predict
#
# ★★☆ · 10 minutes
#
# With pencil and paper, before you run anything:
#
# - `"parameters"`: 16 filters of 5 × 5 on a picture in red, green and blue. How many parameters, biases
#   included?
# - `"kernels"`: the first layer has 64 filters and is shown a colour picture. How many kernels has *one*
#   filter of the second layer?
# - `"weights"`: a layer of 3 × 3 leads from 32 channels to 64. Further on, height and width are half as
#   large, and a layer of 3 × 3 leads from 64 channels to 128. How many times as many weights has it?
# - `"work"`: and how many times as many multiply-adds? (Both layers keep the size of their maps.)
#
# <details><summary>A nudge</summary>For the last two, write down the product for both layers, one above
# the other.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "parameters", "kernels", "weights" or "work"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 16·(3·25 + 1); as many kernels as the first layer makes maps; twice as many channels on both
    # sides; four times the weights at a quarter of the places.
    answers = {"parameters": 1216, "kernels": 64, "weights": 4, "work": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("channels.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Among green leaves hangs something red, just as bright as the leaves. Your own
# layer looks at the picture with three filters: grey, red against green, blue against yellow.

# %%
rows, columns = np.mgrid[0:20, 0:30]
light = 0.27 + 0.06 * np.sin(columns / 2.0 + rows / 3.0) + 0.05 * np.cos(rows - columns / 5.0)
apple = (rows - 9) ** 2 + (columns - 19) ** 2 < 30
sky = rows < 4
red = np.where(apple, 2.6 * light, np.where(sky, 0.5, 0.4 * light))
green = np.where(apple, 0.24 * light, np.where(sky, 0.7, 1.4 * light))
blue = np.where(apple, 0.6 * light, np.where(sky, 0.95, 0.4 * light))
picture = np.clip(np.stack([red, green, blue], axis=2), 0, 1)  # H×W×C, as in a file

mixing = {
    "grey": [0.299, 0.587, 0.114],
    "red against green": [1, -1, 0],
    "blue against yellow": [-0.5, -0.5, 1],
}
averaging = np.full((3, 3), 1 / 9)
weight = np.array([[share * averaging for share in shares] for shares in mixing.values()])
x = channels_first(picture)
maps = conv_batch(x[None], weight, np.zeros(3), (1, 1), (1, 1))[0]

inside = maps[:, 1:-1, 1:-1]
print("the bank agrees with the layer: ", np.allclose(filter_bank(x, weight), inside))
print("its first filter does, too:     ", np.allclose(one_filter(x, weight[0]), inside[0]))
print("numbers to learn:               ", layer_parameters(3, 3, (3, 3)))
print("multiply-adds without padding:  ", multiply_adds(3, 3, (3, 3), (20, 30)))

fig, axis = plt.subplots(figsize=(10, 2.2))
for n, (array, title) in enumerate(zip([picture, *maps], ["picture", *mixing], strict=True)):
    look = {"cmap": "gray"} if n < 2 else {"cmap": "PuOr", "vmin": -0.8, "vmax": 0.8}
    axis.imshow(array, extent=(n, n + 0.95, 0, 0.63), **look)
    axis.text(n, 0.67, title)
axis.set(xlim=(0, 4), ylim=(0, 0.8))
axis.axis("off")

# %% [markdown]
# ## 4.9 In your own words
#
# A colleague adds a layer of 3 × 3 to a network, between 128 maps and the 256 that come next. "Small
# kernels," he says, "so there is not much to learn: nine weights, and nine for each map at most. And a
# bias for each pair." What is a kernel, what is a filter, and how many numbers does the layer learn? Why
# is there one bias for each filter, and not more? And why do networks take more channels where height and
# width have become smaller? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# A kernel is one grid of 3 × 3 weights; a filter is a stack of 128 of them, one for each map that comes
# in, whose results are added up into one map. There are 256 filters, so the layer learns $256 \cdot 128
# \cdot 9 = 294{,}912$ weights and 256 biases: 295,168 numbers. The bias is added after the sum over the
# channels; 128 biases inside of the sum would add up to one number anyway, so they could do nothing that
# one cannot. Where height and width are halved there is a quarter of the places, so twice as many channels
# on both sides cost the same number of multiply-adds; what is lost in places is partly made up for in kinds
# of things to look for. (There are four times as many weights, and too many channels can learn the
# training pictures by heart.)
#
# Marks: 1 for kernel and filter and for the sum over the input channels, with a number of weights that
# follows from it; 1 for one bias for each filter, after the sum, with a reason; 1 for the cost that stays
# when channels double and height and width halve.
# ### END SOLUTION
