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
# # 8 · Dilated convolution
#
# Five small functions, a bug to find and a few numbers to predict, in an hour and a half. You pull
# the weights of a kernel apart, so that it sees further for the same price, stack such layers until
# ten of them hear a thousand samples, and find the pixels that a careless stack never looks at.
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
# ## 8.1 How many places are there?
#
# ★☆☆ · 10 minutes
#
# The *dilation* $d$ of a kernel is the distance between neighbouring weights, measured on the input.
# With $d = 1$ they are neighbours there too, and the kernel is an ordinary one. With $d = 2$ every
# second cell under the kernel is skipped. Along one axis there are $n$ cells, $p$ zeros at *each*
# end, and the kernel of $k$ weights moves by $s$.
#
# Take $n = 9$, $k = 3$, $s = 3$, $p = 1$, $d = 2$. With its zeros the row is 11 cells long. The
# kernel stands on cells 0, 2 and 4, so it covers five. From there it can move to 3, where it ends
# at 7, and to 6, where it ends at 10, the last cell. That makes 3 places.
#
# <details><summary>A nudge</summary>How many cells are there from the first weight to the last, both
# included? Draw three weights with d = 2 and with d = 3.</details>
# <details><summary>The idea</summary>k weights have k − 1 gaps, and from one weight to the next it is
# d cells. Once you know the reach of the kernel, it is chapter 3 again.</details>
# <details><summary>Almost there</summary>How far can a kernel of that reach travel in n + 2p cells?
# Count the whole steps, and the place at which it began.</details>


# %% nbgrader={"grade_id": "dilated_output_size", "solution": true}
def dilated_output_size(n, k, stride, padding, dilation):
    """Number of places of a dilated kernel along one axis.

    n: number of cells
    k: number of weights
    stride: cells from one place to the next
    padding: zeros at each end
    dilation: distance of neighbouring weights, at least 1
    returns: a whole number

    dilated_output_size(5, 3, 1, 0, 2)  gives  1
    dilated_output_size(9, 3, 3, 1, 2)  gives  3
    """
    ### BEGIN SOLUTION
    reach = dilation * (k - 1) + 1
    return (n + 2 * padding - reach) // stride + 1
    ### END SOLUTION


# %% nbgrader={"grade_id": "dilated_output_size-check", "grade": true}
check("dilated.dilated_output_size", dilated_output_size)

# %% [markdown]
# ## 8.2 Holes in a kernel
#
# ★☆☆ · 10 minutes
#
# In French the thing is called *à trous*, with holes. Put them in: zeros between the weights, so that
# neighbours end up $d_H$ rows and $d_W$ columns apart. An ordinary convolution with the result is the
# dilated convolution with the kernel that you began with.
#
# `w` holds all kernels of a layer, with the axes F, C, kH, kW as in torch. Each of the F·C kernels
# gets its holes; filters and channels have none.
#
# One kernel with the row 4 7 9 and $d_W = 3$ becomes 4 0 0 7 0 0 9. Two zeros between neighbours,
# one fewer than $d$, and none after the 9.
#
# <details><summary>A nudge</summary>At which row and column of the result does w[f, c, a, b]
# stand?</details>
# <details><summary>The idea</summary>Begin with zeros of the final shape. Its first two lengths are
# those of w, the other two are reaches as in 8.1.</details>
# <details><summary>Almost there</summary>A slice with a step can be written to. Two of the four axes
# want a plain colon.</details>


# %% nbgrader={"grade_id": "dilate_kernel", "solution": true}
def dilate_kernel(w, dilation):
    """All kernels of a layer, with zeros between their weights.

    w: array of shape (F, C, kH, kW)
    dilation: (dH, dW), how far apart neighbours stand in the result, down and across
    returns: array of shape (F, C, dH * (kH - 1) + 1, dW * (kW - 1) + 1)

    dilate_kernel(np.array([[[[4, 7, 9]]]]), (1, 3))  gives  [[[[4, 0, 0, 7, 0, 0, 9]]]]
    """
    ### BEGIN SOLUTION
    (F, C, kH, kW), (dH, dW) = w.shape, dilation
    z = np.zeros((F, C, dH * (kH - 1) + 1, dW * (kW - 1) + 1))
    z[:, :, ::dH, ::dW] = w
    return z
    ### END SOLUTION


# %% nbgrader={"grade_id": "dilate_kernel-check", "grade": true}
check("dilated.dilate_kernel", dilate_kernel)

# %% [markdown]
# ## 8.3 The operation
#
# ★★☆ · 20 minutes
#
# One picture, one kernel, and everything that torch lets you set:
#
# $$y[i, j] = \sum_{a, b} w[a, b]\; x[i\,s_H + a\,d_H - p_H,\; j\,s_W + b\,d_W - p_W]$$
#
# where $x$ counts as 0 outside the picture. The stride moves the place, the dilation works inside it.
#
# In one row: $x = (2, 9, 1, 9, 3, 9)$, $w = (1, 10, 100)$, $d_W = 2$, stride 1. The first place reads
# 2, 1 and 3: $2 + 10 + 300 = 312$. The second reads the three nines: 999. A third would hang over.
#
# As in all of deep learning, the kernel is not flipped.
#
# <details><summary>A nudge</summary>Write the padded picture down first. Then the only new thing is
# which pixels meet the kernel.</details>
# <details><summary>The idea</summary>A slice takes a start, an end and a step. Which step gives the
# pixels of one place, and where does the slice end?</details>
# <details><summary>Almost there</summary>Or put holes into the kernel first, as in 8.2, and slide it as
# in chapter 3. The sizes come from 8.1, for each axis.</details>


# %% nbgrader={"grade_id": "dilated_corr2d", "solution": true}
def dilated_corr2d(x, w, stride, padding, dilation):
    """Cross-correlation with a kernel whose weights stand apart.

    x: array of shape (H, W)
    w: array of shape (kH, kW)
    stride: (sH, sW)
    padding: (pH, pW), zeros on each side
    dilation: (dH, dW), distance of neighbouring weights down and across
    returns: array of shape (oH, oW), with oH and oW as in 8.1

    dilated_corr2d(np.array([[2, 9, 1, 9, 3, 9]]), np.array([[1, 10, 100]]), (1, 1), (0, 0), (1, 2))
        gives  [[312, 999]]
    """
    ### BEGIN SOLUTION
    (kH, kW), (sH, sW), (dH, dW) = w.shape, stride, dilation
    x = np.pad(x, [(p, p) for p in padding])
    reach_H, reach_W = dH * (kH - 1) + 1, dW * (kW - 1) + 1
    y = np.zeros(((x.shape[0] - reach_H) // sH + 1, (x.shape[1] - reach_W) // sW + 1))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            top, left = i * sH, j * sW
            y[i, j] = np.sum(w * x[top : top + reach_H : dH, left : left + reach_W : dW])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "dilated_corr2d-check", "grade": true}
check("dilated.dilated_corr2d", dilated_corr2d)

# %% [markdown]
# ## 8.4 How far does a stack see?
#
# ★★☆ · 15 minutes
#
# One output of the last layer reads a few values of the layer below; each of these reads a few of the
# layer below that; and so on down to the input. The stretch from the first input that it can reach to
# the last, both included, is its *receptive field*.
#
# Layers may have different kernels, strides and dilations, along one axis. Two layers of kernel 3, the
# second with dilation 2: the upper one reads places 0, 2 and 4 of the map between, and these read
# inputs 0–2, 2–4 and 4–6. That is a field of 7. If the *first* layer has a stride of 2 and neither is
# dilated, the upper layer reads places 0, 1, 2, which begin at inputs 0, 2, 4: the field is 0–6, again 7.
#
# <details><summary>A nudge</summary>What does an output see through no layer at all? And how many
# inputs does one layer add to that?</details>
# <details><summary>The idea</summary>Go through the layers from the first to the last and keep two
# numbers: the field so far, and how far apart neighbours of the present map lie on the input.</details>
# <details><summary>Almost there</summary>A layer adds the gaps between its weights, each as long as its
# dilation times that distance. Its stride then makes the distance longer, for the layers after
# it.</details>


# %% nbgrader={"grade_id": "receptive_field", "solution": true}
def receptive_field(kernels, strides, dilations):
    """How many inputs, from the first to the last, one output of a stack of layers can see.

    kernels, strides, dilations: lists of whole numbers, one for each layer, the first layer first
    returns: a whole number

    receptive_field([3, 3], [1, 1], [1, 2])  gives  7
    receptive_field([3, 3], [2, 1], [1, 1])  gives  7
    """
    ### BEGIN SOLUTION
    field, distance = 1, 1
    for k, s, d in zip(kernels, strides, dilations, strict=True):
        field += (k - 1) * d * distance
        distance *= s
    return field
    ### END SOLUTION


# %% nbgrader={"grade_id": "receptive_field-check", "grade": true}
check("dilated.receptive_field", receptive_field)

# %% [markdown]
# ## 8.5 And what does it miss?
#
# ★★★ · 15 minutes
#
# A field of 9 does not mean that nine inputs are read. Count, for every input of the field, the *paths*
# to the one output: the ways to choose a weight in each layer that lead there. All strides are 1.
#
# Two layers of kernel 3, both with dilation 2. A path takes a step of 0, 2 or 4 in one layer and a step
# of 0, 2 or 4 in the other. Together that is 0 in one way, 2 in two ways (0+2, 2+0), 4 in three, 6 in two,
# 8 in one; and 1, 3, 5, 7 in none. The answer is 1 0 2 0 3 0 2 0 1. Four of nine inputs are never read.
#
# <details><summary>A nudge</summary>One layer alone: which inputs of its field does it read? Write its
# counts down, zeros included.</details>
# <details><summary>The idea</summary>Begin at the output with a single path, count = [1]. Each layer
# makes the array longer and sends every path on to k places.</details>
# <details><summary>Almost there</summary>You have met "every value stamps the kernel, and stamps add up"
# before: here the stamp has a 1 for each weight, and holes.</details>


# %% nbgrader={"grade_id": "path_counts", "solution": true}
def path_counts(kernels, dilations):
    """On how many paths each input of the receptive field reaches one output.

    kernels, dilations: lists of whole numbers, one for each layer; all strides are 1
    returns: array as long as the receptive field

    path_counts([3, 3], [2, 2])  gives  [1, 0, 2, 0, 3, 0, 2, 0, 1]
    """
    ### BEGIN SOLUTION
    count = np.ones(1)
    for k, d in zip(kernels, dilations, strict=True):
        longer = np.zeros(len(count) + d * (k - 1))
        for a in range(k):
            longer[a * d : a * d + len(count)] += count
        count = longer
    return count
    ### END SOLUTION


# %% nbgrader={"grade_id": "path_counts-check", "grade": true}
check("dilated.path_counts", path_counts)

# %% [markdown]
# ## 8.6 Find the bug
#
# ★★☆ · 10 minutes
#
# Somebody hands you this program. All its tests pass, they say; they have only forgotten what they
# tested it with.


# %%
def dilated_corr1d_of_a_colleague(x, w, dilation):
    # line 1: number of weights
    k = len(w)
    # line 2: from the first cell of a place to the last
    reach = dilation * k
    # line 3: as many places as fit
    y = np.zeros(len(x) - reach + 1)
    # line 4: at every place …
    for i in range(len(y)):
        # line 5: … weights meet values d apart
        y[i] = sum(w[a] * x[i + a * dilation] for a in range(k))
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3, 4 or 5?
# - `"right"`: ten values, three weights, dilation 3. How many values should come out? (The program
#   gives 2.)
# - `"unseen"`: for which dilation is its result right all the same?
#
# <details><summary>A nudge</summary>Draw ten cells and put three weights on them, three cells apart, as
# far to the left as possible. Then as far to the right.</details>
# <details><summary>The idea</summary>How many cells does the kernel cover in your drawing, and how many
# does the program take it to cover?</details>
# <details><summary>Almost there</summary>Where are the cells that are too many? When are there no such
# cells?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # The reach is d(k − 1) + 1: d·k has d − 1 cells too many, behind the last weight. For ten
    # values it should be 7, which leaves 10 − 7 + 1 = 4 places. With d = 1 both are k.
    answers = {"line": 2, "right": 4, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("dilated.find_the_bug", find_the_bug)

# %% [markdown]
# ## 8.7 Predict
#
# ★★☆ · 10 minutes
#
# With pencil and paper, before you run anything:
#
# - `"reach"`: a kernel of 5 weights, dilation 3. How many cells are there from its first weight to its
#   last, both included?
# - `"padding"`: kernel 3, dilation 8, stride 1. Which padding (on each side) keeps the size?
# - `"doubling"`: eight layers of kernel 3 and stride 1, with dilations 1, 2, 4, …, 128. How many samples of
#   a sound does one output hear?
# - `"holes"`: three layers of kernel 3, with dilations 1, 2 and 10, have a field of 27. How many of these
#   inputs are never read?
#
# <details><summary>A nudge</summary>For the third: what do 1 + 2 + 4 + 8 add up to, and 1 + 2 + 4 + 8 +
# 16? For the fourth: mark what the first two layers read, and lay that down three times.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "reach", "padding", "doubling" or "holes"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 3·4 + 1 = 13. The outer weights of the kernel stand 8 from the middle one: padding 8.
    # 1 + 2·(1 + 2 + … + 128) = 1 + 2·255. Dilations 1 and 2 read a stretch of 7, which lies at
    # 0, 10 and 20: between the stretches there are two holes of 3.
    answers = {"reach": 13, "padding": 8, "doubling": 511, "holes": 6}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("dilated.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A flash in the middle of a small dark picture goes through three layers of 3 × 3
# averages, by your own functions: once with dilations 2, 2, 2, once with 1, 2, 3. Both stacks have the
# same weights and the same field of 13 × 13. Only one of them looks everywhere.

# %%
flash = np.zeros((19, 19))
flash[9, 9] = 1
mean = np.ones((3, 3)) / 9
pictures = [flash]
for dilations in [[2, 2, 2], [1, 2, 3]]:
    x = flash
    for d in dilations:
        x = np.asarray(dilated_corr2d(x, mean, (1, 1), (d, d), (d, d)))
    pictures.append(x)
    field = receptive_field([3, 3, 3], [1, 1, 1], dilations)
    paths = np.asarray(path_counts([3, 3, 3], dilations))
    print(
        f"dilations {dilations}: a field of {field}, of which {np.sum(paths == 0)} are never read"
    )
    print("  as the paths say:     ", np.allclose(x[3:16, 3:16], np.outer(paths, paths) / 27**2))
spread = np.asarray(dilate_kernel(mean[None, None], (3, 3)))[0, 0]
by_holes = dilated_corr2d(flash, spread, (1, 1), (3, 3), (1, 1))
print(
    "a kernel with holes = dilation:",
    np.allclose(by_holes, dilated_corr2d(flash, mean, (1, 1), (3, 3), (3, 3))),
)
print("size after a layer, by the formula:", dilated_output_size(19, 3, 1, 3, 3))

fig, axis = plt.subplots(figsize=(9, 3.2))
titles = ["a flash", "dilations 2, 2, 2", "dilations 1, 2, 3"]
for n, (array, title) in enumerate(zip(pictures, titles, strict=True)):
    axis.imshow(array, cmap="gray", vmin=0, vmax=array.max(), extent=(n, n + 0.94, 0, 0.94))
    axis.text(n, 0.98, title)
axis.set(xlim=(0, 3), ylim=(0, 1.1))
axis.axis("off")

# %% [markdown]
# ## 8.8 In your own words
#
# A colleague wants to label every pixel of a street scene. "I take eight layers of 3 × 3, all with dilation
# 4: the field is 65 × 65, and it costs no more than eight ordinary layers. But the labels look like a
# chessboard, and thin lampposts are lost." What is right about the colleague's sums, what does one
# output really see, and what would you change? Would a stride have been the same thing? Four to six
# sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# The sums are right: 1 + 8·4·2 = 65, and each layer has nine weights per kernel and as many products for
# each output as an ordinary one. But all steps are multiples of 4, so an output reads one pixel in four
# along each axis, 17 × 17 of the 65 × 65. Neighbouring outputs read different pixels altogether, as if there
# were sixteen small pictures that never speak to each other: hence the chessboard, and a lamppost narrower
# than 4 pixels falls between. I would use dilations without a common factor that begin with 1, say 1, 2, 5
# and again, or end with layers of dilation 1, and look at the paths before I train. A stride is not the
# same: it makes the map smaller and moves the windows, and later layers work on fewer places; dilation keeps
# an output for every pixel, and pays for it at full size.
#
# Marks: 1 for "the field is 65, the cost is that of eight ordinary layers, but only every fourth pixel in
# each direction is read"; 1 for a cure (dilations that share no factor, such as 1, 2, 5, or layers of
# dilation 1) with its reason; 1 for dilation against stride (map and windows against the inside of the
# kernel).
# ### END SOLUTION
