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
# # 12 · Backpropagation through a convolution
#
# Six functions, a bug to find and a few numbers to predict, in a little over two hours. You write all that
# a convolutional network needs in order to learn: the gradient of the biases, of the kernels and of
# the input, and the way back through pooling. Before that, you write the slow method that tells
# whether the fast ones are right. At the end, a small network learns with your own gradients.
#
# Write your code where it says `YOUR CODE HERE`, then run the cell below it. The check answers at
# once: what works, the smallest case that does not, and often the name of the mistake. Run it as
# often as you like. Each function is checked on its own: if one gives you trouble, go on with the
# next. NumPy is all that you need, and all that is there when your work is graded: no torch, no
# SciPy, no automatic differentiation.
#
# Everywhere, `dy` is $\delta = \partial L/\partial y$, the gradient that arrives from above. It has the
# shape of the output, and the functions below pass it on.

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
# ## 12.1 Nudge and look
#
# ★★☆ · 15 minutes
#
# A picture $x$ goes through a cross-correlation with the kernel $w$, and the result should have been
# $t$. The loss is the sum of the squared errors:
#
# $$L(w) = \sum_{i,j} \bigl((x \star w)_{i,j} - t_{i,j}\bigr)^2$$
#
# How does $L$ change with each weight? You need no theory to find out. Nudge one weight up by $h$ and
# compute $L$; nudge it down by $h$ and compute $L$ again:
#
# $$\frac{\partial L}{\partial w_{a,b}} \approx \frac{L(w_{a,b} + h) - L(w_{a,b} - h)}{2h}$$
#
# Put the weight back and take the next one. It is slow, and there is not much in it that can go
# wrong, which is what you want of a judge.
#
# One pixel, $x = 3$, one weight, $w = 2$, target $t = 1$: the loss is $(6 - 1)^2 = 25$. With $h = 0.5$ it is
# $(7.5 - 1)^2 = 42.25$ above and $(4.5 - 1)^2 = 12.25$ below. The slope is $(42.25 - 12.25)/1 = 30$.
#
# <details><summary>A nudge</summary>First write a small function, inside yours, that takes a kernel and returns the
# loss. Then you call it twice for each weight.</details>
# <details><summary>The idea</summary>Go through all places (a, b) of the kernel. For each one, make a copy of
# w that differs from it in this place only.</details>
# <details><summary>Almost there</summary>A copy of an integer array cannot hold a nudge of 0.25: copy it as
# float. And do not write into the w that you were given.</details>


# %% nbgrader={"grade_id": "numerical_gradient", "solution": true}
def numerical_gradient(x, w, t, h):
    """Central differences of L = Σ (x ⋆ w − t)² with respect to every weight.

    x: picture, array of shape (H, W)
    w: kernel, array of shape (kH, kW), perhaps of whole numbers
    t: target, array of the shape of x ⋆ w, which is (H - kH + 1, W - kW + 1)
    h: the nudge, a number greater than 0
    returns: array of the shape of w

    numerical_gradient(np.array([[3]]), np.array([[2]]), np.array([[1]]), 0.5)  gives  [[30]]
    """
    ### BEGIN SOLUTION
    kH, kW = w.shape

    def loss(kernel):
        total = 0.0
        for i in range(t.shape[0]):
            for j in range(t.shape[1]):
                total += ((x[i : i + kH, j : j + kW] * kernel).sum() - t[i, j]) ** 2
        return total

    dw = np.zeros((kH, kW))
    for a in range(kH):
        for b in range(kW):
            nudge = np.zeros((kH, kW))
            nudge[a, b] = h
            dw[a, b] = (loss(w + nudge) - loss(w - nudge)) / (2 * h)
    return dw
    ### END SOLUTION


# %% nbgrader={"grade_id": "numerical_gradient-check", "grade": true}
check("backpropagation.numerical_gradient", numerical_gradient)

# %% [markdown]
# ## 12.2 The bias
#
# ★☆☆ · 5 minutes
#
# Filter $f$ adds its bias $b_f$ to every place of its map, for every input of the batch:
# $y_{n,f,i,j} = b_f + \dots$ If $b_f$ grows by a little, all these outputs grow by as much. What is
# $\partial L/\partial b_f$?
#
# Take a batch of two, one filter and maps of 1 × 2. If the first input gets $\delta = (1, 2)$ and the
# second $(3, -1)$, then $\partial L/\partial b = 5$.
#
# <details><summary>A nudge</summary>Through how many outputs does one bias reach the loss? Each of them has its δ.</details>
# <details><summary>The idea</summary>A sum. Not over all the axes: one number must be left for each
# filter.</details>
# <details><summary>Almost there</summary>The axes are N, F, oH, oW, in this order, and sum takes a tuple of axes.</details>


# %% nbgrader={"grade_id": "bias_gradient", "solution": true}
def bias_gradient(dy):
    """Gradient of the loss with respect to the biases.

    dy: gradient of the output, array of shape (N, F, oH, oW)
    returns: array of shape (F,)

    bias_gradient(np.array([[[[1, 2]]], [[[3, -1]]]]))  gives  [5]
    """
    ### BEGIN SOLUTION
    return dy.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% nbgrader={"grade_id": "bias_gradient-check", "grade": true}
check("backpropagation.bias_gradient", bias_gradient)

# %% [markdown]
# ## 12.3 The kernels
#
# ★★☆ · 20 minutes
#
# Output $(i, j)$ of filter $f$ looked at the window that begins at row $i\,s_H$ and column $j\,s_W$ of
# the padded input. There, weight $(c, a, b)$ met the pixel $(a, b)$ further on. So
#
# $$\frac{\partial L}{\partial w_{f,c,a,b}} = \sum_{n,i,j} \delta_{n,f,i,j}\;
# x^{\text{padded}}_{n,\,c,\;i s_H + a,\;j s_W + b}$$
#
# With stride 1 this is the cross-correlation of input and $\delta$. Nothing is flipped.
#
# In one row: $x = (1, 2, 3)$ and $\delta = (1, 10)$, for a kernel of length 2. The first window holds 1 2
# and has $\delta = 1$, the second holds 2 3 and has $\delta = 10$: the gradient is $1 \cdot (1, 2) + 10 \cdot (2, 3) = (21, 32)$.
#
# Why are you told the size of the kernel? With a stride, rows at the end may remain that no window
# reached, and then the other two shapes do not tell.
#
# <details><summary>A nudge</summary>Forget batch, filters and channels: x and dy with two axes. Which
# windows are there, and with what is each one multiplied?</details>
# <details><summary>The idea</summary>Start with zeros of shape (F, C, kH, kW). For every output, add its δ
# times its window.</details>
# <details><summary>Almost there</summary>dy[n, f, i, j] times a window of shape (C, kH, kW) is added to
# dw[f]. Or leave the sums over n to np.einsum("nf,ncab->fcab", …).</details>


# %% nbgrader={"grade_id": "weight_gradient", "solution": true}
def weight_gradient(x, dy, size, stride, padding):
    """Gradient of the loss with respect to the kernels of a convolution.

    x: input, array of shape (N, C, H, W)
    dy: gradient of the output, array of shape (N, F, oH, oW)
    size: (kH, kW) of the kernels
    stride: (sH, sW)
    padding: (pH, pW), zeros on each side of the input
    returns: array of shape (F, C, kH, kW)

    weight_gradient(np.array([[[[1, 2, 3]]]]), np.array([[[[1, 10]]]]), (1, 2), (1, 1), (0, 0))
        gives  [[[[21, 32]]]]
    """
    ### BEGIN SOLUTION
    (kH, kW), (sH, sW), (pH, pW) = size, stride, padding
    padded = np.pad(x, ((0, 0), (0, 0), (pH, pH), (pW, pW)))
    dw = np.zeros((dy.shape[1], x.shape[1], kH, kW))
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            window = padded[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW]
            dw += np.einsum("nf,ncab->fcab", dy[:, :, i, j], window)
    return dw
    ### END SOLUTION


# %% nbgrader={"grade_id": "weight_gradient-check", "grade": true}
check("backpropagation.weight_gradient", weight_gradient)

# %% [markdown]
# ## 12.4 The input
#
# ★★★ · 25 minutes
#
# If there is another layer below, it wants to know $\partial L/\partial x$. Read the forward pass backwards:
# output $(i, j)$ of filter $f$ took the pixels of one window, each times a weight of filter $f$. So it
# hands its $\delta$ to the same pixels, each times the same weight. It stamps its kernel:
#
# $$dx_{n,\,c,\;i s_H + a,\;j s_W + b} \mathrel{+}= \delta_{n,f,i,j}\; w_{f,c,a,b}
# \quad\text{for every } n, f, c, i, j, a, b$$
#
# on an array as large as the *padded* input. A pixel that several windows have seen gets the sum of
# what they hand out; one that no window has seen keeps its zero. At the end the padding is taken
# off: nobody asks for the gradient of those zeros.
#
# In one row: $\delta = (1, 10)$, $w = (5, 7)$, stride 1. The stamps are 5 7 at place 0 and 50 70 at place
# 1; the result is 5 57 70. With stride 2 and an input of five pixels, it is 5 7 50 70 0.
#
# If you would rather slide than stamp: insert zeros between the values of δ, and then mind which way
# round the kernel is.
#
# <details><summary>A nudge</summary>Make an array of zeros as large as the input with its padding. That
# already puts zeros where no window was.</details>
# <details><summary>The idea</summary>For every output (i, j): which slice of that array did it look at? Add
# its stamp to this slice.</details>
# <details><summary>Almost there</summary>dy[n, f, i, j] * w[f] has shape (C, kH, kW) and goes into dx[n].
# Crop last, and not with [p:-p], which is empty for p = 0.</details>


# %% nbgrader={"grade_id": "input_gradient", "solution": true}
def input_gradient(dy, w, size, stride, padding):
    """Gradient of the loss with respect to the input of a convolution.

    dy: gradient of the output, array of shape (N, F, oH, oW)
    w: kernels, array of shape (F, C, kH, kW)
    size: (H, W) of the input, without its padding
    stride: (sH, sW)
    padding: (pH, pW), zeros on each side of the input
    returns: array of shape (N, C, H, W)

    input_gradient(np.array([[[[1, 10]]]]), np.array([[[[5, 7]]]]), (1, 5), (1, 2), (0, 0))
        gives  [[[[5, 7, 50, 70, 0]]]]
    """
    ### BEGIN SOLUTION
    (H, W), (sH, sW), (pH, pW) = size, stride, padding
    N, (_, C, kH, kW) = len(dy), w.shape
    dx = np.zeros((N, C, H + 2 * pH, W + 2 * pW))
    for i in range(dy.shape[2]):
        for j in range(dy.shape[3]):
            stamp = np.einsum("nf,fcab->ncab", dy[:, :, i, j], w)
            dx[:, :, i * sH : i * sH + kH, j * sW : j * sW + kW] += stamp
    return dx[:, :, pH : pH + H, pW : pW + W]
    ### END SOLUTION


# %% nbgrader={"grade_id": "input_gradient-check", "grade": true}
check("backpropagation.input_gradient", input_gradient)

# %% [markdown]
# ## 12.5 Back through pooling
#
# ★★☆ · 20 minutes
#
# Pooling has nothing to learn, but the gradient must get past it. *Max* pooling has let one value of
# each window through: this one gets all of the window's $\delta$, and the others get nothing. If several
# are equally large, the first gets it, row by row. *Mean* pooling has let all values through, each
# divided by their number: so each gets $\delta$ divided by their number. Windows may overlap, and then
# shares add up. One picture, without batch and channels, is enough here.
#
# $$\begin{pmatrix}1 & 7 & 2\\ 3 & 0 & 7\end{pmatrix}$$
#
# has two windows of 2 × 2 with stride 1. The maximum of both is 7: in the first it is the one in the top
# row; in the second there are two, and the one in the top row comes first. If $\delta = (4, 8)$, this 7 gets
# 12 and all others get 0. For the mean, the first window gives 1 to its four values and the second
# gives 2 to its own; so the left column gets 1, the right one 2, and the middle one, which is in both, 3.
#
# <details><summary>A nudge</summary>As in 12.4: zeros of the shape of x, then go through the windows and
# add.</details>
# <details><summary>The idea</summary>window.argmax() finds the first maximum and counts row by row. Which
# row and which column of the window is number 4, if it is 3 wide?</details>
# <details><summary>Almost there</summary>divmod(4, 3) is (1, 1). Then add where the window begins.</details>


# %% nbgrader={"grade_id": "pool_gradient", "solution": true}
def pool_gradient(dy, x, size, stride, kind):
    """Gradient of the loss with respect to the input of a pooling layer.

    dy: gradient of the output, array of shape (oH, oW)
    x: input of the pooling, array of shape (H, W), perhaps of whole numbers
    size: (kH, kW) of the window
    stride: (sH, sW)
    kind: "max" or "mean"
    returns: array of the shape of x

    With x = np.array([[1, 7, 2], [3, 0, 7]]) and dy = np.array([[4, 8]]):
    pool_gradient(dy, x, (2, 2), (1, 1), "max")   gives  [[0, 12, 0], [0, 0, 0]]
    pool_gradient(dy, x, (2, 2), (1, 1), "mean")  gives  [[1, 3, 2], [1, 3, 2]]
    """
    ### BEGIN SOLUTION
    (kH, kW), (sH, sW) = size, stride
    dx = np.zeros(x.shape)
    for i in range(dy.shape[0]):
        for j in range(dy.shape[1]):
            top, left = i * sH, j * sW
            if kind == "max":
                a, b = divmod(x[top : top + kH, left : left + kW].argmax(), kW)
                dx[top + a, left + b] += dy[i, j]
            else:
                dx[top : top + kH, left : left + kW] += dy[i, j] / (kH * kW)
    return dx
    ### END SOLUTION


# %% nbgrader={"grade_id": "pool_gradient-check", "grade": true}
check("backpropagation.pool_gradient", pool_gradient)

# %% [markdown]
# ## 12.6 With gaps and in groups
#
# ★★★ · 25 minutes
#
# For those who want all of it. A *dilated* kernel looks at pixels that are $d$ apart, and so its stamp
# has gaps. In a convolution with $g$ *groups*, the first $F/g$ filters see the first $C/g$ channels alone, the
# next $F/g$ filters the next $C/g$ channels, and so on. What they hand back goes to the same channels.
# Stride 1 and no padding here; you have done those.
#
# In one row: $\delta = (1, 10)$, $w = (5, 7)$ and dilation 2. The stamps are 5 · 7 and 50 · 70, where the dot is
# a gap, and they begin at places 0 and 1. The result is 5 50 7 70.
#
# With two filters in two groups, one channel in each, $\delta = 3$ for the first and $4$ for the second, and kernels
# of a single weight, 1 and 2: channel 0 gets 3 · 1, channel 1 gets 4 · 2.
#
# <details><summary>A nudge</summary>Do the dilation first, with one group. A slice may have a step:
# dx[i : … : d].</details>
# <details><summary>The idea</summary>Filter by filter: in which group is filter f, and where does the block of
# channels of that group begin?</details>
# <details><summary>Almost there</summary>The group of filter f is f // (F // groups). A slice with the
# step d that is to have k places may end anywhere after (k − 1)·d, and no later than k·d.</details>


# %% nbgrader={"grade_id": "grouped_gradient", "solution": true}
def grouped_gradient(dy, w, size, dilation, groups):
    """Gradient of the loss with respect to the input of a dilated convolution in groups.

    dy: gradient of the output, array of shape (N, F, oH, oW)
    w: kernels, array of shape (F, C // groups, kH, kW)
    size: (H, W) of the input, just large enough for all windows
    dilation: (dH, dW)
    groups: number of groups; divides F and C
    returns: array of shape (N, C, H, W)

    grouped_gradient(np.array([[[[1, 10]]]]), np.array([[[[5, 7]]]]), (1, 4), (1, 2), 1)
        gives  [[[[5, 50, 7, 70]]]]
    grouped_gradient(np.array([[[[3]], [[4]]]]), np.array([[[[1]]], [[[2]]]]), (1, 1), (1, 1), 2)
        gives  [[[[3]], [[8]]]]
    """
    ### BEGIN SOLUTION
    (N, F, oH, oW), (_, each, kH, kW), (dH, dW) = dy.shape, w.shape, dilation
    dx = np.zeros((N, groups * each, *size))
    for f in range(F):
        first = f // (F // groups) * each  # where the block of its group begins
        block = dx[:, first : first + each]
        for a in range(kH):
            for b in range(kW):
                share = dy[:, f, None] * w[f, :, a, b, None, None]
                block[:, :, a * dH : a * dH + oH, b * dW : b * dW + oW] += share
    return dx
    ### END SOLUTION


# %% nbgrader={"grade_id": "grouped_gradient-check", "grade": true}
check("backpropagation.grouped_gradient", grouped_gradient)

# %% [markdown]
# ## 12.7 Find the bug
#
# ★★☆ · 10 minutes
#
# A colleague has written the gradient of the input for one row of `n` pixels. "It trains," she says, "but
# badly." One line is wrong.


# %%
def input_gradient1d_of_a_colleague(dy, w, n, stride):
    # line 1: zeros between the values
    spread = np.zeros((len(dy) - 1) * stride + 1)
    spread[::stride] = dy
    # line 2: zeros at both ends, so that the kernel can hang over
    spread = np.pad(spread, len(w) - 1)
    # line 3: slide the kernel (np.correlate does not flip it)
    dx = np.correlate(spread, w)
    # line 4: the pixels that no window reached
    return np.pad(dx, (0, n - len(dx)))


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: for `dy = [2, 1]`, `w = [1, 10, 100]`, `n = 6` and stride 2, what belongs at place 2 (counted
#   from zero)? The program gives 102 there.
# - `"unseen"`: with the kernel `[5, 7, v]`, for which `v` does the slip stay unseen, because the result is
#   right whatever `dy` is?
#
# <details><summary>A nudge</summary>Write the two stamps under one another, each at its place, and
# compare with what the program prints.</details>
# <details><summary>The idea</summary>Input 2 lies at the end of the first window and at the beginning of
# the second. Which weight did it meet in each?</details>
# <details><summary>Almost there</summary>The program lets the last weight meet what the first one should. When
# does that make no difference?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # Over inserted zeros the kernel must slide rotated: w[::-1]. At place 2 the first window had its
    # last weight, 2·100, and the second its first, 1·1. A symmetric kernel, 5 7 5, hides the slip.
    answers = {"line": 3, "right": 201, "unseen": 5}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("backpropagation.find_the_bug", find_the_bug)

# %% [markdown]
# ## 12.8 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"bias"`: a layer with one filter has seen a batch of 4 pictures and made a map of 5 × 6 from each. $\delta$
#   is 1 everywhere. What is the gradient of the bias?
# - `"unseen"`: a row of 12 inputs, a kernel of 3, stride 4, no padding. How many inputs have the gradient 0,
#   whatever $\delta$ and the weights are?
# - `"max"`: max pooling with windows of 2 × 2 and stride 1 on a picture of 3 × 3, whose largest value is in
#   the middle. $\delta$ is 5 everywhere. What does the middle get?
# - `"mean"`: and with mean pooling?
#
# <details><summary>A nudge</summary>Every time: through which outputs does this one number reach the
# loss?</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "bias", "unseen", "max" or "mean"
    returns: a number
    """
    ### BEGIN SOLUTION
    # The bias is added 4·5·6 = 120 times. The windows cover 0–2, 4–6 and 8–10, which leaves 3, 7 and
    # 11. The middle lies in all four windows: 4·5 as their maximum, 4·5/4 as one of four values.
    answers = {"bias": 120, "unseen": 3, "max": 20, "mean": 5}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("backpropagation.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A network of two layers, convolution → ReLU → max pooling → convolution, learns to tell
# rings (+1) from crosses (−1), with your gradients and nothing else. Before that, your fast gradient of the
# kernel is compared with your slow one.


# %%
def slide(x, w):
    windows = np.lib.stride_tricks.sliding_window_view(x, w.shape[2:], axis=(2, 3))
    return np.einsum("ncijab,fcab->nfij", windows, w)


ring = np.array([[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]])
cross = np.array([[1, 0, 0, 1], [0, 1, 1, 0], [0, 1, 1, 0], [1, 0, 0, 1]])
shapes, places = [ring, cross] * 3, [(0, 0), (2, 1), (2, 2), (0, 2), (1, 1), (1, 0)]
pictures, targets = np.zeros((6, 1, 6, 6)), np.array([1.0, -1.0] * 3)
for n, (top, left) in enumerate(places):
    pictures[n, 0, top : top + 4, left : left + 4] = shapes[n]

rng = np.random.default_rng(1)
w1, b1 = rng.normal(size=(2, 1, 3, 3)) / 2, np.zeros(2)
w2, b2 = rng.normal(size=(1, 2, 2, 2)) / 2, np.zeros(1)

x, kernel = pictures[0, 0], w1[0, 0]
y = slide(pictures[:1], w1[:1])
slow = numerical_gradient(x, kernel, np.ones((4, 4)), 0.001)
fast = weight_gradient(pictures[:1], 2 * (y - 1), (3, 3), (1, 1), (0, 0))
print("fast = slow:", np.allclose(fast[0, 0], slow))

losses = []
for _ in range(40):
    y1 = slide(pictures, w1) + b1[:, None, None]  # 4 × 4
    active = np.maximum(y1, 0)
    pooled = active.reshape(6, 2, 2, 2, 2, 2).max(axis=(3, 5))  # 2 × 2
    score = slide(pooled, w2) + b2[:, None, None]  # 1 × 1
    losses.append(((score[:, 0, 0, 0] - targets) ** 2).mean())

    dscore = 2 * (score - targets[:, None, None, None]) / 6  # and now the way back
    dw2, db2 = weight_gradient(pooled, dscore, (2, 2), (1, 1), (0, 0)), bias_gradient(dscore)
    dpooled = input_gradient(dscore, w2, (2, 2), (1, 1), (0, 0))
    dy1 = np.zeros(y1.shape)
    for n in range(6):
        for f in range(2):
            dy1[n, f] = pool_gradient(dpooled[n, f], active[n, f], (2, 2), (2, 2), "max")
    dy1 = dy1 * (y1 > 0)
    dw1, db1 = weight_gradient(pictures, dy1, (3, 3), (1, 1), (0, 0)), bias_gradient(dy1)

    w1, b1 = w1 - 0.1 * dw1, b1 - 0.1 * db1
    w2, b2 = w2 - 0.1 * dw2, b2 - 0.1 * db2
print(f"loss: {losses[0]:.2f} at the start, {losses[-1]:.2f} at the end")

fig, axis = plt.subplots(figsize=(10, 2.6))
for n in range(6):
    axis.imshow(pictures[n, 0], cmap="gray", vmax=1.3, extent=(n, n + 0.9, 0, 0.9))
    axis.text(n, 0.95, f"{score[n, 0, 0, 0]:+.2f}")
axis.plot(6.2 + np.arange(40) / 24, 0.9 * np.array(losses) / max(losses))
axis.text(6.2, 0.95, "loss, step by step")
axis.set(xlim=(0, 8), ylim=(0, 1.2))
axis.axis("off")

# %% [markdown]
# ## 12.9 In your own words
#
# A friend is puzzled: "On the way forward nobody flips the kernel. The gradient of the kernel does not flip anything
# either. Why is there a rotated kernel in the gradient of the input? And how could I have noticed that mine was
# missing, when the loss went down all the same?" Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# Follow one input. It is the last value in the window of an early output and the first in that of a
# later one; so the outputs that it reaches, from first to last, used the weights from last to first. If
# you collect their gradients by sliding a kernel over δ, the weights must stand in that reversed
# order: rotated by 180° in two dimensions. If you stamp instead, each output hands its gradient out by
# the kernel as it is, and the rotation is hidden in the place of the stamp. For the kernel's gradient,
# weight (a, b) always meets the pixel (a, b) further on, and nothing is reversed. The loss can go down
# all the same because the gradients of the last layer do not pass through dx, and that layer can learn
# on its own; with a symmetric kernel the slip does not even show. A comparison with central
# differences shows it at once: of dx, or of the weights below, with a kernel that is not symmetric.
#
# Marks: 1 for the reversed order of weights as seen from one input (or: stamping with the kernel
# equals sliding the rotated one); 1 for why the kernel's gradient has no flip, or why the loss still
# falls; 1 for finite differences (or autograd) on a kernel that is not symmetric.
# ### END SOLUTION
