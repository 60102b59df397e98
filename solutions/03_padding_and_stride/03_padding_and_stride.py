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
# # 3 · Padding and stride
#
# Four small functions, a bug to find and a few numbers to predict, about an hour. You count where a
# window fits, share out the rows that keep a picture at its size, lay zeros around a picture, and
# put all of it together in one `corr2d` that does what the one in a deep learning library does.
#
# Write your code where it says `YOUR CODE HERE`, then run the cell below it. The check answers at
# once: what works, the smallest case that does not, and often the name of the mistake. Run it as
# often as you like. NumPy is all that you need, and all that is there when your work is graded: no
# torch, no SciPy.

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
# ## 3.1 How many windows fit?
#
# ★☆☆ · 10 minutes
#
# A row of $n$ cells gets $p$ extra cells on **each** side. A window of $k$ cells starts at the far
# left and moves right by $s$ cells at a time. A place counts only if the whole window fits.
#
# An example, with $n = 6$, $k = 3$, $s = 2$, $p = 1$. The padded row has 8 cells, numbered 0 to 7.
# Windows begin at 0, at 2 and at 4. The next one would begin at 6 and need cell 8, which is not
# there. So there are 3 windows, and cell 7 is seen by none of them.
#
# <details><summary>A nudge</summary>Draw eight boxes on paper and slide a coin over three of them.
# How far can the left edge of the window travel in all?</details>
# <details><summary>The idea</summary>Count the steps that fit into that distance, each s cells
# long. A step that is not complete is not taken.</details>
# <details><summary>Almost there</summary>Before its first step, the window already stands
# somewhere. Python's // rounds down.</details>


# %% nbgrader={"grade_id": "output_size", "solution": true}
def output_size(n, k, stride, padding):
    """Count the places of a window of k cells on a row of n cells.

    n: length of the row
    k: length of the window, at most n + 2 * padding
    stride: cells from one window to the next, at least 1
    padding: extra cells on each side of the row
    returns: a whole number

    output_size(6, 3, 2, 1)  gives  3
    """
    ### BEGIN SOLUTION
    way = n + 2 * padding - k  # how far the window can travel
    return way // stride + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "output_size-check", "grade": true}
check("padding_and_stride.output_size", output_size)

# %% [markdown]
# ## 3.2 Padding that keeps the size
#
# ★☆☆ · 5 minutes
#
# With stride 1, a window of $k$ makes a row shorter by $k - 1$. Add $k - 1$ cells first, and the
# length stays. How many go before the row, and how many after it?
#
# For $k = 5$, four cells are needed: two before and two after. For $k = 4$, three are needed, and
# three cannot be halved. Here the larger share goes **before** the row: two before, one after.
# (Many libraries put the larger share after it. The chapter shows what difference that makes.)
#
# <details><summary>A nudge</summary>Make a small table for k = 1, 2, 3, 4, 5, by hand.</details>
# <details><summary>The idea</summary>Two numbers that add up to k − 1 and differ by at most 1. One
# is rounded up, the other down.</details>
# <details><summary>Almost there</summary>Find the smaller share with //. The larger share is what
# is left.</details>


# %% nbgrader={"grade_id": "same_padding", "solution": true}
def same_padding(k):
    """Share k - 1 cells of padding out, so that stride 1 keeps the length.

    k: length of the window, at least 1
    returns: (before, after); where they cannot be equal, before is larger by one

    same_padding(5)  gives  (2, 2)
    same_padding(4)  gives  (2, 1)
    """
    ### BEGIN SOLUTION
    total = k - 1
    after = total // 2
    return total - after, after
    ### END SOLUTION


# %% nbgrader={"grade_id": "same_padding-check", "grade": true}
check("padding_and_stride.same_padding", same_padding)

# %% [markdown]
# ## 3.3 Lay zeros around a picture
#
# ★★☆ · 10 minutes
#
# `padding = (pH, pW)`: `pH` rows of zeros above and as many below, `pW` columns of zeros on the
# left and as many on the right. With `padding = (1, 2)`, the picture on the left becomes the one
# on the right:
#
# $$
# \begin{pmatrix} 5 & 6 \\ 7 & 8 \end{pmatrix}
# \quad\to\quad
# \begin{pmatrix} 0&0&0&0&0&0 \\ 0&0&5&6&0&0 \\ 0&0&7&8&0&0 \\ 0&0&0&0&0&0 \end{pmatrix}
# $$
#
# Networks work on whole batches of pictures in several channels, in an array of shape (N, C, H, W).
# Padding must not invent new pictures or new channels: only the **last two** axes grow. Write it so
# that (H, W), (C, H, W) and (N, C, H, W) all work.
#
# <details><summary>A nudge</summary>Which shape has the answer for an x of shape (2, 3, 4, 5) and
# padding (1, 2)? Write it down first.</details>
# <details><summary>The idea</summary>Make an array of zeros of that shape and put x in its middle.
# Or let np.pad do it, with one pair of numbers for each axis.</details>
# <details><summary>Almost there</summary>x.shape[-2:] is height and width whatever comes before
# them, and y[..., i, j] leaves the axes in front alone. Does it still work for padding
# 0?</details>


# %% nbgrader={"grade_id": "zero_pad2d", "solution": true}
def zero_pad2d(x, padding):
    """Lay zeros around the last two axes.

    x: array of shape (H, W), (C, H, W) or (N, C, H, W)
    padding: (pH, pW), rows and columns of zeros on each side, 0 or more
    returns: array of shape (..., H + 2 * pH, W + 2 * pW)

    zero_pad2d(np.array([[5, 6]]), (0, 1))  gives  [[0, 5, 6, 0]]
    """
    ### BEGIN SOLUTION
    pH, pW = padding
    H, W = x.shape[-2:]
    y = np.zeros((*x.shape[:-2], H + 2 * pH, W + 2 * pW))
    y[..., pH : pH + H, pW : pW + W] = x
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "zero_pad2d-check", "grade": true}
check("padding_and_stride.zero_pad2d", zero_pad2d)

# %% [markdown]
# ## 3.4 A kernel that steps, on a picture with a border
#
# ★★☆ · 20 minutes
#
# $$y[i, j] = \sum_{a=0}^{k_H-1} \sum_{b=0}^{k_W-1}
# w[a, b]\; x_{\text{padded}}[i\,s_H + a,\; j\,s_W + b]$$
#
# First the zeros, then the slide. The window of output $(i, j)$ begins in row $i\,s_H$ and column
# $j\,s_W$ of the padded picture.
#
# In one row: $x = (1, 2, 3, 4)$ with one zero on each side is $(0, 1, 2, 3, 4, 0)$. The kernel
# $(1, 10)$ in steps of 2 sees $(0, 1)$, then $(2, 3)$, then $(4, 0)$, which gives $10$, $32$ and
# $4$.
#
# This one is checked on its own. You may call your functions from above; a slip in one of them
# costs points here only if you use it here.
#
# <details><summary>A nudge</summary>Begin with stride (1, 1): pad, then slide as in chapter 2.
# Is the first line of the check ✓ now?</details>
# <details><summary>The idea</summary>Let i and j count the outputs, from 0 without gaps. Only the
# place where the window begins is multiplied by the stride.</details>
# <details><summary>Almost there</summary>The height of the output needs the height of x and of w,
# sH and pH. The width needs the other four numbers. Neither pair of axes knows of the
# other.</details>


# %% nbgrader={"grade_id": "corr2d", "solution": true}
def corr2d(x, w, stride, padding):
    """Cross-correlate a padded picture with a kernel, in steps.

    x: array of shape (H, W)
    w: array of shape (kH, kW)
    stride: (sH, sW), rows and columns from one window to the next
    padding: (pH, pW), rows and columns of zeros on each side
    returns: array with one value for each window that fits wholly

    corr2d(np.array([[1, 2, 3, 4]]), np.array([[1, 10]]), (1, 2), (0, 1))  gives  [[10, 32, 4]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, w.shape, stride, padding
    padded = np.zeros((H + 2 * pH, W + 2 * pW))
    padded[pH : pH + H, pW : pW + W] = x
    y = np.zeros(((H + 2 * pH - kH) // sH + 1, (W + 2 * pW - kW) // sW + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            top, left = i * sH, j * sW
            y[i, j] = np.sum(w * padded[top : top + kH, left : left + kW])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "corr2d-check", "grade": true}
check("padding_and_stride.corr2d", corr2d)

# %% [markdown]
# ## 3.5 Find the bug
#
# ★★☆ · 10 minutes
#
# "The stride works", says the author of this program, "the result gets smaller." One line is wrong.


# %%
def corr1d_of_a_colleague(x, w, stride, padding):
    k = len(w)
    # line 1: nothing is lost of the fractions
    x = np.asarray(x, dtype=float)
    # line 2: zeros on both sides
    x = np.pad(x, padding)
    # line 3: how many windows fit
    count = (len(x) - k) // stride + 1
    # line 4: room for the result
    y = np.zeros(count)
    for i in range(count):
        # line 5: the window, times the kernel
        y[i] = x[i : i + k] @ w
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number. All three
# are about `x = [1, 2, 4, 8, 16]`, `w = [1, 1]`, stride 2, no padding:
#
# - `"line"`: which line is wrong, 1 to 5?
# - `"right"`: what should the second value of the result be?
# - `"unseen"`: how many values of the program's result are right all the same?
#
# <details><summary>A nudge</summary>Write the two windows down, then what the program adds
# up.</details>
# <details><summary>The idea</summary>Where does window number i begin?</details>
# <details><summary>Almost there</summary>The size is right. So the windows are counted as they
# should be, and read somewhere else.</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # Line 5: window i begins at i * stride. The second window is 4, 8 and gives 12; the program
    # reads 2, 4. The first window begins at 0 either way, so one value is right.
    answers = {"line": 5, "right": 12, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("padding_and_stride.find_the_bug", find_the_bug)

# %% [markdown]
# ## 3.6 Predict
#
# ★☆☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"size"`: how many windows of 5 fit on a row of 28 with stride 2 and padding 2 on each side?
# - `"same"`: stride 1, kernel 7: which padding on each side keeps a row at its length?
# - `"corner"`: kernel 3 × 3, stride 1, padding 1: how many windows see a pixel in a
#   corner of the picture itself?
#
# <details><summary>A nudge</summary>For the last one, draw the corner with its border of
# zeros.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "size", "same" or "corner"
    returns: a number
    """
    ### BEGIN SOLUTION
    # (28 + 4 − 5) // 2 + 1 = 14. A kernel of 7 takes 6 away: 3 on each side. A window that sees the
    # corner begins on the border or on the corner itself, in rows and in columns: 2 · 2.
    answers = {"size": 14, "same": 3, "corner": 4}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("padding_and_stride.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A real photograph goes through your functions, to a quarter of its height
# and width in two steps of stride 2: once with a kernel of 1 × 1, which picks single pixels and
# skips the rest, and once with a small blur, which lets every pixel have its say. Look at the rim
# of the glasses and at the skin beside it. Where pixels are picked, thin lines break and fine grain
# turns into speckles. And the blurred one has a dark rim, but only above and on the left: can you say
# why the other two sides have none?

# %%
from matplotlib import cbook

with cbook.get_sample_data("grace_hopper.jpg") as file:
    photo = plt.imread(file)[150:246, 190:302].mean(axis=2) / 255

pick = np.array([[1.0]])
blur = np.outer([1, 2, 1], [1, 2, 1]) / 16
print("height:", output_size(96, 3, 2, 1), "then", output_size(48, 3, 2, 1))

picked, blurred = [photo], [photo]
for _ in range(2):
    picked.append(corr2d(picked[-1], pick, (2, 2), (0, 0)))
    blurred.append(corr2d(blurred[-1], blur, (2, 2), (1, 1)))

fig, axis = plt.subplots(figsize=(11, 3))
pictures = [photo, picked[-1], blurred[-1], zero_pad2d(blurred[-1], (3, 6))]
titles = ["photograph", "pixels picked", "blurred on the way", "padded by (3, 6)"]
for n, (picture, title) in enumerate(zip(pictures, titles, strict=True)):
    H, W = picture.shape
    axis.imshow(picture, cmap="gray", vmin=0, vmax=1, extent=(n, n + 0.9, 0, 0.9 * H / W))
    axis.text(n, 0.9 * H / W + 0.05, f"{title}\n{H}×{W}")
axis.set(xlim=(0, 4), ylim=(0, 1.1))
axis.axis("off")

# %% [markdown]
# ## 3.7 In your own words
#
# Somebody builds a network for pictures of 32 × 32 from ten layers with kernels of 3 × 3, stride 1
# and no padding. Which size comes out after the tenth layer? What else is lost besides size, and
# where in the picture? Somebody else proposes zero padding of 1 in every layer. What does this
# cure, and what does it not cure? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# Each layer takes two rows and two columns away, so 32 − 10 · 2 = 12: the output is 12 × 12. What
# happens near the border is lost as well: in the first layer a corner pixel lies in one window only
# and a pixel in the middle in nine, and layer by layer the border has less and less say. Padding
# of 1 keeps every layer at 32 × 32, so that depth no longer depends on the size of the picture,
# and a corner pixel is now seen by four windows. It does not make the border equal to the middle
# (four windows are not nine), and it puts invented values there: windows at the border see zeros,
# a dark frame that no camera took.
#
# Marks: 1 for 12 × 12 with the reason (k − 1 = 2 per layer); 1 for the border being used less
# often, with a count or a clear picture of it; 1 for what padding does not cure (border still used
# less, or invented zeros that the network has to learn to live with). An answer that says only
# "padding keeps the size" gets no third mark.
# ### END SOLUTION
