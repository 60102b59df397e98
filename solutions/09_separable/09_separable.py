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
# # 9 · Separable convolutions
#
# Six small functions, a bug to find and a few numbers to predict, in an hour and three quarters. First you take kernels apart into a column and
# a row, find out which ones let themselves be taken apart, and count what that saves. Then you take a
# whole layer apart: first space, then channels.
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
# ## 9.1 Down, then across
#
# ★☆☆ · 15 minutes
#
# Slide a column of weights down every column of the picture, as far as it fits. Then take *what came
# out* and slide a row of weights across it. As always in this course nothing is flipped, and there is
# no padding.
#
# The picture $\begin{pmatrix}1 & 2\\ 3 & 5\end{pmatrix}$, the column $(1, 10)$, the row $(1, -1)$. The
# column turns the picture into one line, $1 + 30 = 31$ and $2 + 50 = 52$. The row turns that line into
# one number, $31 - 52 = -21$. The 2×2 kernel
# $\begin{pmatrix}1 & -1\\ 10 & -10\end{pmatrix}$ would have given the same in one step.
#
# <details><summary>A nudge</summary>How high and how wide is the map between the two
# passes?</details>
# <details><summary>The idea</summary>Each pass is a sum of shifted pictures, one for each
# weight.</details>
# <details><summary>Almost there</summary>Weight number a of the column meets the rows that begin at
# a. For the second pass, do the same with columns, and read the first result.</details>


# %% nbgrader={"grade_id": "two_passes", "solution": true}
def two_passes(x, column, row):
    """Cross-correlate a picture with a column, then the result with a row.

    x: array of shape (H, W)
    column: array of shape (kH,), with kH <= H
    row: array of shape (kW,), with kW <= W
    returns: array of shape (H - kH + 1, W - kW + 1)

    two_passes(np.array([[1, 2], [3, 5]]), np.array([1, 10]), np.array([1, -1]))  gives  [[-21]]
    """
    ### BEGIN SOLUTION
    oH, oW = x.shape[0] - len(column) + 1, x.shape[1] - len(row) + 1
    down = sum(weight * x[a : a + oH] for a, weight in enumerate(column))
    return sum(weight * down[:, b : b + oW] for b, weight in enumerate(row))
    ### END SOLUTION


# %% nbgrader={"grade_id": "two_passes-check", "grade": true}
check("separable.two_passes", two_passes)

# %% [markdown]
# ## 9.2 What does it cost?
#
# ★☆☆ · 10 minutes
#
# Count multiplications. With one pass, the whole kernel of $k_H \times k_W$ stands at every place where
# it fits. With two passes, a column of $k_H$ goes first and a row of $k_W$ second, as in 9.1. Mind what
# the second pass runs over.
#
# A picture of 4×5 and a kernel of 3×2. One pass: 2·4 places, six products each, 48. Two passes: the
# column has two places in each of *five* columns, three products each, 30; the row has 2·4 places, two
# products each, 16; together 46. With small kernels the gain is small.
#
# <details><summary>A nudge</summary>Along one axis, how many places has a kernel of k in n
# pixels?</details>
# <details><summary>The idea</summary>Every pass costs its number of places times its number of
# weights.</details>
# <details><summary>Almost there</summary>The first pass makes the map lower but not narrower. The
# second one makes it narrower, too.</details>


# %% nbgrader={"grade_id": "multiplications", "solution": true}
def multiplications(size, kernel_size, passes):
    """How many multiplications a convolution takes, without padding.

    size: (H, W) of the picture
    kernel_size: (kH, kW) of the kernel, no larger than the picture
    passes: 1 for the whole kernel at once, 2 for its column first and its row second
    returns: a whole number

    multiplications((4, 5), (3, 2), 1)  gives  48
    multiplications((4, 5), (3, 2), 2)  gives  46
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW) = size, kernel_size
    oH, oW = H - kH + 1, W - kW + 1
    if passes == 1:
        return oH * oW * kH * kW
    return oH * W * kH + oH * oW * kW
    ### END SOLUTION


# %% nbgrader={"grade_id": "multiplications-check", "grade": true}
check("separable.multiplications", multiplications)

# %% [markdown]
# ## 9.3 Take a kernel apart
#
# ★★☆ · 15 minutes
#
# Given a kernel that *is* a column times a row, find the two. There is more than one answer: double the
# column, halve the row, and the product stays the same. So let us agree on one: **the first value of
# the column that is not zero is 1.** Return the numbers of the column, and after them those of the row,
# in a single array.
#
# $\begin{pmatrix}4 & 6\\ -2 & -3\end{pmatrix}$ is $\begin{pmatrix}1\\ -0.5\end{pmatrix}$ times
# $(4, 6)$: the answer is 1, −0.5, 4, 6. And $\begin{pmatrix}0 & 0\\ 0 & 5\end{pmatrix}$ is
# $\begin{pmatrix}0\\ 1\end{pmatrix}$ times $(0, 5)$: the answer is 0, 1, 0, 5.
#
# <details><summary>A nudge</summary>All rows of such a kernel are multiples of one row. Which row is
# multiplied by 1, under our agreement?</details>
# <details><summary>The idea</summary>Look for the first row that is not all zeros. How large is each
# of the others, measured in it?</details>
# <details><summary>Almost there</summary>Choose a place where that row is not zero, and look at the
# column of the kernel through this place. What must you divide it by? If you go by the SVD instead:
# what should be zero may come out as 1e−17.</details>


# %% nbgrader={"grade_id": "separate", "solution": true}
def separate(w):
    """The column and the row whose outer product is w, one after the other.

    w: kernel, array of shape (kH, kW), a column times a row and not all zeros
    returns: array of length kH + kW; the first of the kH values that is not zero is 1

    separate(np.array([[4, 6], [-2, -3]]))  gives  [1, -0.5, 4, 6]
    separate(np.array([[0, 0], [0, 5]]))    gives  [0, 1, 0, 5]
    """
    ### BEGIN SOLUTION
    i, j = np.argwhere(w != 0)[0]  # row by row, so i is the first row that is not zero
    column = w[:, j] / w[i, j]
    return np.concatenate([column, w[i]])
    ### END SOLUTION


# %% nbgrader={"grade_id": "separate-check", "grade": true}
check("separable.separate", separate)

# %% [markdown]
# ## 9.4 How many pairs?
#
# ★★☆ · 15 minutes
#
# Not every kernel is a column times a row, but every kernel is a sum of such products. How many pairs of
# column and row does it take, at the least? One means that the kernel is separable.
#
# $\begin{pmatrix}1 & 2\\ 2 & 4\end{pmatrix}$ needs one pair: the second row is twice the first.
# $\begin{pmatrix}1 & 0\\ 0 & 1\end{pmatrix}$ needs two. So does
# $\begin{pmatrix}1 & 2 & 3\\ 4 & 5 & 6\\ 7 & 8 & 9\end{pmatrix}$, although its determinant is 0: the
# determinant says that three pairs are more than needed, and no more than that.
#
# Beware of rounding. A kernel made of tenths is separable if it would be so on paper, even where the
# computer is off in the sixteenth digit; and dividing a kernel by 1000, or by a billion, makes no
# difference to the answer.
#
# <details><summary>A nudge</summary>Mathematics has a name for this number. It has to do with how many
# rows are new, and how many follow from the others.</details>
# <details><summary>The idea</summary>Take one pair away, so that a row and a column of the rest become
# zero. How often can you do that until nothing is left? Or ask np.linalg for the singular
# values.</details>
# <details><summary>Almost there</summary>"Nothing" means small, compared with the largest number that
# you began with.</details>


# %% nbgrader={"grade_id": "passes_needed", "solution": true}
def passes_needed(w):
    """The least number of column-and-row pairs whose products add up to w.

    w: kernel, array of shape (kH, kW), not all zeros
    returns: a whole number, at least 1

    passes_needed(np.array([[1, 2], [2, 4]]))  gives  1
    passes_needed(np.array([[1, 0], [0, 1]]))  gives  2
    """
    ### BEGIN SOLUTION
    sizes = np.linalg.svd(w, compute_uv=False)
    return int(np.sum(sizes > 1e-6 * sizes[0]))
    ### END SOLUTION


# %% nbgrader={"grade_id": "passes_needed-check", "grade": true}
check("separable.passes_needed", passes_needed)

# %% [markdown]
# ## 9.5 Depthwise: to each channel its own
#
# ★★☆ · 15 minutes
#
# A depthwise convolution gives each input channel filters of its own and adds up nothing across
# channels. There may be several filters for each channel, say $m$; this number is called the *depth
# multiplier*. The outputs come in the order that torch uses: first the $m$ outputs of channel 0, then
# the $m$ outputs of channel 1, and so on. The weights have the same order.
#
# Two channels of a single pixel, 5 and 7, and four filters of a single weight, 1, 10, 2, 20. Then $m =
# 2$. The first two filters see channel 0 and give 5 and 50, the others see channel 1 and give 14
# and 140.
#
# <details><summary>A nudge</summary>How many filters belong to one channel, if w has F of them and x
# has C channels?</details>
# <details><summary>The idea</summary>For output number f, which channel of x must be read? Write the
# numbers of f for C = 2, m = 3 in a line, and the channels below.</details>
# <details><summary>Almost there</summary>The channels read 0 0 0 1 1 1. That is no remainder of
# f.</details>


# %% nbgrader={"grade_id": "depthwise_conv", "solution": true}
def depthwise_conv(x, w):
    """Each channel with filters of its own, stride 1, no padding, no flip.

    x: array of shape (N, C, H, W)
    w: array of shape (C·m, 1, kH, kW); filters c·m to c·m + m − 1 belong to channel c
    returns: array of shape (N, C·m, H - kH + 1, W - kW + 1)

    With x = [[[[5]], [[7]]]] and w = [[[[1]]], [[[10]]], [[[2]]], [[[20]]]], as arrays,
    depthwise_conv(x, w)  gives  [[[[5]], [[50]], [[14]], [[140]]]]
    """
    ### BEGIN SOLUTION
    (N, C, H, W), (F, _, kH, kW) = x.shape, w.shape
    m, oH, oW = F // C, H - kH + 1, W - kW + 1
    y = np.zeros((N, F, oH, oW))
    for f in range(F):
        for a in range(kH):
            for b in range(kW):
                y[:, f] += w[f, 0, a, b] * x[:, f // m, a : a + oH, b : b + oW]
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "depthwise_conv-check", "grade": true}
check("separable.depthwise_conv", depthwise_conv)

# %% [markdown]
# ## 9.6 Depthwise separable
#
# ★★★ · 15 minutes
#
# Now the layer of the small networks: first each channel with its own filter, then, at every pixel, the
# channels mixed by a 1×1 convolution, and a bias on top:
#
# $$y[f, i, j] = b[f] + \sum_c p[f, c] \cdot \sum_{a, b} d[c, a, b] \cdot x[c, i + a, j + b]$$
#
# To keep the arrays small, there is one picture, one filter for each channel, and the axes of length 1
# are left out: $d$ is (C, kH, kW) and $p$ is (F, C).
#
# Two channels, one line of two pixels each: (1, 2) and (3, 4). Depthwise filters (1, 1) and (1, −1):
# after the first step channel 0 holds 3 and channel 1 holds −1. With the pointwise weights (1, 10) and
# the bias 0.5 the one output is $3 - 10 + 0.5 = -6.5$.
#
# <details><summary>A nudge</summary>Two steps, one after the other. Which shape does the map between
# them have?</details>
# <details><summary>The idea</summary>The second step is a matrix times the channels of a pixel, the
# same matrix at every pixel.</details>
# <details><summary>Almost there</summary>Output f is a sum of whole maps, each times one number of row
# f. np.tensordot and np.einsum do it in one line. The bias comes last, once.</details>


# %% nbgrader={"grade_id": "separable_conv", "solution": true}
def separable_conv(x, depthwise, pointwise, bias):
    """Depthwise convolution, then pointwise, then the bias; stride 1, no padding, no flip.

    x: array of shape (C, H, W)
    depthwise: array of shape (C, kH, kW), one filter for each channel
    pointwise: array of shape (F, C)
    bias: array of shape (F,)
    returns: array of shape (F, H - kH + 1, W - kW + 1)

    With x = [[[1, 2]], [[3, 4]]], depthwise = [[[1, 1]], [[1, -1]]], pointwise = [[1, 10]] and
    bias = [0.5], as arrays,  separable_conv(x, depthwise, pointwise, bias)  gives  [[[-6.5]]]
    """
    ### BEGIN SOLUTION
    (_, H, W), (_, kH, kW) = x.shape, depthwise.shape
    oH, oW = H - kH + 1, W - kW + 1
    filtered = sum(
        depthwise[:, a, b, None, None] * x[:, a : a + oH, b : b + oW]
        for a in range(kH)
        for b in range(kW)
    )
    return np.einsum("fc,cij->fij", pointwise, filtered) + bias[:, None, None]
    ### END SOLUTION


# %% nbgrader={"grade_id": "separable_conv-check", "grade": true}
check("separable.separable_conv", separable_conv)

# %% [markdown]
# ## 9.7 Find the bug
#
# ★★☆ · 10 minutes
#
# A filter that looks at several channels has three axes: channel, row, column. If it is an outer
# product of three vectors, it is called *flattened*. This program is meant to build such a filter. One
# line of it is wrong.


# %%
def flattened_filter_of_a_colleague(channel, column, row):
    # line 1: what the filter looks like in space
    plane = np.outer(column, row)
    # line 2: room for one such plane per channel
    w = np.zeros((len(channel), len(column), len(row)))
    # line 3: every channel …
    for c in range(len(channel)):
        # line 4: … has the plane, times its own number
        w[c] = channel[c] + plane
    return w


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: for `channel = [3, -1]`, `column = [1, 2, 1]` and `row = [1, 0, 4]`, what belongs at
#   `w[0, 1, 2]`? The program gives 11 there.
# - `"weights"`: with 3 channels, a column of 5 and a row of 7, how many numbers have to be learned and
#   stored for such a filter?
# - `"unseen"`: somebody tests the program with a plane full of twos, and a `channel` that holds the
#   same number everywhere. With which number does the test find nothing?
#
# <details><summary>A nudge</summary>Every value of the filter comes from three numbers.</details>
# <details><summary>The idea</summary>Compare the comment of each line with what the line
# does.</details>
# <details><summary>Almost there</summary>For "unseen": which number gives the same when you add 2 to
# it and when you multiply it by 2?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the four questions above.

    question: "line", "right", "weights" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # + should be *: 3 · (2 · 4) = 24. Stored are the three vectors, 3 + 5 + 7 numbers for the 105 of
    # the filter. And 2 + 2 = 2 · 2.
    answers = {"line": 4, "right": 24, "weights": 15, "unseen": 2}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("separable.find_the_bug", find_the_bug)

# %% [markdown]
# ## 9.8 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"weights"`: a depthwise separable layer with 5×5 filters takes 8 channels to 20, one filter per
#   channel, no biases. How many weights has it?
# - `"pairs"`: how many pairs of column and row does the cross
#   $\begin{pmatrix}0 & 1 & 0\\ 1 & 1 & 1\\ 0 & 1 & 0\end{pmatrix}$ need?
# - `"share"`: a separable 16×16 kernel on an enormous picture, one channel. Which share of the
#   multiplications is left if it is run in two passes, in the limit? (A number between 0 and 1.)
#
# <details><summary>A nudge</summary>For the first, draw the two small layers one after the other. For
# the last, count what one pixel costs.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "weights", "pairs" or "share"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 8 filters of 25, then 20 of 8: 200 + 160. The rows (0 1 0) and (1 1 1) are different
    # directions and the third row is the first again. 16 + 16 products in the place of 256.
    answers = {"weights": 360, "pairs": 2, "share": 1 / 8}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("separable.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Your functions take the Sobel kernel apart and run it over a magnifying glass of
# 28×28 pixels, once across and once down. Then a depthwise separable layer does both at once, in two
# channels, and its second step mixes them: the edges that lie aslant come out of a sum and a
# difference.

# %%
sobel = np.array([[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]])
weights = np.asarray(separate(sobel))
column, row = weights[:3], weights[3:]
print("Sobel:", column, "times", row, "is right:", np.allclose(np.outer(column, row), sobel))
laplace = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
print("pairs needed by Sobel:", passes_needed(sobel), "and by Laplace:", passes_needed(laplace))
counts = [multiplications((150, 200), (15, 15), passes) for passes in (1, 2)]
print("15×15 on 150×200 pixels:", *counts, "multiplications, in one pass and in two")

i, j = np.mgrid[:28, :28]
distance = np.hypot(i - 10, j - 10)
glass = ((distance > 6) & (distance < 9)) | ((abs(i - j) < 2) & (i > 15) & (i < 25))
glass = glass.astype(float)
across, down = two_passes(glass, column, row), two_passes(glass, row, column)
both = depthwise_conv(glass[None, None], np.array([sobel, sobel.T])[:, None])[0]
print("depthwise gives the same:", np.allclose(both, [across, down]))
mix = np.array([[1, 1], [1, -1]])
aslant = separable_conv(np.array([glass, glass]), np.array([sobel, sobel.T]), mix, np.zeros(2))

fig, axis = plt.subplots(figsize=(10, 2.4))
titles = ["picture", "across", "down", "sum", "difference"]
for n, (array, title) in enumerate(zip([glass, across, down, *aslant], titles, strict=True)):
    most = np.abs(array).max()
    axis.imshow(array, cmap="PuOr", vmin=-most, vmax=most, extent=(n, n + 0.92, 0, 0.92))
    axis.text(n, 0.97, title)
axis.set(xlim=(0, 5), ylim=(0, 1.15))
axis.axis("off")

# %% [markdown]
# ## 9.9 In your own words
#
# A colleague writes: "I have replaced all 3 × 3 convolutions from 64 to 64 channels by depthwise
# separable ones. It is the same trick as with the Sobel kernel: a ninth of the multiplications, and the
# same result." Which share of the multiplications is left, really? Can the new layer compute everything
# that the old one could, and in what is it different from splitting Sobel? What would you look at before
# you do the same in a very small network? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# The depthwise step costs 9·64 products at each pixel and the pointwise one 64·64, against 9·64·64: the
# share is 1/64 + 1/9, about an eighth, and most of it is the pointwise step. The result is not the
# same. Sobel is equal to its column times its row, so nothing is lost by splitting it. An ordinary layer
# has a kernel of its own for each pair of channels; in the new one, all outputs see channel c through the
# same 3 × 3 kernel, each with another factor. That is 4,672 weights for 36,864, and most old layers have
# no counterpart among the new ones, so the weights have to be learned anew. In a very small network I
# would look whether it still fits the training data, for it may now be too weak; more channels, or a
# depth multiplier, would be a remedy.
#
# Marks: 1 for 1/64 + 1/9 (about an eighth); 1 for "not the same: fewer layers can be expressed", with
# the shared spatial kernel or the number of weights as reason; 1 for the loss of capacity in a small
# network and a way to notice or to mend it.
# ### END SOLUTION
