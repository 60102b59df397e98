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
# # 1 · From dense layers to convolution
#
# Six small functions, a bug to find and a few numbers to predict, in an hour and a half. You count what a dense layer costs, rewrite its
# weights until the convolution in it can be seen, build the layers with and without sharing, and at
# the end read a kernel out of a matrix, if there is one in it.
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
# ## 1.1 What does it cost?
#
# ★☆☆ · 10 minutes
#
# A layer makes a map of $H \times W$ from a picture of $H \times W$. How many numbers does it have
# to learn, weights *and* biases?
#
# - `"dense"`: every output has a weight for every pixel, and a bias of its own.
# - `"same"`: the layer is the same at every place. There is one weight for each *offset* from an
#   output to a pixel, however the two lie, and one bias for all.
# - `"local"`: besides, offsets of more than $\Delta_H$ rows or $\Delta_W$ columns have no weight.
#
# Take a picture of one row and three pixels. Dense, that is $3 \cdot 3$ weights and 3 biases: 12.
# The offsets go from −2 (the last output looks at the first pixel) to 2, so `"same"` has 5 weights
# and 1 bias: 6. With $\Delta_W = 1$ the offsets −1, 0 and 1 are left: 4.
#
# <details><summary>A nudge</summary>Do one axis first. Write the offsets of a row of 4 pixels
# down.</details>
# <details><summary>The idea</summary>Every offset down goes with every offset
# across.</details>
# <details><summary>Almost there</summary>From −r to r there are 2r + 1 whole numbers. Which r is it in
# each of the two shared cases?</details>


# %% nbgrader={"grade_id": "parameter_count", "solution": true}
def parameter_count(step, size, delta):
    """Weights and biases of a layer from a picture to a map of the same size.

    step: "dense", "same" or "local"
    size: (H, W)
    delta: (dH, dW) with dH < H and dW < W, how far a local layer looks, down and across;
        the other two do not use it
    returns: a whole number

    parameter_count("dense", (1, 3), (0, 1))  gives  12
    parameter_count("same", (1, 3), (0, 1))   gives  6
    parameter_count("local", (1, 3), (0, 1))  gives  4
    """
    ### BEGIN SOLUTION
    (H, W), (dH, dW) = size, delta
    if step == "dense":
        return (H * W) * (H * W) + H * W
    if step == "same":
        return (2 * H - 1) * (2 * W - 1) + 1
    return (2 * dH + 1) * (2 * dW + 1) + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "parameter_count-check", "grade": true}
check("dense_to_convolution.parameter_count", parameter_count)

# %% [markdown]
# ## 1.2 From pixels to offsets
#
# ★★☆ · 15 minutes
#
# A dense layer between pictures has a weight $w_{i,j,k,l}$ from pixel $(k, l)$ to output $(i, j)$.
# Say the same thing in other words: not "pixel $(k, l)$" but "the pixel $a$ rows down and $b$
# columns to the right of the output":
#
# $$v_{i,j,a,b} = w_{i,j,\,i+a,\,j+b}$$
#
# Nothing is lost and nothing is gained; it is the same layer. The offset $a$ runs from $-(H-1)$ to
# $H-1$, so it stands at index $a + H - 1$ of an array, and $b$ at index $b + W - 1$. Offsets that
# lead out of the picture get a 0.
#
# One row of three pixels, with the weights 1 2 3 of output 0, 4 5 6 of output 1 and 7 8 9 of
# output 2. Output 0 looks 0, 1 and 2 places to the right, output 2 looks 2, 1 and 0 to the left:
#
#     offset   -2 -1  0  1  2
#     output 0  0  0  1  2  3
#     output 1  0  4  5  6  0
#     output 2  7  8  9  0  0
#
# <details><summary>A nudge</summary>Which offset leads from output (i, j) to pixel
# (k, l)?</details>
# <details><summary>The idea</summary>Begin with zeros of the final shape. Go through all weights of w
# and put each where it belongs.</details>
# <details><summary>Almost there</summary>For output (i, j) the whole picture w[i, j] moves as one
# block. At which row of v[i, j] does the block begin?</details>


# %% nbgrader={"grade_id": "reindex", "solution": true}
def reindex(w):
    """The weights of a dense layer by offset: v[i, j, a + H - 1, b + W - 1] = w[i, j, i + a, j + b].

    w: array of shape (H, W, H, W), from pixel (k, l) to output (i, j) in w[i, j, k, l]
    returns: array of shape (H, W, 2 * H - 1, 2 * W - 1), 0 where i + a or j + b is no pixel

    reindex(np.array([[[[1, 2, 3]], [[4, 5, 6]], [[7, 8, 9]]]]))
        gives  [[[[0, 0, 1, 2, 3]], [[0, 4, 5, 6, 0]], [[7, 8, 9, 0, 0]]]]
    """
    ### BEGIN SOLUTION
    H, W = w.shape[:2]
    v = np.zeros((H, W, 2 * H - 1, 2 * W - 1))
    for i in range(H):
        for j in range(W):
            # pixel (0, 0) is the offset (-i, -j) of this output
            v[i, j, H - 1 - i : 2 * H - 1 - i, W - 1 - j : 2 * W - 1 - j] = w[i, j]
    return v
    ### END SOLUTION


# %% nbgrader={"grade_id": "reindex-check", "grade": true}
check("dense_to_convolution.reindex", reindex)

# %% [markdown]
# ## 1.3 The same everywhere, and local
#
# ★★☆ · 15 minutes
#
# Now two beliefs about pictures. What is worth finding is worth finding anywhere, so $v$ must not
# depend on $(i, j)$. And what is far away does not matter, so $v_{a,b}$ is 0 beyond $\Delta$. What
# is left of the dense layer is
#
# $$y_{i,j} = \text{bias} + \sum_{a=-\Delta_H}^{\Delta_H} \sum_{b=-\Delta_W}^{\Delta_W} v_{a,b}\;
# x_{i+a,\,j+b}$$
#
# There is an output for every pixel. Outside the picture $x$ counts as 0. In the array, $v_{a,b}$
# stands at index $[a + \Delta_H, b + \Delta_W]$: the middle of the array is the offset $(0, 0)$.
#
# In one row: $x = (2, 1, 3)$, $v = (10, 1, 100)$, bias 5. At place 0 nothing is on the left, so $y_0
# = 5 + 1\cdot 2 + 100\cdot 1 = 107$. At place 1 it is $5 + 10\cdot 2 + 1\cdot 1 + 100\cdot 3 =
# 326$, at place 2 $5 + 10\cdot 1 + 1\cdot 3 = 18$.
#
# <details><summary>A nudge</summary>How large is Δ, if v has 3 rows? And if it has 5?</details>
# <details><summary>The idea</summary>Either ask of every neighbour whether it is in the picture, or
# put zeros round a copy of the picture first. Mind that x[-1] is not an error in
# Python.</details>
# <details><summary>Almost there</summary>With Δ zeros on each side, the window of output (i, j) begins
# at index (i, j) of the larger picture.</details>


# %% nbgrader={"grade_id": "shared_layer", "solution": true}
def shared_layer(x, v, bias):
    """A layer that is the same at every place and looks no further than its v reaches.

    x: picture, array of shape (H, W), 0 outside
    v: weights by offset, array of shape (2 * dH + 1, 2 * dW + 1), offset (0, 0) in its middle
    bias: one number, added at every place
    returns: array of shape (H, W)

    shared_layer(np.array([[2, 1, 3]]), np.array([[10, 1, 100]]), 5)  gives  [[107, 326, 18]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW) = x.shape, v.shape
    padded = np.pad(x, [(kH // 2, kH // 2), (kW // 2, kW // 2)])
    y = np.zeros((H, W))
    for i in range(H):
        for j in range(W):
            y[i, j] = np.sum(v * padded[i : i + kH, j : j + kW]) + bias
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "shared_layer-check", "grade": true}
check("dense_to_convolution.shared_layer", shared_layer)

# %% [markdown]
# ## 1.4 Local without sharing
#
# ★★☆ · 10 minutes
#
# The two beliefs can be had one without the other. Here is a layer that is local, while every place
# keeps weights of its own. This time windows are counted as in the rest of the course, from their
# top left corner, and only those that lie wholly in the picture are used:
#
# $$y_{i,j} = \text{bias}_{i,j} + \sum_{a=0}^{k_H-1} \sum_{b=0}^{k_W-1} w_{i,j,a,b}\; x_{i+a,\,j+b}$$
#
# In one row: $x = (1, 2, 4)$, the kernels $(-1, 1)$ and $(10, 0)$, the biases 0 and 3. Then $y_0 =
# -1 + 2 + 0 = 1$ and $y_1 = 10\cdot 2 + 0\cdot 4 + 3 = 23$.
#
# <details><summary>A nudge</summary>The shape of w tells you all the sizes.</details>
# <details><summary>The idea</summary>Which slice of x does output (i, j) look at? It is as large as
# w[i, j].</details>
# <details><summary>Almost there</summary>Two loops over the outputs, one product and one sum in
# each.</details>


# %% nbgrader={"grade_id": "local_layer", "solution": true}
def local_layer(x, w, bias):
    """A layer with a kernel and a bias of its own at every place.

    x: picture, array of shape (oH + kH - 1, oW + kW - 1)
    w: kernels, array of shape (oH, oW, kH, kW); w[i, j] belongs to output (i, j)
    bias: array of shape (oH, oW)
    returns: array of shape (oH, oW)

    local_layer(np.array([[1, 2, 4]]), np.array([[[[-1, 1]], [[10, 0]]]]), np.array([[0, 3]]))
        gives  [[1, 23]]
    """
    ### BEGIN SOLUTION
    oH, oW, kH, kW = w.shape
    y = np.zeros((oH, oW))
    for i in range(oH):
        for j in range(oW):
            y[i, j] = np.sum(w[i, j] * x[i : i + kH, j : j + kW]) + bias[i, j]
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "local_layer-check", "grade": true}
check("dense_to_convolution.local_layer", local_layer)

# %% [markdown]
# ## 1.5 A band of weights
#
# ★★☆ · 10 minutes
#
# A convolution is still a dense layer, with most weights zero and the others tied together. In one
# dimension this can be seen at a glance. Slide a kernel of $m$ weights over $n$ values, only where it
# fits, without turning it round, and write the layer as a matrix: $y = C x$.
#
# Two weights 5 6 on four values have three places:
#
#     5 6 0 0
#     0 5 6 0
#     0 0 5 6
#
# <details><summary>A nudge</summary>How many rows has the matrix, and how many columns? Check with y =
# C x.</details>
# <details><summary>The idea</summary>Row i holds the kernel at the place where it stands for output
# i, and zeros elsewhere.</details>
# <details><summary>Almost there</summary>Begin with zeros, then write the kernel into a slice of each
# row.</details>


# %% nbgrader={"grade_id": "band_matrix", "solution": true}
def band_matrix(w, n):
    """The matrix of a 1-D cross-correlation: each row holds the kernel, one column further on.

    w: kernel, array of shape (m,)
    n: number of inputs, at least m
    returns: array of shape (n - m + 1, n)

    band_matrix(np.array([5, 6]), 4)  gives  [[5, 6, 0, 0], [0, 5, 6, 0], [0, 0, 5, 6]]
    """
    ### BEGIN SOLUTION
    m = len(w)
    C = np.zeros((n - m + 1, n))
    for i in range(n - m + 1):
        C[i, i : i + m] = w
    return C
    ### END SOLUTION


# %% nbgrader={"grade_id": "band_matrix-check", "grade": true}
check("dense_to_convolution.band_matrix", band_matrix)

# %% [markdown]
# ## 1.6 Is there a kernel in it?
#
# ★★★ · 20 minutes
#
# The way back. You are given the matrix of some layer, $y_i = \sum_k w_{i,k}\, x_k$. It need not be
# square. Is the layer the same everywhere? Then it has one weight $v_a = w_{i,\,i+a}$
# for each offset, and you return $v_{-\Delta}, \dots, v_0, \dots, v_\Delta$, with $\Delta$ as small as
# possible. Or does some weight differ from another one of the same offset? Then there is no kernel, and
# you return an empty array.
#
# The matrix of 1.5 is shared. Its offsets are 0, with the weight 5, and 1, with the weight 6. So
# $\Delta = 1$, and the answer is 0 5 6: offset −1 has the weight 0. Change one of the three 5s, and
# the answer is empty.
#
# <details><summary>A nudge</summary>Where in the matrix are the weights of one offset? Colour
# them.</details>
# <details><summary>The idea</summary>First decide whether every weight equals the one above it on its
# left. Then collect one weight for each offset.</details>
# <details><summary>Almost there</summary>Δ is the largest |k − i| of all weights that are not 0. Begin
# with 2Δ + 1 zeros.</details>


# %% nbgrader={"grade_id": "find_kernel", "solution": true}
def find_kernel(w):
    """The weights by offset of a layer that is the same everywhere, or nothing.

    w: array of shape (outputs, inputs), not all 0
    returns: array of shape (2 * delta + 1,) with offset 0 in its middle and delta as small as possible;
        an array of shape (0,) if some w[i, i + a] is not the same for all i

    find_kernel(np.array([[5, 6, 0, 0], [0, 5, 6, 0], [0, 0, 5, 6]]))  gives  [0, 5, 6]
    find_kernel(np.array([[5, 6, 0, 0], [0, 9, 6, 0], [0, 0, 5, 6]]))  gives  []
    """
    ### BEGIN SOLUTION
    if np.any(w[1:, 1:] != w[:-1, :-1]):
        return np.array([])
    i, k = np.nonzero(w)
    delta = np.max(np.abs(k - i))
    v = np.zeros(2 * delta + 1)
    v[k - i + delta] = w[i, k]
    return v
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_kernel-check", "grade": true}
check("dense_to_convolution.find_kernel", find_kernel)

# %% [markdown]
# ## 1.7 Find the bug
#
# ★★☆ · 10 minutes
#
# The layer of 1.3 in one dimension, without a bias, by a colleague who tested it in the middle of a
# long signal. One line of it is wrong.


# %%
def shared_layer_of_a_colleague(x, v, delta):
    # line 1: as many outputs as inputs
    y = np.zeros(len(x))
    for i in range(len(x)):
        for a in range(-delta, delta + 1):
            # line 2: the neighbour at offset a
            k = i + a
            # line 3: outside there is nothing to add
            if k < len(x):
                # line 4: its weight times its value
                y[i] += v[a + delta] * x[k]
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: for `x = [2, 1, 3, 4]`, `v = [10, 1, 100]` and Δ = 1, what belongs at place 0? The program
#   gives 142 there.
# - `"wrong"`: Δ = 5, and `x` has 20 values; all weights and values are positive. How many of the 20 outputs
#   does the program get wrong?
#
# <details><summary>A nudge</summary>Follow the program for i = 0, with all values that a
# takes.</details>
# <details><summary>The idea</summary>There are two ways to leave a signal.</details>
# <details><summary>Almost there</summary>What does Python do with x[-1]? And up to which i does k become
# negative?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "wrong"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 0 <= k is missing: x[-1] is the last value, so place 0 gets 10·4 too much, and
    # 1·2 + 100·1 is left. Outputs 0 to 4 look at a negative k, the others do not.
    answers = {"line": 3, "right": 102, "wrong": 5}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("dense_to_convolution.find_the_bug", find_the_bug)

# %% [markdown]
# ## 1.8 Predict
#
# ★☆☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"dense"`: a dense layer makes a map of 20 × 10 from a grey picture of 20 × 10. How many weights has
#   it, without the biases?
# - `"longer"`: a 1-D layer with five shared weights and a bias was made for signals of 1000 values. How
#   many numbers does it learn if the signals have 2000?
# - `"entries"`: a kernel of 3 weights, none of them 0, on 8 values, as in 1.5. How many entries of the
#   matrix are not 0?
# - `"stack"`: three layers with kernels of 3, one after the other. How many inputs does one output depend
#   on, far from the ends?
#
# <details><summary>A nudge</summary>For the last one, draw the three layers above one another and go
# backwards from one output.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "dense", "longer", "entries" or "stack"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 200 outputs with 200 weights each; five weights and a bias, whatever the length; six places
    # with three weights each; 1 + 2 + 2 + 2.
    answers = {"dense": 40_000, "longer": 6, "entries": 18, "stack": 7}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("dense_to_convolution.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A shape is moved four pixels to the right. A shared layer finds the same in it
# as before, four pixels further on; a layer with weights of its own at every place does not. Before that,
# a few of your functions meet.

# %%
size = (28, 28)  # small enough to write every pair of places down, if that is how you count
for step in ("dense", "same", "local"):
    print(f"{step:6}{parameter_count(step, size, (2, 2)):>9,}")

edge = np.array([[1.0, 0.0, -1.0]] * 3)
units = np.eye(12).reshape(12, 3, 4)
w = np.array([shared_layer(unit, edge, 0) for unit in units]).reshape(3, 4, 3, 4)
v = np.array(reindex(w.transpose(2, 3, 0, 1)))  # the shared layer as a dense one, by offset
print("reindexed, two places agree:", np.array_equal(v[1, 1, 1:4, 2:5], v[1, 2, 1:4, 2:5]))
print("the kernel of a band matrix:", find_kernel(band_matrix(np.array([1, 0, -1]), 8)))

picture = np.zeros((14, 20))
picture[3:11, 3:5] = picture[3:5, 3:10] = picture[6:8, 3:8] = 1
moved = np.roll(picture, 4, axis=1)
own = np.random.default_rng(1).normal(size=(12, 18, 3, 3))
no_bias = np.zeros((12, 18))
maps = [
    picture,
    moved,
    shared_layer(picture, edge, 0),
    shared_layer(moved, edge, 0),
    local_layer(picture, own, no_bias),
    local_layer(moved, own, no_bias),
]
same = [np.allclose(np.roll(maps[n], 4, axis=1), maps[n + 1]) for n in (2, 4)]
print("the shared layer's map moved along:", same[0], "· the other one's:", same[1])

fig, axis = plt.subplots(figsize=(11, 1.8))
titles = ["picture", "moved", "shared", "shared, moved", "not shared", "not shared, moved"]
for n, (array, title) in enumerate(zip(maps, titles, strict=True)):
    most = np.abs(array).max()
    height = 0.92 * array.shape[0] / array.shape[1]
    axis.imshow(array, cmap="PuOr", vmin=-most, vmax=most, extent=(n, n + 0.92, 0, height))
    axis.text(n, 0.7, title, fontsize=9)
axis.set(xlim=(0, 6), ylim=(0, 0.8))
axis.axis("off")

# %% [markdown]
# ## 1.9 In your own words
#
# A colleague recognises people by passport photographs. She says: "All my photographs are cropped so
# that the eyes are at the same height. What a layer looks for at the top, it never has to look for at
# the bottom. So I take dense layers." Which two beliefs turn a dense layer into a convolution, and what
# does each of them save? Which of the two is in doubt here, and what would you take instead of a dense
# layer? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# The first belief is that the same thing is worth looking for at every place: weights depend on the
# offset alone, and a picture of $n$ pixels needs about $4n$ of them, or $(2H-1)(2W-1)$, in place of $n^2$. The second is that what
# an output needs to know is close to it: beyond $\Delta$ the weights are 0, and $(2\Delta+1)^2$ are
# left, whatever the size of the picture. Here only the first one is in doubt, since eyes are always at
# the top; edges of an eye are as local as ever. So I would take a layer that is local without sharing,
# a kernel of its own at every place, or share within regions. That has far fewer weights than a dense
# one. I would still compare it with an ordinary convolution: early layers look for edges, which are
# needed at the top and at the bottom alike, and sharing gives them more data to learn from.
#
# Marks: 1 for both beliefs named, sharing (translation) and locality; 1 for what each one saves, in
# weights, in words or numbers; 1 for seeing that only sharing is in doubt and that locality is not, with
# a local layer (or a convolution, with a reason) in place of the dense one.
# ### END SOLUTION
