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
# # 7 · Transposed convolution
#
# Five small functions, a bug to find and a few numbers to predict, in an hour and a half. You turn a
# small map into a large one, three times over: with a matrix, with zeros between the pixels, and by
# stamping. At the end you find out where the checkerboards in generated pictures come from.
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
# ## 7.1 How large will it be?
#
# ★☆☆ · 10 minutes
#
# Along one axis there are $n$ values. Each one stamps a kernel of length $k$ on the output, and
# each stamp begins $s$ places after the one before it. Then $p$ places are cut off at *both* ends:
# padding, which adds zeros in an ordinary convolution, takes places away here. Last, the *output
# padding* keeps a few places more, at the end only.
#
# Two values, a kernel of 3 and a stride of 2: the first stamp covers places 0, 1, 2, the second 2,
# 3, 4. That makes 5. With padding 1, places 0 and 4 go and 3 are left. With output padding 1
# besides, 4.
#
# <details><summary>A nudge</summary>How long is the output for n = 1? And how many places does each
# further value add?</details>
# <details><summary>The idea</summary>Where does the last stamp begin, and where does it end? Do the
# padding afterwards.</details>
# <details><summary>Almost there</summary>Between n stamps there are n − 1 steps, and the last stamp
# is there in full.</details>


# %% nbgrader={"grade_id": "conv_transpose_output_size", "solution": true}
def conv_transpose_output_size(n, k, stride, padding, output_padding):
    """Length of the output of a transposed convolution along one axis.

    n: number of input values, at least 1
    k: length of the kernel
    stride: places from one stamp to the next
    padding: places cut off at each end
    output_padding: places kept in addition, at the end only; smaller than the stride
    returns: a whole number

    conv_transpose_output_size(2, 3, 2, 0, 0)  gives  5
    conv_transpose_output_size(2, 3, 2, 1, 1)  gives  4
    """
    ### BEGIN SOLUTION
    last_stamp_begins = (n - 1) * stride
    return last_stamp_begins + k - 2 * padding + output_padding
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_transpose_output_size-check", "grade": true}
check("transposed_convolution.conv_transpose_output_size", conv_transpose_output_size)

# %% [markdown]
# ## 7.2 A convolution is a matrix
#
# ★★☆ · 15 minutes
#
# Sliding a kernel over a picture is a sum of products, so there must be a matrix $C$ that does the
# same to the picture written out as one long vector, row by row:
#
# $$\text{y.ravel()} = C \cdot \text{x.ravel()}$$
#
# $C$ has a row for each window and a column for each pixel. A row holds the kernel at the pixels of
# its window and zeros elsewhere. As always in this course, the kernel is not flipped; stride 1, no
# padding.
#
# Take a picture of 2 × 3 pixels, numbered 0 1 2 in the first row and 3 4 5 in the second, and the
# kernel $\begin{pmatrix}5 & 6\\ 7 & 8\end{pmatrix}$. The first window has the pixels 0 1 3 4, so
# the first row of $C$ is 5 6 0 7 8 0. The second window has the pixels 1 2 4 5: its row is 0 5 6 0
# 7 8.
#
# The transpose of this matrix gives the chapter its name: it takes as many numbers as there are
# windows and returns as many as there are pixels.
#
# <details><summary>A nudge</summary>Which number does pixel (r, c) get in x.ravel(), if the picture
# is W wide? And which row of C belongs to window (i, j)?</details>
# <details><summary>The idea</summary>Go through all windows (i, j) and all kernel places (a, b):
# window (i, j) meets pixel (i + a, j + b) with w[a, b].</details>
# <details><summary>Almost there</summary>Or, without counting: lay the kernel into a picture of
# zeros, at the place of the window, and ravel that picture. It is one row of C.</details>


# %% nbgrader={"grade_id": "conv_matrix", "solution": true}
def conv_matrix(w, size):
    """The matrix C with C @ x.ravel() == corr2d(x, w).ravel(), for pictures x of that size.

    w: kernel, array of shape (kH, kW)
    size: (H, W) of the pictures, with kH <= H and kW <= W
    returns: array of shape (oH * oW, H * W), with oH = H - kH + 1 and oW = W - kW + 1

    conv_matrix(np.array([[5, 6], [7, 8]]), (2, 3))
        gives  [[5, 6, 0, 7, 8, 0], [0, 5, 6, 0, 7, 8]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW) = size, w.shape
    rows = []
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            picture = np.zeros((H, W))
            picture[i : i + kH, j : j + kW] = w
            rows.append(picture.ravel())
    return np.array(rows)
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_matrix-check", "grade": true}
check("transposed_convolution.conv_matrix", conv_matrix)

# %% [markdown]
# ## 7.3 Make room
#
# ★☆☆ · 10 minutes
#
# A second way to a larger map: move the pixels apart, fill the gaps with zeros, and then slide a
# kernel over it as usual. This exercise is the first half of that. The gaps are such that a pixel
# and its neighbour end up one stride apart; so stride 1 changes nothing.
#
# The row 4 7 9 with stride 3 becomes 4 0 0 7 0 0 9. Two zeros between neighbours, and none after
# the 9.
#
# <details><summary>A nudge</summary>At which row and column of the result does x[i, j]
# stand?</details>
# <details><summary>The idea</summary>Begin with zeros of the final shape. How long is a row of n
# pixels with n − 1 gaps?</details>
# <details><summary>Almost there</summary>z[::2] names every second row of z. You may read from such
# a slice, and you may also write to it.</details>


# %% nbgrader={"grade_id": "insert_zeros", "solution": true}
def insert_zeros(x, stride):
    """Spread the pixels of a picture apart, with zeros between neighbours.

    x: array of shape (H, W)
    stride: (sH, sW), how far apart neighbours lie in the result, down and across
    returns: array of shape ((H - 1) * sH + 1, (W - 1) * sW + 1)

    insert_zeros(np.array([[4, 7, 9]]), (1, 3))  gives  [[4, 0, 0, 7, 0, 0, 9]]
    """
    ### BEGIN SOLUTION
    (H, W), (sH, sW) = x.shape, stride
    z = np.zeros(((H - 1) * sH + 1, (W - 1) * sW + 1))
    z[::sH, ::sW] = x
    return z
    ### END SOLUTION


# %% nbgrader={"grade_id": "insert_zeros-check", "grade": true}
check("transposed_convolution.insert_zeros", insert_zeros)

# %% [markdown]
# ## 7.4 Transposed convolution
#
# ★★★ · 20 minutes
#
# Now the operation itself. Every pixel stamps the kernel, times its own value, on the output:
#
# $$y[i\,s_H + a,\; j\,s_W + b] \mathrel{+}= x[i, j]\; w[a, b]
# \quad\text{for every } i, j, a, b$$
#
# Then $p_H$ rows are cut off at the top and at the bottom, and $p_W$ columns at the left and at the
# right. Where stamps overlap, they add up.
#
# In one row: $x = (1, 2)$, $w = (1, 10, 100)$ and stride 2. The 1 stamps 1 10 100 at place 0, the 2
# stamps 2 20 200 at place 2. They meet at place 2: the result is 1 10 102 20 200. With padding 1,
# it is 10 102 20.
#
# Any way is fine: stamp pixel by pixel, insert zeros and slide a kernel, or use the transpose of a
# matrix. All of them give the same numbers. If yours inserts zeros, mind which way round the kernel
# is.
#
# <details><summary>A nudge</summary>Make an array of zeros for the whole output, before anything is
# cut off. You know its size from 7.1.</details>
# <details><summary>The idea</summary>Two loops over the pixels of x. Each one adds a multiple of w
# to a slice of the output, as large as w.</details>
# <details><summary>Almost there</summary>Crop at the very end. y[p:-p] is empty when p is 0, so say
# where the slice ends by counting from the front.</details>


# %% nbgrader={"grade_id": "conv_transpose2d", "solution": true}
def conv_transpose2d(x, w, stride, padding):
    """Transposed convolution of a picture with one kernel.

    x: array of shape (H, W)
    w: array of shape (kH, kW)
    stride: (sH, sW)
    padding: (pH, pW), cropped on each side of the output; smaller than kH and kW
    returns: array of shape ((H - 1) * sH + kH - 2 * pH, (W - 1) * sW + kW - 2 * pW)

    conv_transpose2d(np.array([[1, 2]]), np.array([[1, 10, 100]]), (1, 2), (0, 0))
        gives  [[1, 10, 102, 20, 200]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW), (sH, sW), (pH, pW) = x.shape, w.shape, stride, padding
    oH, oW = (H - 1) * sH + kH, (W - 1) * sW + kW
    y = np.zeros((oH, oW))
    for i in range(H):
        for j in range(W):
            y[i * sH : i * sH + kH, j * sW : j * sW + kW] += x[i, j] * w
    return y[pH : oH - pH, pW : oW - pW]
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv_transpose2d-check", "grade": true}
check("transposed_convolution.conv_transpose2d", conv_transpose2d)

# %% [markdown]
# ## 7.5 Count the overlaps
#
# ★☆☆ · 10 minutes
#
# Some places of the output get many stamps, some few. Count them along one axis, without padding:
# for every place, how many kernel values land there?
#
# Three values, a kernel of 3, stride 2: the stamps cover the places 0–2, 2–4 and 4–6. The count is
# 1 1 2 1 2 1 1. It goes up and down, and so does the brightness of a picture made this way.
#
# <details><summary>A nudge</summary>Draw the three stamps of the example under one another, then
# count down each column.</details>
# <details><summary>The idea</summary>A transposed convolution of ones with a kernel of ones counts.
# One axis is enough here.</details>
# <details><summary>Almost there</summary>Zeros of the length from 7.1, then for each i add 1 to a
# slice of length k.</details>


# %% nbgrader={"grade_id": "overlap_count", "solution": true}
def overlap_count(n, k, stride):
    """How many kernel values land on each place of the output, along one axis.

    n: number of input values
    k: length of the kernel
    stride: places from one stamp to the next
    returns: array of length (n - 1) * stride + k

    overlap_count(3, 3, 2)  gives  [1, 1, 2, 1, 2, 1, 1]
    """
    ### BEGIN SOLUTION
    count = np.zeros((n - 1) * stride + k)
    for i in range(n):
        count[i * stride : i * stride + k] += 1
    return count
    ### END SOLUTION


# %% nbgrader={"grade_id": "overlap_count-check", "grade": true}
check("transposed_convolution.overlap_count", overlap_count)

# %% [markdown]
# ## 7.6 Find the bug
#
# ★★☆ · 10 minutes
#
# Somebody hands you this program and says that it "mostly works". One line of it is wrong.


# %%
def conv_transpose1d_of_a_colleague(x, w, stride):
    # line 1: lengths
    n, k = len(x), len(w)
    # line 2: room for all stamps
    y = np.zeros((n - 1) * stride + k)
    # line 3: every value …
    for i in range(n):
        # line 4: … stamps the kernel
        y[i * stride : i * stride + k] = x[i] * w
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: for `x = [2, 1, 3]`, `w = [1, 10, 100]` and stride 2, what belongs at place 2 (counted
#   from zero)? The program gives 1 there.
# - `"unseen"`: with a kernel of length 3, from which stride on is its result right all the same?
#
# <details><summary>A nudge</summary>Write the three stamps under one another, each at its
# place.</details>
# <details><summary>The idea</summary>Compare the places that one stamp reaches with those that two
# reach.</details>
# <details><summary>Almost there</summary>What was at a place before is gone. When is there nothing to
# lose?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # = should be +=: the second stamp overwrites what the first one left at place 2, 2·100, with
    # 1·1. Stamps as far apart as the kernel is long never meet.
    answers = {"line": 4, "right": 201, "unseen": 3}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("transposed_convolution.find_the_bug", find_the_bug)

# %% [markdown]
# ## 7.7 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"size"`: a row of 6 values goes through a transposed convolution with kernel 5, stride 3 and
#   padding 1. How many values come out?
# - `"twice"`: and after a second layer of the same kind?
# - `"stamps"`: kernel 6, stride 3, many values. How many stamps reach a place in the middle?
#
# <details><summary>A nudge</summary>Where does the last of the stamps end? Then crop.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "size", "twice" or "stamps"
    returns: a number
    """
    ### BEGIN SOLUTION
    # (6 − 1)·3 + 5 − 2·1 = 18, then (18 − 1)·3 + 5 − 2 = 54: this layer trebles every size.
    # A stamp begins every 3 places and is 6 long, so two are always under way.
    answers = {"size": 18, "twice": 54, "stamps": 2}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("transposed_convolution.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A digit of 7 × 6 pixels is made twice as large by your own functions: once
# with a kernel of 3, which is no multiple of the stride, once with a smooth kernel of 4. Before
# that, the three ways to one answer are compared.

# %%
digit = np.array(
    [
        [0, 1, 1, 1, 1, 0],
        [1, 1, 0, 0, 1, 1],
        [0, 0, 0, 0, 1, 1],
        [0, 0, 0, 1, 1, 0],
        [0, 0, 1, 1, 0, 0],
        [0, 1, 1, 0, 0, 0],
        [1, 1, 1, 1, 1, 1],
    ]
)
kernel = np.array([[1.0, 2.0, -1.0], [0.0, 3.0, 1.0]])
stamped = conv_transpose2d(digit, kernel, (1, 1), (0, 0))
by_matrix = conv_matrix(kernel, stamped.shape).T @ digit.ravel()
spread = np.pad(insert_zeros(digit, (1, 1)), ((1, 1), (2, 2)))
by_zeros = conv_matrix(kernel[::-1, ::-1], spread.shape) @ spread.ravel()
print("stamps = transposed matrix:", np.allclose(stamped.ravel(), by_matrix))
print("stamps = inserted zeros:   ", np.allclose(stamped.ravel(), by_zeros))

smooth = np.array([1.0, 3.0, 3.0, 1.0]) / 4
large = [
    conv_transpose2d(digit, np.ones((3, 3)), (2, 2), (1, 1)),
    conv_transpose2d(digit, np.outer(smooth, smooth), (2, 2), (1, 1)),
]
counts = np.outer(overlap_count(7, 3, 2), overlap_count(6, 3, 2))[1:-1, 1:-1]
print(
    "each axis by the formula:  ", [conv_transpose_output_size(n, 4, 2, 1, 0) for n in digit.shape]
)

fig, axis = plt.subplots(figsize=(10, 3.2))
titles = ["digit", "kernel 3, stride 2", "overlaps of it", "smooth kernel 4, stride 2"]
for n, (array, title) in enumerate(zip([digit, large[0], counts, large[1]], titles, strict=True)):
    height = 0.9 * array.shape[0] / array.shape[1]
    axis.imshow(array, cmap="gray", vmin=0, vmax=array.max(), extent=(n, n + 0.9, 0, height))
    axis.text(n, height + 0.05, title)
axis.set(xlim=(0, 4), ylim=(0, 1.25))
axis.axis("off")

# %% [markdown]
# ## 7.8 In your own words
#
# A colleague writes: "The encoder has a 3 × 3 convolution with stride 2. The decoder has a 3 × 3
# *deconvolution* with stride 2, which undoes it. But the pictures have a grid pattern." What does a
# transposed convolution bring back and what does it not? What is transposed in it? Where may the
# grid come from, and what would you change? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# It brings back the shape, not the values: a convolution to a smaller map forgets something, and no
# layer can know what. Transposed is the matrix of the convolution: if the encoder computes $Cx$, a
# transposed convolution computes $C^\top y$, with weights of its own that are learned. The same
# product is the gradient of the convolution with respect to its input; the inverse would be
# something else. The grid may come from uneven overlap: 3 is not a multiple of 2, so along each
# axis one and two stamps alternate, and in the picture one, two and four. I would take a kernel of
# 4 with stride 2, or enlarge the picture first (nearest neighbour, bilinear) and then use an
# ordinary convolution.
#
# Marks: 1 for "shape, not values"; 1 for the transpose of the convolution's matrix, or for the
# gradient with respect to the input, as against an inverse; 1 for uneven overlap (kernel no
# multiple of the stride) with one cure that helps.
# ### END SOLUTION
