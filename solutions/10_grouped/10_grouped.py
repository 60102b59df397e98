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
# # 10 · Grouped convolutions
#
# Five small functions, a bug to find and a few numbers to predict, in an hour and a half. You split the
# channels of a layer into groups that know nothing of each other, count what it saves, see the ordinary
# layer that hides behind it, and shuffle the channels so that the groups hear of each other after all.
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
# ## 10.1 What does it save?
#
# ★☆☆ · 10 minutes
#
# A layer has C input channels and F filters. In $g$ groups, the channels are cut into $g$ blocks of C/g
# neighbours and the filters into $g$ blocks of F/g neighbours. A filter sees the channels of its own block
# and no others. Each output channel has a bias, as always.
#
# Count two things: the *parameters* (weights and biases), and the *multiply-adds* for one input, that is, how
# often a weight is multiplied with a value. Biases are added, not multiplied.
#
# Four channels, six filters, a kernel of 1 × 2, two groups, an output of 5 × 3. A filter sees 2 channels, so it
# has 2·1·2 = 4 weights. Six filters have 24, and with 6 biases that makes 30 parameters. Every weight is used
# once at each of the 15 places: 360 multiply-adds.
#
# <details><summary>A nudge</summary>How many weights has a single filter, if there are no groups? And
# with two groups?</details>
# <details><summary>The idea</summary>Weights of one filter, times the number of filters. The number of
# filters does not change.</details>
# <details><summary>Almost there</summary>Each output value costs as many products as its filter has weights, and
# there are F·oH·oW output values.</details>


# %% nbgrader={"grade_id": "grouped_costs", "solution": true}
def grouped_costs(in_channels, out_channels, kernel_size, output_size, groups):
    """Parameters and multiply-adds of a layer in groups.

    in_channels, out_channels: C and F; the groups divide both
    kernel_size: (kH, kW)
    output_size: (oH, oW)
    groups: number of groups, at least 1
    returns: array of two whole numbers, parameters with biases and multiply-adds for one input

    grouped_costs(4, 6, (1, 2), (5, 3), 2)  gives  [30, 360]
    """
    ### BEGIN SOLUTION
    (kH, kW), (oH, oW) = kernel_size, output_size
    weights = out_channels * (in_channels // groups) * kH * kW
    return np.array([weights + out_channels, weights * oH * oW])
    ### END SOLUTION


# %% nbgrader={"grade_id": "grouped_costs-check", "grade": true}
check("grouped.grouped_costs", grouped_costs)

# %% [markdown]
# ## 10.2 Shuffle the channels
#
# ★☆☆ · 10 minutes
#
# After a layer in groups, the first block of channels comes from the first group, the next block from the
# second, and so on. If the next layer has the same groups, they never hear of each other. So riffle the channels
# like piles of cards: first one from each group, then the second from each group …
#
# Six channels in two groups are 0 1 2 | 3 4 5. After the shuffle they stand in the order 0 3 1 4 2 5. Where the
# next layer cuts them in two, each half has channels of both.
#
# `x` is a batch, N × C × H × W. Pictures stay whole and samples stay apart; only the order of the channels changes.
#
# <details><summary>A nudge</summary>Write the numbers 0 … 5 into two rows, one for each group. In which
# direction do you have to read to get 0 3 1 4 2 5?</details>
# <details><summary>The idea</summary>Cut the axis of channels into two axes, groups and channels within a
# group. Swap these two. Make them one axis again.</details>
# <details><summary>Almost there</summary>The array has five axes in between. Say for each of them where it
# goes; N, H and W stay where they are.</details>


# %% nbgrader={"grade_id": "channel_shuffle", "solution": true}
def channel_shuffle(x, groups):
    """Take one channel from each group in turn.

    x: array of shape (N, C, H, W)
    groups: number of groups; it divides C
    returns: array of the same shape

    channel_shuffle(np.arange(6).reshape(1, 6, 1, 1), 2)  has the channels  0 3 1 4 2 5
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    by_group = x.reshape(N, groups, C // groups, H, W)
    return by_group.transpose(0, 2, 1, 3, 4).reshape(N, C, H, W)
    ### END SOLUTION


# %% nbgrader={"grade_id": "channel_shuffle-check", "grade": true}
check("grouped.channel_shuffle", channel_shuffle)

# %% [markdown]
# ## 10.3 The ordinary layer behind it
#
# ★★☆ · 15 minutes
#
# A filter that does not see a channel could just as well see it with weight 0. So every layer in groups is an
# ordinary layer in disguise, with zeros in most of its weights. Write down the ordinary weight.
#
# With kernels of 1 × 1 it is a matrix. Two groups, four filters, C/g = 2: let the filters be (1, 2), (3, 4),
# (5, 6) and (7, 8). Then
#
# $$\begin{pmatrix}1&2&0&0\\3&4&0&0\\0&0&5&6\\0&0&7&8\end{pmatrix}$$
#
# which is called *block-diagonal*. Larger kernels have a kH × kW grid in the place of each number.
#
# <details><summary>A nudge</summary>To which group does filter f belong, and at which channel does that group
# begin?</details>
# <details><summary>The idea</summary>Begin with zeros of shape (F, C, kH, kW), where C = g·(C/g). Copy each
# filter to where its channels are.</details>
# <details><summary>Almost there</summary>F/g neighbours share a group: divide f by that number, and forget
# the remainder.</details>


# %% nbgrader={"grade_id": "dense_weight", "solution": true}
def dense_weight(weight, groups):
    """The weight of the ordinary layer that does the same as a layer in groups.

    weight: array of shape (F, C/g, kH, kW)
    groups: g
    returns: array of shape (F, C, kH, kW), zero where a filter does not see a channel

    dense_weight(np.array([[[[5]]], [[[6]]]]), 2)[:, :, 0, 0]  gives  [[5, 0], [0, 6]]
    """
    ### BEGIN SOLUTION
    F, C_own, kH, kW = weight.shape
    dense = np.zeros((F, C_own * groups, kH, kW))
    for f in range(F):
        group = f // (F // groups)
        dense[f, group * C_own : (group + 1) * C_own] = weight[f]
    return dense
    ### END SOLUTION


# %% nbgrader={"grade_id": "dense_weight-check", "grade": true}
check("grouped.dense_weight", dense_weight)

# %% [markdown]
# ## 10.4 The operation
#
# ★★★ · 20 minutes
#
# Now the layer itself, with everything that torch lets you set but the dilation. Filter f belongs to group
# $\lfloor f / (F/g) \rfloor$; it takes that group's block of C/g channels and convolves as always, without a flip:
# a sum over its channels and over the window, and then its bias.
#
# At one pixel, with 1 × 1 kernels: x = (1, 2, 3, 4), two groups, filters (1, 10), (2, 20), (1, 10) and (2, 20), biases 0.
# The first group sees 1 and 2: its outputs are 1 + 20 = 21 and 42. The second sees 3 and 4: 43 and 86. The result is
# 21 42 43 86: the groups stand one behind the other.
#
# Any way is fine: filter by filter, group by group with the pieces put together at the end, or through 10.3.
#
# <details><summary>A nudge</summary>Begin with a single group: then it is the layer of chapter 4, with the stride
# and the padding of chapter 3.</details>
# <details><summary>The idea</summary>For each filter, cut its block of channels out of x first. What remains is a layer
# that has just this one filter.</details>
# <details><summary>Almost there</summary>weight[f] has the shape of one window of the block, for every sample. Multiply,
# sum over three axes, and keep the axis of samples.</details>


# %% nbgrader={"grade_id": "grouped_conv2d", "solution": true}
def grouped_conv2d(x, weight, bias, stride, padding, groups):
    """Convolution in groups.

    x: array of shape (N, C, H, W)
    weight: array of shape (F, C/g, kH, kW)
    bias: array of shape (F,)
    stride: (sH, sW)
    padding: (pH, pW), zeros on each side
    groups: g, which divides C and F
    returns: array of shape (N, F, oH, oW)

    The example above gives an array of shape (1, 4, 1, 1) with the values 21, 42, 43, 86.
    """
    ### BEGIN SOLUTION
    (F, C_own, kH, kW), (sH, sW), (pH, pW) = weight.shape, stride, padding
    x = np.pad(x, [(0, 0), (0, 0), (pH, pH), (pW, pW)])
    oH, oW = (x.shape[2] - kH) // sH + 1, (x.shape[3] - kW) // sW + 1
    y = np.zeros((len(x), F, oH, oW))
    for f in range(F):
        group = f // (F // groups)
        own = x[:, group * C_own : (group + 1) * C_own]
        for i in range(oH):
            for j in range(oW):
                window = own[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
                y[:, f, i, j] = np.sum(window * weight[f], axis=(1, 2, 3)) + bias[f]
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "grouped_conv2d-check", "grade": true}
check("grouped.grouped_conv2d", grouped_conv2d)

# %% [markdown]
# ## 10.5 Who hears of whom?
#
# ★★☆ · 15 minutes
#
# Stack layers in groups, all with as many output channels as input channels. Which input channels does an output
# channel depend on? Answer with a table of ones and zeros: row f says what output f depends on, and column c belongs to
# input c. If `shuffle` is true, there is a channel shuffle as in 10.2 *between* layers, none before the first and none
# after the last. Take it that every weight is used: within a group each output depends on each input.
#
# Four channels, two groups, one layer: outputs 0 and 1 depend on inputs 0 and 1, outputs 2 and 3 on inputs 2 and 3. Two
# layers without a shuffle: the same. Two layers with a shuffle: between them stand 0 2 | 1 3, so the first group of the
# second layer gets one channel from each half, and every output depends on every input.
#
# <details><summary>A nudge</summary>Write down the table of one layer. Which table does the next layer make of
# it?</details>
# <details><summary>The idea</summary>Keep a table as you go from layer to layer. A shuffle changes the order of its
# rows. A layer makes all rows of a group the same: a one wherever any of them has a one.</details>
# <details><summary>Almost there</summary>The table of one layer is a matrix of blocks, and two layers are a product of
# matrices. Where the product is larger than 1 there are several paths; the answer is still 1.</details>


# %% nbgrader={"grade_id": "channel_reach", "solution": true}
def channel_reach(channels, groups, layers, shuffle):
    """Which inputs each output depends on, through layers in groups.

    channels: C, the same in all layers
    groups: g, which divides C
    layers: how many layers there are, at least 1
    shuffle: True if the channels are shuffled between layers, else False
    returns: array of shape (C, C), 1 where output (row) depends on input (column), else 0

    channel_reach(4, 2, 1, False)
        gives  [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]
    """
    ### BEGIN SOLUTION
    size = channels // groups
    layer = np.kron(np.eye(groups), np.ones((size, size)))
    order = np.arange(channels).reshape(groups, size).T.ravel()
    reach = layer
    for _ in range(layers - 1):
        if shuffle:
            reach = reach[order]
        reach = np.minimum(layer @ reach, 1)
    return reach
    ### END SOLUTION


# %% nbgrader={"grade_id": "channel_reach-check", "grade": true}
check("grouped.channel_reach", channel_reach)

# %% [markdown]
# ## 10.6 Find the bug
#
# ★★☆ · 10 minutes
#
# A colleague has written a layer in groups with 1 × 1 kernels, for a single pixel: `x` has C values, `w` has the shape
# (F, C/g). "It runs, the shape is right, and the network even learns. Only the weights from torch give nonsense."


# %%
def grouped_pixel_of_a_colleague(x, w, groups):
    # line 1: how many channels a group has
    size = len(x) // groups
    # line 2: one output for each filter
    y = np.zeros(len(w))
    # line 3: every filter …
    for f in range(len(w)):
        # line 4: … belongs to a group …
        g = f % groups
        # line 5: … and sees the block of channels of that group
        y[f] = w[f] @ x[g * size : (g + 1) * size]
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number. In the second and the third, `x` is
# (1, 2, 3, 4), there are two groups, and all of the *six* filters are (1, 10).
#
# - `"line"`: which line is wrong, 1, 2, 3, 4 or 5?
# - `"right"`: what should come out for filter 1? (The program gives 43.)
# - `"agree"`: how many of the six filters come out right all the same?
# - `"unseen"`: with how many filters *in each group* does nobody notice, whatever the weights?
#
# <details><summary>A nudge</summary>Write down, for filters 0 to 5, the group that each belongs to, and below it the one that the
# program chooses.</details>
# <details><summary>The idea</summary>The program deals filters out as one deals cards to players. Who gets the first two?</details>
# <details><summary>Almost there</summary>When does dealing cards give every player just one?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the four questions above.

    question: "line", "right", "agree" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # f % groups deals the filters out; it should be f // (F // groups), here 0 0 0 1 1 1 and not
    # 0 1 0 1 0 1: filters 0, 2, 3 and 5 agree. Filter 1 sees 1 and 2: 1 + 20. With one filter in each
    # group, both give f.
    answers = {"line": 4, "right": 21, "agree": 4, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("grouped.find_the_bug", find_the_bug)

# %% [markdown]
# ## 10.7 Predict
#
# ★★☆ · 10 minutes
#
# With pencil and paper, before you run anything:
#
# - `"weights"`: 96 channels in, 64 out, kernels of 3 × 3, eight groups. How many weights, without biases?
# - `"depthwise"`: 32 channels in, 32 out, kernels of 5 × 5, as many groups as channels. How many parameters, with
#   biases?
# - `"shuffle"`: fifteen channels, 0 to 14, are shuffled in five groups. At which place, counted from 0, does channel 5 end?
# - `"layers"`: 64 channels in 16 groups, with a shuffle between layers. After how many layers does every output depend on
#   every input?
#
# <details><summary>A nudge</summary>For the last: what does an output know after one layer? And after two, if the four
# channels that it sees come from four different groups?</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "weights", "depthwise", "shuffle" or "layers"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 64·12·9. 32·25 + 32. Five rows of three, 0 1 2 / 3 4 5 / …, read down the columns: 5 is the second
    # of the last column, after two whole columns: place 2·5 + 1. An output knows 4, then 16, then 64 channels.
    answers = {"weights": 6912, "depthwise": 832, "shuffle": 11, "layers": 3}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("grouped.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. On grey ground there are a lighter square and a red disc, which is just as bright as the ground. The
# picture comes in two channels, brightness and redness, and a layer in two groups looks for edges in each: one group for form, one
# for colour. The first does not see the disc, the second not the square. After a shuffle, a second layer in two groups has a channel
# of each kind in both, and sees everything.

# %%
row, column = np.mgrid[0:20, 0:20]
square = (abs(row - 6) < 4) & (abs(column - 5) < 4)
disc = np.hypot(row - 13, column - 13) < 5
picture = np.stack([0.5 + 0.4 * square, 0.4 * disc])[None]
edge = np.array([[1, 2, 1], [0, 0, 0], [-1, -2, -1]]) / 4
both = np.stack([edge, edge.T, edge, edge.T])[:, None]  # two filters for each of two groups
none = np.zeros(4)
first = np.asarray(grouped_conv2d(picture, both, none, (1, 1), (0, 0), 2))
mixed = np.asarray(channel_shuffle(np.abs(first), 2))
second = np.asarray(grouped_conv2d(mixed, np.ones((2, 2, 1, 1)), none[:2], (1, 1), (0, 0), 2))

ordinary = grouped_conv2d(picture, np.asarray(dense_weight(both, 2)), none, (1, 1), (0, 0), 1)
print("blocks and zeros give the same:", np.allclose(first, ordinary))
for groups in (1, 2):
    print(
        f"costs in {groups} group(s):            ", *grouped_costs(2, 4, (3, 3), (18, 18), groups)
    )
for shuffle in (False, True):
    table = np.asarray(channel_reach(4, 2, 2, shuffle))
    print(f"two layers, shuffle {shuffle!s:5}:     ", "all mixed" if table.all() else "never mixed")

fig, axis = plt.subplots(figsize=(10, 3))
panels = {
    "brightness": picture[0, 0],
    "redness": picture[0, 1],
    "group of form": np.abs(first[0, :2]).sum(axis=0),
    "group of colour": np.abs(first[0, 2:]).sum(axis=0),
    "shuffled, mixed": second[0].sum(axis=0),
}
for n, (title, array) in enumerate(panels.items()):
    axis.imshow(array, cmap="gray", vmin=0, extent=(n, n + 0.92, 0, 0.92))
    axis.text(n, 0.97, title)
axis.set(xlim=(0, 5), ylim=(0, 1.1))
axis.axis("off")

# %% [markdown]
# ## 10.8 In your own words
#
# A colleague takes an ordinary network, sets `groups=8` in every layer and reports: "An eighth of the weights, so it
# must run eight times as fast, and the network stays the same otherwise. But it does not learn to tell red squares from
# green ones." What is right about the first half, what is doubtful about the speed, what has changed in the network, and
# what would you do? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# In every layer each filter now sees an eighth of the channels, so weights and multiply-adds fall to an eighth; the biases do
# not. Time need not fall as much: the maps are as large as before and have to be fetched and stored, and many small
# products use a processor worse than a few large ones; one has to measure. The network is another one: with the same
# groups in all layers it consists of eight networks side by side which never exchange a number, as the table of 10.5
# shows, so a group that has the colour never hears of the form. (The weight is block-diagonal, a product of
# block-diagonal matrices is block-diagonal again.) I would put a channel shuffle between the layers, or ordinary 1 × 1
# layers, or leave some layers without groups, as AlexNet did.
#
# Marks: 1 for "an eighth of the weights and multiply-adds" with a reason why the time need not follow; 1 for "groups
# never exchange anything, at any depth"; 1 for a cure (shuffle, ordinary 1 × 1 layers, some layers without groups).
# ### END SOLUTION
