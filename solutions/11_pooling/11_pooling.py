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
# # 11 · Pooling
#
# Five small functions, a bug to find and a few numbers to predict, in an hour and a quarter. A window slides over a map and keeps one
# number, the largest or the mean. Nothing is learned, and yet there are three places where most first
# attempts go wrong: the border, the ties and the channels. At the end you measure whether pooling does
# what it is praised for.
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
# ## 11.1 The whole map in one number
#
# ★☆☆ · 5 minutes
#
# The largest window there is covers the whole map. *Global average pooling* takes the mean of each
# channel, for every picture of the batch, and leaves one number per channel. Many networks end with it.
#
# One picture with two channels, $\begin{pmatrix}1 & 2\\ 3 & 6\end{pmatrix}$ and
# $\begin{pmatrix}0 & 0\\ 0 & 8\end{pmatrix}$: the answer is one line of two numbers, 3 and 2.
#
# <details><summary>A nudge</summary>x has four axes. Which of them should be gone in the
# answer?</details>
# <details><summary>The idea</summary>np.mean takes an axis, and it also takes several axes at
# once.</details>
# <details><summary>Almost there</summary>The axes of the map are the last two. The answer has the shape
# (N, C), without axes of length 1.</details>


# %% nbgrader={"grade_id": "global_avg_pool", "solution": true}
def global_avg_pool(x):
    """The mean of every map.

    x: array of shape (N, C, H, W)
    returns: array of shape (N, C)

    With x = [[[[1, 2], [3, 6]], [[0, 0], [0, 8]]]] as an array,
    global_avg_pool(x)  gives  [[3, 2]]
    """
    ### BEGIN SOLUTION
    return x.mean(axis=(2, 3))
    ### END SOLUTION


# %% nbgrader={"grade_id": "global_avg_pool-check", "grade": true}
check("pooling.global_avg_pool", global_avg_pool)

# %% [markdown]
# ## 11.2 Max pooling
#
# ★★☆ · 15 minutes
#
# Window (i, j) begins at row $i\,s_H - p_H$ and column $j\,s_W - p_W$ and is $k_H \times k_W$ large. Keep
# the largest value in it. A window that does not fit on the padded map is left out, and each channel is
# pooled on its own.
#
# The padding deserves a thought. It makes room for windows that hang over the edge, and it is no data:
# **a place in the border never wins**, whatever the map holds.
#
# One channel, one line, −5 −7 −6; a window of one row and two columns, stride 1, padding (0, 1). The
# windows see (nothing, −5), (−5, −7), (−7, −6) and (−6, nothing): the answer is −5 −5 −6 −6. No zero
# in it.
#
# <details><summary>A nudge</summary>How many windows fit along each axis? It is the formula of
# chapter 3.</details>
# <details><summary>The idea</summary>Either fill the border with something that loses against every
# number, or cut each window at the edge of the map.</details>
# <details><summary>Almost there</summary>There is a number that loses against every number, but an
# array of integers cannot hold it. And a slice must not begin at a negative index: in Python that
# counts from the end.</details>


# %% nbgrader={"grade_id": "max_pool2d", "solution": true}
def max_pool2d(x, kernel_size, stride, padding):
    """The largest value of every window, channel by channel.

    x: array of shape (C, H, W)
    kernel_size: (kH, kW)
    stride: (sH, sW)
    padding: (pH, pW), on each side; at most half of kernel_size, so each window meets the map
    returns: array of shape (C, oH, oW), with oH = (H + 2·pH − kH) // sH + 1, and oW likewise

    max_pool2d(np.array([[[-5, -7, -6]]]), (1, 2), (1, 1), (0, 1))  gives  [[[-5, -5, -6, -6]]]
    """
    ### BEGIN SOLUTION
    (C, H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, kernel_size, stride, padding
    wide = np.full((C, H + 2 * pH, W + 2 * pW), -np.inf)  # loses against every number
    wide[:, pH : pH + H, pW : pW + W] = x
    oH, oW = (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1
    y = np.zeros((C, oH, oW))
    for i in range(oH):
        for j in range(oW):
            window = wide[:, i * sH : i * sH + kH, j * sW : j * sW + kW]
            y[:, i, j] = window.max(axis=(1, 2))
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "max_pool2d-check", "grade": true}
check("pooling.max_pool2d", max_pool2d)

# %% [markdown]
# ## 11.3 Mean pooling
#
# ★★☆ · 15 minutes
#
# The same windows, and the mean in the place of the maximum. Here the padding is a matter of opinion, and
# torch has a switch for it. The border is filled with zeros. With `count_include_pad=True` they count as
# pixels: the sum is divided by $k_H \cdot k_W$, always. With `False` it is divided by the number of
# places of the window that lie on the map.
#
# One line, 6 2, a window of one row and two columns, stride 1, padding (0, 1). The windows see (0, 6),
# (6, 2) and (2, 0), where the zeros are padding. Counted: 3 4 1. Not counted: 6 4 2.
#
# <details><summary>A nudge</summary>The sums are the same in both cases. What are they divided
# by?</details>
# <details><summary>The idea</summary>You can count the places on the map by pooling a map of
# ones.</details>
# <details><summary>Almost there</summary>Do not count the values that are not zero: a pixel of the map
# may be 0, too.</details>


# %% nbgrader={"grade_id": "avg_pool2d", "solution": true}
def avg_pool2d(x, kernel_size, stride, padding, count_include_pad):
    """The mean of every window, channel by channel.

    x: array of shape (C, H, W)
    kernel_size: (kH, kW)
    stride: (sH, sW)
    padding: (pH, pW), zeros on each side; at most half of kernel_size, as before
    count_include_pad: True if the zeros of the border count as pixels, else False
    returns: array of shape (C, oH, oW), with oH = (H + 2·pH − kH) // sH + 1, and oW likewise

    avg_pool2d(np.array([[[6, 2]]]), (1, 2), (1, 1), (0, 1), True)   gives  [[[3, 4, 1]]]
    avg_pool2d(np.array([[[6, 2]]]), (1, 2), (1, 1), (0, 1), False)  gives  [[[6, 4, 2]]]
    """
    ### BEGIN SOLUTION
    (C, H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, kernel_size, stride, padding
    y = np.zeros((C, (H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1))
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            top, left = i * sH - pH, j * sW - pW
            window = x[:, max(top, 0) : top + kH, max(left, 0) : left + kW]  # on the map
            places = kH * kW if count_include_pad else window[0].size
            y[:, i, j] = window.sum(axis=(1, 2)) / places
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "avg_pool2d-check", "grade": true}
check("pooling.avg_pool2d", avg_pool2d)

# %% [markdown]
# ## 11.4 Where was it?
#
# ★★☆ · 15 minutes
#
# When a network learns, the error of a maximum is sent back to the pixel that was the maximum. So somebody
# has to remember where it stood. torch does it with one number per window: the place of the maximum in
# the map written row by row, counted from 0, so that pixel (r, c) of a map of width W has the number
# $r \cdot W + c$. Of equal maxima the first one counts, row by row. One channel, no padding.
#
# The map $\begin{pmatrix}1 & 5 & 2 & 8\\ 4 & 5 & 9 & 3\end{pmatrix}$ with windows of 2×2, stride (2, 2).
# On the left the 5 is there twice; the first one is pixel (0, 1), number 1. On the right, 9 is pixel
# (1, 2), number $1 \cdot 4 + 2 = 6$. The answer is 1 6.
#
# <details><summary>A nudge</summary>np.argmax of a window gives a place in the window. Which row and
# column of the map is that?</details>
# <details><summary>The idea</summary>First (a, b) inside the window, then add where the window begins,
# then number the pixel.</details>
# <details><summary>Almost there</summary>divmod(place, kW) gives (a, b). Or cut the very same window out
# of np.arange(H · W).reshape(H, W), and read the number there.</details>


# %% nbgrader={"grade_id": "max_positions", "solution": true}
def max_positions(x, kernel_size, stride):
    """The number of the pixel that holds the maximum of each window; of equals, the first.

    x: array of shape (H, W)
    kernel_size: (kH, kW)
    stride: (sH, sW)
    returns: whole numbers, shape ((H − kH) // sH + 1, (W − kW) // sW + 1)

    max_positions(np.array([[1, 5, 2, 8], [4, 5, 9, 3]]), (2, 2), (2, 2))  gives  [[1, 6]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW), (sH, sW) = x.shape, kernel_size, stride
    y = np.zeros(((H - kH) // sH + 1, (W - kW) // sW + 1), dtype=int)
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            window = x[i * sH : i * sH + kH, j * sW : j * sW + kW]
            a, b = divmod(window.argmax(), kW)  # argmax takes the first, row by row
            y[i, j] = (i * sH + a) * W + j * sW + b
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "max_positions-check", "grade": true}
check("pooling.max_positions", max_positions)

# %% [markdown]
# ## 11.5 Does a small shift matter?
#
# ★★☆ · 10 minutes
#
# It is said that pooling makes a network indifferent to small shifts. Measure it. Max-pool the picture
# with windows of k×k side by side. Move the picture some columns to the right, where the columns that
# leave on the right come in again on the left, and pool it again in the same way. Which share of
# the pooled values is the same as before?
#
# A picture of two equal rows 0 0 9 0 0 0, with k = 2 and a shift of 1. Before: 0 9 0. The moved rows are
# 0 0 0 9 0 0, and they pool to 0 9 0 as well: the share is 1. With a shift of 2 it is 0 0 9, and one value
# of three is the same: the share is 1/3.
#
# <details><summary>A nudge</summary>Three steps: move, pool twice, compare. NumPy has a function for
# the first.</details>
# <details><summary>The idea</summary>np.roll moves, along the axis that you name. Rows and columns that
# do not fill a window are left out, as in 11.2.</details>
# <details><summary>Almost there</summary>The mean of a comparison is the share of what is true. If
# max_pool2d works, use it: x[None] has a channel axis.</details>


# %% nbgrader={"grade_id": "unchanged_share", "solution": true}
def unchanged_share(x, k, shift):
    """The share of the max-pooled values that stay the same when the picture moves.

    x: array of shape (H, W)
    k: windows are k×k, side by side
    shift: how many columns the picture moves to the right, at least 1, and round again
    returns: a number from 0 to 1

    unchanged_share(np.array([[0, 0, 9, 0, 0, 0]] * 2), 2, 1)  gives  1.0
    unchanged_share(np.array([[0, 0, 9, 0, 0, 0]] * 2), 2, 2)  gives  0.333…
    """
    ### BEGIN SOLUTION
    oH, oW = x.shape[0] // k, x.shape[1] // k

    def pooled(picture):
        return picture[: oH * k, : oW * k].reshape(oH, k, oW, k).max(axis=(1, 3))

    return np.mean(pooled(x) == pooled(np.roll(x, shift, axis=1)))
    ### END SOLUTION


# %% nbgrader={"grade_id": "unchanged_share-check", "grade": true}
check("pooling.unchanged_share", unchanged_share)

# %% [markdown]
# ## 11.6 Find the bug
#
# ★★☆ · 10 minutes
#
# This program works on every photograph that its author has tried. One line of it is wrong.


# %%
def max_pool1d_of_a_colleague(x, k, stride):
    # line 1: how many windows fit
    windows = (len(x) - k) // stride + 1
    y = []
    for i in range(windows):
        # line 2: nothing seen yet
        best = 0
        # line 3: every value of the window …
        for a in range(k):
            # line 4: … replaces the best one if it is larger
            best = max(best, x[i * stride + a])
        y.append(best)
    return np.array(y)


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number. The questions
# are about `x = [-4, -2, -7, 3, -1, -5]` with `k = 2` and `stride = 2`:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"first"`: what belongs at place 0 of the result?
# - `"lucky"`: how many of the three values does the program get right all the same?
# - `"raise"`: somebody adds the same whole number to every value of `x`, and now the result is right.
#   What is the smallest number that does it?
#
# <details><summary>A nudge</summary>Why does it work on photographs? What are the values of a
# photograph like?</details>
# <details><summary>The idea</summary>Work out the three maxima by hand, then run the program by hand,
# line by line.</details>
# <details><summary>Almost there</summary>The program is right for a window whose maximum is not below
# what it starts with.</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the four questions above.

    question: "line", "first", "lucky" or "raise"
    returns: a number
    """
    ### BEGIN SOLUTION
    # best should start at the first value of the window, or at -inf. The maxima are −2, 3 and −1;
    # the program gives 0, 3 and 0. With 2 added they are 0, 5 and 1.
    answers = {"line": 2, "first": -2, "lucky": 1, "raise": 2}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("pooling.find_the_bug", find_the_bug)

# %% [markdown]
# ## 11.7 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything. A max pooling with a window of 3×3, stride 2 and
# padding 1 gets 24 channels of 15 rows and 20 columns:
#
# - `"channels"`: how many channels come out?
# - `"width"`: how many columns has each of them?
# - `"weights"`: how many weights has the layer?
#
# And a mean pooling of 3×3 with stride 1, padding 1 and `count_include_pad=True` gets a map that is 9
# everywhere:
#
# - `"corner"`: what is the value in the top left corner of the result?
#
# <details><summary>A nudge</summary>For the last one, draw the window in the corner. How many of its nine
# places lie on the map?</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "channels", "width", "weights" or "corner"
    returns: a number
    """
    ### BEGIN SOLUTION
    # Channels stay. (20 + 2 − 3) // 2 + 1 = 10. A maximum has nothing to learn. In the corner four
    # nines are added up and divided by nine.
    answers = {"channels": 24, "width": 10, "weights": 0, "corner": 4}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("pooling.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Your functions pool a face of 24×24 pixels: the maximum keeps its thin lines
# and makes them thick, the mean lets them fade. The dots are where the maxima stood. And the table
# says how much of the pooled picture survives a shift. Do not be too impressed by the last columns: a
# window of 6×6 changes little because there is little left to change.

# %%
i, j = np.mgrid[:24, :24]
distance = np.hypot(i - 11.5, j - 11.5)
face = (abs(distance - 10) < 0.7) | ((abs(distance - 6) < 0.7) & (i > 14))
face = face | ((abs(i - 8) < 2) & (abs(abs(j - 11.5) - 4) < 1))
face = face.astype(float)
print("mean of the picture, pooled globally:", np.round(global_avg_pool(face[None, None]), 2))
print("shift   k=1   k=2   k=3   k=4   k=6")
for shift in (1, 2, 3):
    shares = [float(unchanged_share(face, k, shift)) for k in (1, 2, 3, 4, 6)]
    print(f"{shift:5}", *(f"{share:5.2f}" for share in shares))

most2 = np.asarray(max_pool2d(face[None], (2, 2), (2, 2), (0, 0)))[0]
most4 = np.asarray(max_pool2d(face[None], (4, 4), (4, 4), (0, 0)))[0]
mean4 = np.asarray(avg_pool2d(face[None], (4, 4), (4, 4), (0, 0), True))[0]
row, column = np.divmod(np.asarray(max_positions(face, (4, 4), (4, 4)), int).ravel(), 24)
found = face[row, column] == 1

fig, axis = plt.subplots(figsize=(10, 3))
titles = ["picture", "maximum, 2×2", "maximum, 4×4", "mean, 4×4"]
for n, (array, title) in enumerate(zip([face, most2, most4, mean4], titles, strict=True)):
    axis.imshow(array, cmap="gray_r", vmin=0, vmax=1, extent=(n, n + 0.92, 0, 0.92))
    axis.text(n, 0.97, title)
axis.plot(
    (column[found] + 0.5) / 24 * 0.92,
    0.92 - (row[found] + 0.5) / 24 * 0.92,
    "o",
    color="#D55E00",
    ms=4,
)
axis.set(xlim=(0, 4), ylim=(0, 1.15))
axis.axis("off")

# %% [markdown]
# ## 11.8 In your own words
#
# A colleague writes: "Our network has three max poolings of 2 × 2 with stride 2, so it is invariant to
# shifts. When the object moves by a pixel, the output does not change." What is true about that, and what
# is not? When does a shift by one pixel change the pooled map, and when does it not? Name something that
# pooling is good for in any case, and one thing that it loses. Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# There is some tolerance and no invariance. If a maximum moves inside its window, the pooled value stays as
# it was; if it crosses into the next window, two pooled values change. With a stride of 2, a shift by 1
# lets about half of the maxima cross, and a shift by 2 moves the pooled map by one. After three
# such layers only shifts by multiples of 8 are sure to come out as a mere shift of the map, and no shift is
# sure to leave it unchanged. Pooling makes the map smaller, so that later layers cost less and see more of the picture. It
# loses the exact place of what it found, and everything in the window that was not the maximum.
#
# Marks: 1 for tolerance, not invariance, with the reason (inside a window or across its edge); 1 for the
# role of the stride: multiples of the stride shift the map, others change it; 1 for one gain (smaller
# maps, larger receptive field, nothing to learn) and one loss (place, smaller values).
# ### END SOLUTION
