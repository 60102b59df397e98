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
# # 5 · 1×1 convolution
#
# Five small functions, a bug to find and a few numbers to predict, in an hour and a half. You lay out
# pictures as a table of pixels, mix their channels with one matrix, run a small network at every
# pixel, and work out when a detour through fewer channels is the shorter way.
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
# ## 5.1 Pixels as rows
#
# ★☆☆ · 10 minutes
#
# A batch of pictures has the shape N × C × H × W. For a dense layer you want a table instead: one
# row for each pixel, one column for each channel. All the pixels of picture 0 come first, row by
# row from the top left, then those of picture 1.
#
# One picture of 1 × 3 pixels with two channels: channel 0 is 1 2 3, channel 1 is 10 20 30. The table has
# three rows: 1 10, then 2 20, then 3 30. (1 2, 3 10, 20 30 has the same shape, and is nonsense.)
#
# <details><summary>A nudge</summary>x[n, :, i, j] are the channels of one pixel. Which row of the
# table should they be?</details>
# <details><summary>The idea</summary>A reshape never changes the order in which numbers follow each
# other; it only cuts the line in other places. So the order has to be right before it.</details>
# <details><summary>Almost there</summary>np.moveaxis moves one axis and keeps the order of the others.
# Which one must be the last?</details>


# %% nbgrader={"grade_id": "pixels_as_rows", "solution": true}
def pixels_as_rows(x):
    """A batch of pictures as a table with one row for each pixel.

    x: array of shape (N, C, H, W)
    returns: array of shape (N * H * W, C)

    pixels_as_rows(np.array([[[[1, 2, 3]], [[10, 20, 30]]]]))
        gives  [[1, 10], [2, 20], [3, 30]]
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    channels_last = np.moveaxis(x, 1, -1)
    return channels_last.reshape(N * H * W, C)
    ### END SOLUTION


# %% nbgrader={"grade_id": "pixels_as_rows-check", "grade": true}
check("pointwise.pixels_as_rows", pixels_as_rows)

# %% [markdown]
# ## 5.2 And back
#
# ★☆☆ · 10 minutes
#
# The dense layer has done its work on the table, and the rows want to be pictures again. The number
# of columns may be another one by now: it becomes the number of channels. The table does not say how
# many pictures it came from, nor how high and wide they were, so you are told.
#
# The table 1 10, 2 20, 3 30 as one picture of 1 × 3 gives the channels 1 2 3 and 10 20 30. As three
# pictures of 1 × 1 it gives three pictures, each with two channels of a single pixel.
#
# <details><summary>A nudge</summary>Undo the steps of 5.1, the last one first.</details>
# <details><summary>The idea</summary>Which shape did the array have just before it became a table?</details>
# <details><summary>Almost there</summary>Reshape to that shape, with the channels where they are in
# the table: at the end. Then one axis has to travel.</details>


# %% nbgrader={"grade_id": "rows_as_pixels", "solution": true}
def rows_as_pixels(rows, N, size):
    """A table with one row for each pixel as a batch of pictures.

    rows: array of shape (N * H * W, F)
    N: number of pictures
    size: (H, W) of each picture
    returns: array of shape (N, F, H, W)

    rows_as_pixels(np.array([[1, 10], [2, 20], [3, 30]]), 1, (1, 3))
        gives  [[[[1, 2, 3]], [[10, 20, 30]]]]
    """
    ### BEGIN SOLUTION
    H, W = size
    channels_last = rows.reshape(N, H, W, rows.shape[1])
    return np.moveaxis(channels_last, -1, 1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "rows_as_pixels-check", "grade": true}
check("pointwise.rows_as_pixels", rows_as_pixels)

# %% [markdown]
# ## 5.3 Mix the channels
#
# ★★☆ · 15 minutes
#
# The 1×1 convolution itself. Every output channel is a weighted sum of the input channels, with the
# same weights at every pixel, and a bias on top:
#
# $$y[n, f, i, j] = b[f] + \sum_{c} w[f, c]\; x[n, c, i, j]$$
#
# The kernels are 1×1, so the weights need no more than two axes here. One picture of two pixels with
# the channels 1 2 and 10 20, one filter with the weights 3 and 1, bias 100: the pixels become
# 100 + 3·1 + 1·10 = 113 and 100 + 3·2 + 1·20 = 126.
#
# Any way is fine: loops, `einsum`, or a dense layer on the table of 5.1 and the way back of 5.2.
#
# <details><summary>A nudge</summary>What does a dense layer do with a single pixel, x[n, :, i, j]?</details>
# <details><summary>The idea</summary>With rows of pixels, all pixels at once are one product of two
# matrices. Which of them has to be transposed?</details>
# <details><summary>Almost there</summary>In the table, the filters are the last axis, and a bias of
# F numbers lines up by itself. In a batch of pictures it does not: give it two more axes.</details>


# %% nbgrader={"grade_id": "mix_channels", "solution": true}
def mix_channels(x, weight, bias):
    """1×1 convolution: the same weighted sums of the channels at every pixel.

    x: array of shape (N, C, H, W)
    weight: array of shape (F, C)
    bias: array of shape (F,)
    returns: array of shape (N, F, H, W)

    mix_channels(np.array([[[[1, 2]], [[10, 20]]]]), np.array([[3, 1]]), np.array([100]))
        gives  [[[[113, 126]]]]
    """
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    F = len(weight)
    y = np.zeros((N, F, H, W))
    for f in range(F):
        y[:, f] = bias[f]
        for c in range(C):
            y[:, f] += weight[f, c] * x[:, c]
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "mix_channels-check", "grade": true}
check("pointwise.mix_channels", mix_channels)

# %% [markdown]
# ## 5.4 A network at every pixel
#
# ★★☆ · 15 minutes
#
# Two 1×1 layers with a ReLU between them make a small network, and every pixel runs through it on
# its own. At each pixel
#
# $$z = \max(0,\; W_1 x + b_1), \qquad y = W_2\, z + b_2 .$$
#
# The maximum is taken number by number. There is no ReLU at the end.
#
# One pixel with the channels 3 and 5. The first layer has the weights (1, −1) and (−1, 1) and no
# bias: it gives −2 and 2. The ReLU makes 0 and 2 of them, and the second layer, with weights (1, 1),
# answers 2. That is |3 − 5|, which no single layer can compute.
#
# <details><summary>A nudge</summary>You have written one such layer in 5.3. Here the batch has a
# single picture, without the axis N.</details>
# <details><summary>The idea</summary>Layer, maximum with 0, layer. Where do the biases belong?</details>
# <details><summary>Almost there</summary>x[None] makes a batch of one of the picture, and y[0] takes
# it out again.</details>


# %% nbgrader={"grade_id": "pixel_mlp", "solution": true}
def pixel_mlp(x, weight1, bias1, weight2, bias2):
    """Two 1×1 convolutions with a ReLU between them.

    x: array of shape (C, H, W)
    weight1, bias1: arrays of shapes (M, C) and (M,)
    weight2, bias2: arrays of shapes (F, M) and (F,)
    returns: array of shape (F, H, W)

    pixel_mlp(np.array([[[3]], [[5]]]), np.array([[1, -1], [-1, 1]]), np.array([0, 0]),
              np.array([[1, 1]]), np.array([0]))
        gives  [[[2]]]
    """
    ### BEGIN SOLUTION
    z = np.einsum("mc,chw->mhw", weight1, x) + bias1[:, None, None]
    z = np.maximum(z, 0)
    return np.einsum("fm,mhw->fhw", weight2, z) + bias2[:, None, None]
    ### END SOLUTION


# %% nbgrader={"grade_id": "pixel_mlp-check", "grade": true}
check("pointwise.pixel_mlp", pixel_mlp)

# %% [markdown]
# ## 5.5 How wide may the bottleneck be?
#
# ★★☆ · 15 minutes
#
# A layer with a large kernel goes from C channels to F. To save work, a 1×1 layer can first bring the C
# channels down to M; the large kernel then goes from M to F. The maps keep their height and width.
# Multiply-adds at one pixel:
#
# - direct: $k_H\, k_W\, C\, F$
# - by the bottleneck: $C\, M + k_H\, k_W\, M\, F$
#
# A small M saves a lot, a large one costs more than it saves. Return the largest M for which the
# bottleneck takes **fewer** multiply-adds than the direct layer, and 0 if there is none.
#
# With C = 9, F = 2 and a kernel of 3×3, the direct way takes 162. By a bottleneck of 5 it takes 45 + 90 =
# 135; by one of 6, 54 + 108 = 162, which saves nothing. So the answer is 5.
#
# <details><summary>A nudge</summary>How much does one more channel in the middle cost?</details>
# <details><summary>The idea</summary>Count M up from 0 while the next one still saves. Or solve for M: both
# terms of the detour have it as a factor.</details>
# <details><summary>Almost there</summary>If you divide: try the example, in which the quotient is a
# whole number. Just below it is what you want, and rounding down does not move it.</details>


# %% nbgrader={"grade_id": "widest_bottleneck", "solution": true}
def widest_bottleneck(C, F, kernel_size):
    """The largest number of middle channels with which a bottleneck saves multiply-adds.

    C: number of channels that come in
    F: number of channels that go out
    kernel_size: (kH, kW) of the large kernel
    returns: a whole number, 0 if no bottleneck saves any

    widest_bottleneck(9, 2, (3, 3))  gives  5
    """
    ### BEGIN SOLUTION
    kH, kW = kernel_size
    direct = kH * kW * C * F
    M = 0
    while C * (M + 1) + kH * kW * (M + 1) * F < direct:
        M += 1
    return M
    ### END SOLUTION


# %% nbgrader={"grade_id": "widest_bottleneck-check", "grade": true}
check("pointwise.widest_bottleneck", widest_bottleneck)

# %% [markdown]
# ## 5.6 Find the bug
#
# ★★☆ · 10 minutes
#
# Somebody replaced the loops of a 1×1 convolution by a dense layer. "Right shape, much faster, and the
# network trains. A bit worse than before, though." One line of it is wrong.


# %%
def one_by_one_of_a_colleague(x, weight):
    # line 1: sizes
    N, C, H, W = x.shape
    # line 2: one row for each pixel
    rows = np.moveaxis(x, 1, 3).reshape(N * H * W, C)
    # line 3: a dense layer
    dense = rows @ weight.T
    # line 4: pictures again
    return dense.reshape(N, len(weight), H, W)


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: one picture of 1 × 3 pixels has the channels 1 2 3 and 10 20 30. The weights are 1 1 for
#   filter 0 and 0 2 for filter 1. What belongs at the leftmost pixel of the channel of filter 1? The program gives 40 there.
# - `"unseen"`: with how many filters is its result right all the same, whatever the picture?
#
# <details><summary>A nudge</summary>Write the table after line 3 down: three rows, two columns.</details>
# <details><summary>The idea</summary>In which order does line 4 read the table, and in which order does it
# fill the pictures?</details>
# <details><summary>Almost there</summary>The table changes filter with every number, a picture only after its last
# pixel. When is there no difference?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # The filters are the last axis of the table. Line 4 needs reshape(N, H, W, F) and then a
    # moveaxis to the front. Filter 1 gives 0·1 + 2·10. With one filter, there is nothing to move.
    answers = {"line": 4, "right": 20, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("pointwise.find_the_bug", find_the_bug)

# %% [markdown]
# ## 5.7 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"parameters"`: a 1×1 layer takes 200 channels to a single one, with a bias. How many numbers does
#   it have to learn?
# - `"cost"`: 64 channels go through a 1×1 layer to 16, and then through a 3×3 layer with stride 1 to 64. How
#   many multiply-adds is that for one pixel, both layers together?
# - `"sight"`: ten 1×1 layers, one after the other, with ReLUs between. How many pixels wide is the
#   part of the picture that one output value depends on?
#
# <details><summary>A nudge</summary>A layer has a weight for each output channel, each input channel
# and each cell of the kernel.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "parameters", "cost" or "sight"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 200 weights and one bias. 64·16 = 1,024 and 9·16·64 = 9,216. A pixel never sees another one.
    answers = {"parameters": 201, "cost": 10240, "sight": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("pointwise.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A seaside of 20 × 30 pixels, painted by NumPy, goes through your functions. First the three
# colours become one brightness and two colour differences, as in every JPEG file. Then a network at every pixel, with
# two layers of weights that were set by hand, marks what is neither blue nor red: the sky and the sea
# have more blue than red, the sand and the sun more red than blue, and the boat with its sail is grey.

# %%
i, j = np.mgrid[0:20, 0:30] / 20
red = np.where(i < 0.5, 0.55 + 0.5 * i, np.where(i < 0.8, 0.1 + 0.1 * i, 0.85))
green = np.where(i < 0.5, 0.75 + 0.2 * i, np.where(i < 0.8, 0.3 + 0.3 * i, 0.75))
blue = np.where(i < 0.5, 0.95, np.where(i < 0.8, 0.55 + 0.2 * i, 0.5))
scene = np.stack([red, green, blue])
scene[:, (i - 0.2) ** 2 + (j - 1.15) ** 2 < 0.014] = np.array([[1.0], [0.85], [0.3]])
scene[:, (abs(i - 0.55) < 0.06) & (abs(j - 0.5) < 0.25)] = 0.5
scene[:, (i > 0.2) & (i < 0.5) & (j > 0.45) & (j < 0.45 + (i - 0.2))] = 0.9

to_ycc = np.array([[0.299, 0.587, 0.114], [-0.169, -0.331, 0.5], [0.5, -0.419, -0.081]])
brightness, more_blue, more_red = mix_channels(scene[None], to_ycc, np.zeros(3))[0]

# z = (B − R − 0.1, R − B − 0.1), cut off at zero; y = 1 − 20·(their sum): above zero where R ≈ B
grey = pixel_mlp(
    scene,
    np.array([[-1.0, 0.0, 1.0], [1.0, 0.0, -1.0]]),
    np.array([-0.1, -0.1]),
    np.array([[-20.0, -20.0]]),
    np.array([1.0]),
)[0]

rows = pixels_as_rows(scene[None])
dense = rows_as_pixels(rows @ to_ycc.T, 1, (20, 30))[0]
print(
    "1×1 convolution = dense layer on the rows:",
    np.allclose(dense, [brightness, more_blue, more_red]),
)
print(
    "a 3×3 layer, 256 to 256 channels, pays for a bottleneck of",
    widest_bottleneck(256, 256, (3, 3)),
)

fig, axis = plt.subplots(figsize=(10, 2.1))
titles = ["three channels", "brightness", "red difference", "neither blue nor red"]
shown = [np.moveaxis(scene, 0, 2).clip(0, 1), brightness, more_red, grey > 0]
for n, (array, title) in enumerate(zip(shown, titles, strict=True)):
    axis.imshow(array, cmap="gray", extent=(n, n + 0.94, 0, 0.63))
    axis.text(n, 0.67, title)
axis.set(xlim=(0, 4), ylim=(0, 0.8))
axis.axis("off")

# %% [markdown]
# ## 5.8 In your own words
#
# A colleague writes: "A 3×3 kernel costs nine times as much as a 1×1 kernel. I have replaced all 3×3 layers
# of my classifier by 1×1 layers and put no activation between them, to save even more." What does a
# 1×1 layer do, and to which layer that you know is it equal? What can this network no longer see? What do
# its layers without activation amount to? Where do 1×1 layers save work without such a loss? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# A 1×1 layer takes weighted sums of the channels at each pixel: it is a dense layer from C to F
# numbers that every pixel goes through on its own, with the same weights. No pixel sees a
# neighbour, and however many such layers follow each other, none ever will: the network judges single
# pixels, and edges, textures and shapes are lost. Without an activation between them, the layers are
# one matrix product after another, which is a single 1×1 layer. With a ReLU they would be a small
# network at each pixel, as in Network in Network. Work is saved where a 1×1 layer narrows the channels
# before a 3×3 layer: both are there, the 3×3 layer still looks at the neighbourhood, and it does so on
# fewer channels.
#
# Marks: 1 for "a dense layer over the channels at every pixel" with "no neighbourhood"; 1 for the
# collapse into one layer without activations; 1 for a bottleneck before a larger kernel (or a similar
# use in which larger kernels stay).
# ### END SOLUTION
