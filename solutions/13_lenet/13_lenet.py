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
# # 13 · LeNet
#
# Six small functions, a bug to find and a few numbers to predict, in an hour and a half. They are the parts
# of LeNet that the chapters before did not have: its sizes, its parameters, the dense layers, the
# ReLU on its way back, and the loss with its gradient. With your convolutions and poolings from
# the earlier chapters they make a network, and at the end you can let it learn to read digits.
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
# ## 13.1 Five shapes
#
# ★☆☆ · 10 minutes
#
# LeNet begins with convolution, pooling, convolution, pooling. The convolutions have stride 1 and
# no padding; both have the same kernel size. The poolings have windows of 2 × 2 that lie side by
# side; a last row or column without a partner is left out. Which shape has the picture, C × H × W,
# before the first layer and after each of the four?
#
# A picture of 12 × 10 with kernels of 3 × 3 and 4, then 7 filters: (1, 12, 10), after the first
# convolution (4, 10, 8), after the pooling (4, 5, 4), then (7, 3, 2), and at the end (7, 1, 1): of
# the three rows, one is left out.
#
# <details><summary>A nudge</summary>Which of the three numbers does a convolution change, and which
# does a pooling leave alone?</details>
# <details><summary>The idea</summary>In how many places does a kernel of k fit on n pixels? How many
# pairs are there in n?</details>
# <details><summary>Almost there</summary>One loop over the two numbers of filters, and two new rows
# in each round. // rounds down.</details>


# %% nbgrader={"grade_id": "lenet_shapes", "solution": true}
def lenet_shapes(size, kernel, filters):
    """Shapes of the maps from the input to the second pooling.

    size: (H, W) of the picture, which has one channel
    kernel: (kH, kW) of both convolutions
    filters: how many filters the first and the second convolution have
    returns: array of shape (5, 3): C, H and W for the input, conv, pool, conv, pool

    lenet_shapes((12, 10), (3, 3), (4, 7))
        gives  [[1, 12, 10], [4, 10, 8], [4, 5, 4], [7, 3, 2], [7, 1, 1]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW) = size, kernel
    shapes = [(1, H, W)]
    for count in filters:
        H, W = H - kH + 1, W - kW + 1
        shapes.append((count, H, W))
        H, W = H // 2, W // 2
        shapes.append((count, H, W))
    return np.array(shapes)
    ### END SOLUTION


# %% nbgrader={"grade_id": "lenet_shapes-check", "grade": true}
check("lenet.lenet_shapes", lenet_shapes)

# %% [markdown]
# ## 13.2 Not every map sees every map
#
# ★☆☆ · 10 minutes
#
# In the layer C3 of the original LeNet, an output map looks at some of the input maps only. The
# paper printed a table of crosses, and so do we: a text with one line for each input map and one
# column for each output map, an `X` where they are connected and a dot where they are not. Each
# connection has a kernel. Each output map has one bias, as ever.
#
# The table
#
# ```
# X.X
# XX.
# ```
#
# has two input maps, three output maps and four connections. With kernels of 3 × 2 the layer has
# 4 · 6 + 3 = 27 parameters.
#
# <details><summary>A nudge</summary>Of the two things a layer learns, which one does an X stand for,
# and which one a column?</details>
# <details><summary>The idea</summary>table.splitlines() gives the rows. All of them are equally
# long.</details>
# <details><summary>Almost there</summary>A text can count how often a letter is in it.</details>


# %% nbgrader={"grade_id": "sparse_parameters", "solution": true}
def sparse_parameters(table, kH, kW):
    """Weights and biases of a convolution layer with a table of connections.

    table: text, a line for each input map, with an X or a dot for each output map
    kH, kW: size of the kernels
    returns: a whole number

    sparse_parameters("X.X\\nXX.", 3, 2)  gives  27
    """
    ### BEGIN SOLUTION
    kernels = table.count("X")
    biases = len(table.splitlines()[0])
    return kernels * kH * kW + biases
    ### END SOLUTION


# %% nbgrader={"grade_id": "sparse_parameters-check", "grade": true}
check("lenet.sparse_parameters", sparse_parameters)

# %% [markdown]
# ## 13.3 A gate on the way back
#
# ★☆☆ · 10 minutes
#
# A *leaky* ReLU lets positive numbers through and multiplies all others by a small slope:
#
# $$y = \begin{cases} x & \text{if } x > 0 \\ \text{slope} \cdot x & \text{otherwise.}\end{cases}$$
#
# With slope 0 it is the plain ReLU. You are given the input $x$ of the way forward and the gradient
# $\partial L / \partial y$ that arrives from above. What goes on to $x$?
#
# For $x = (3, -2, 0)$, dy $= (10, 20, -30)$ and a slope of 0.1 it is (10, 2, −3). The ReLU has no
# derivative at 0; by custom, torch's too, 0 counts with the negative numbers.
#
# <details><summary>A nudge</summary>What is the derivative of y with respect to x, left of zero and
# right of it?</details>
# <details><summary>The idea</summary>The chain rule: the derivative of this layer, times what comes
# from above. Whose sign decides?</details>
# <details><summary>Almost there</summary>np.where(condition, a, b) takes a where the condition holds
# and b elsewhere.</details>


# %% nbgrader={"grade_id": "leaky_relu_backward", "solution": true}
def leaky_relu_backward(dy, x, slope):
    """From the gradient of the output of a leaky ReLU to that of its input.

    dy: gradient that arrives from above, array of any shape
    x: input of the forward pass, array of the same shape
    slope: what values that are not positive are multiplied by
    returns: array of the same shape

    leaky_relu_backward(np.array([10, 20, -30]), np.array([3, -2, 0]), 0.1)  gives  [10, 2, -3]
    """
    ### BEGIN SOLUTION
    return np.where(x > 0, dy, slope * dy)
    ### END SOLUTION


# %% nbgrader={"grade_id": "leaky_relu_backward-check", "grade": true}
check("lenet.leaky_relu_backward", leaky_relu_backward)

# %% [markdown]
# ## 13.4 From maps to a row of numbers
#
# ★★☆ · 15 minutes
#
# The last layers of LeNet are dense: every output is a weighted sum of *all* values. Before that
# the maps of a picture are laid out as one row, in the order of the axes: the first channel row by
# row, then the second channel, and so on.
#
# One picture with two channels of 1 × 2 pixels, (1, 2) and (3, 4): its row is 1 2 3 4. With the
# weights (1, 0, 0, 10) and the bias 5 the layer gives 1 + 40 + 5 = 46. There is a row of weights
# and a bias for each output.
#
# Rows as input are welcome as well: if x has the shape N × M, there is nothing to flatten. Your
# function need not ask which of the two it got.
#
# <details><summary>A nudge</summary>Which axis of x must survive the flattening?</details>
# <details><summary>The idea</summary>reshape may be told one length and find out the other by
# itself, if you write −1 there.</details>
# <details><summary>Almost there</summary>Row n of the result holds the products of row n of x with
# every row of w. That is a matrix product with one of them transposed.</details>


# %% nbgrader={"grade_id": "dense_forward", "solution": true}
def dense_forward(x, w, b):
    """A dense layer on flattened feature maps.

    x: array of shape (N, C, H, W)
    w: array of shape (out, M) with M = C * H * W
    b: array of shape (out,)
    returns: array of shape (N, out)

    dense_forward(np.array([[[[1, 2]], [[3, 4]]]]), np.array([[1, 0, 0, 10]]), np.array([5]))
        gives  [[46]]
    """
    ### BEGIN SOLUTION
    rows = x.reshape(len(x), -1)
    return rows @ w.T + b
    ### END SOLUTION


# %% nbgrader={"grade_id": "dense_forward-check", "grade": true}
check("lenet.dense_forward", dense_forward)

# %% [markdown]
# ## 13.5 How wrong?
#
# ★★☆ · 15 minutes
#
# For each picture the network gives a score to each of K classes. *Softmax* makes probabilities of
# them: $p_k = e^{z_k} / \sum_m e^{z_m}$. The *cross-entropy* loss of a picture is $-\log p$ of its
# right class, with the natural logarithm: 0 for a network that is sure and right, and the larger
# the surer it is and wrong. The loss of a batch is the mean.
#
# Two pictures and two classes, scores (0, 0) and (ln 3, 0), right classes 1 and 0: the
# probabilities are ½ and ¾, the losses 0.693 and 0.288, the mean 0.490.
#
# Scores can be large. $e^{1000}$ is more than a computer can write down, and infinity divided by
# infinity is no number. Yet the loss of the scores (1000, 0) is an ordinary number, whichever class is right.
#
# <details><summary>A nudge</summary>What becomes of softmax if you add the same number to all scores
# of a picture?</details>
# <details><summary>The idea</summary>Take something off each row, so that its largest exponential is
# e⁰. And the logarithm of a fraction is a difference.</details>
# <details><summary>Almost there</summary>With such scores z, the loss of a picture is log Σ exp(z)
# minus the z of the right class. No division is left.</details>


# %% nbgrader={"grade_id": "cross_entropy_loss", "solution": true}
def cross_entropy_loss(scores, labels):
    """Mean cross-entropy of a batch.

    scores: array of shape (N, K)
    labels: list of N whole numbers from 0 to K - 1, the right classes
    returns: a number

    cross_entropy_loss(np.array([[0, 0], [1.0986, 0]]), [1, 0])  gives  0.490…
    """
    ### BEGIN SOLUTION
    z = scores - scores.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(z).sum(axis=1))
    return np.mean(log_sums - z[np.arange(len(labels)), labels])
    ### END SOLUTION


# %% nbgrader={"grade_id": "cross_entropy_loss-check", "grade": true}
check("lenet.cross_entropy_loss", cross_entropy_loss)

# %% [markdown]
# ## 13.6 Where learning starts
#
# ★★★ · 15 minutes
#
# How does the loss of 13.5 change with each score? Work it out for one picture: the loss is
# $\log \sum_m e^{z_m} - z_{\text{right}}$. The derivative of the first part with respect to $z_k$ is
# something that you know already. The second part concerns one score only.
#
# One picture with scores (0, 0) and right class 1: the gradient is (0.5, −0.5). Were it one of two
# pictures, (0.25, −0.25). Large scores must not hurt here either.
#
# <details><summary>A nudge</summary>The chain rule for log Σ exp: one over the sum, times
# what?</details>
# <details><summary>The idea</summary>Probabilities, and at the right class one less. Every row of the
# gradient adds up to 0.</details>
# <details><summary>Almost there</summary>p[np.arange(N), labels] names the N numbers of the right
# classes, to read and to change. And the loss was a mean over N.</details>


# %% nbgrader={"grade_id": "cross_entropy_gradient", "solution": true}
def cross_entropy_gradient(scores, labels):
    """Gradient of the mean cross-entropy with respect to the scores.

    scores: array of shape (N, K)
    labels: list of N whole numbers from 0 to K - 1, the right classes
    returns: array of shape (N, K)

    cross_entropy_gradient(np.array([[0, 0]]), [1])  gives  [[0.5, -0.5]]
    """
    ### BEGIN SOLUTION
    e = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(len(labels)), labels] -= 1
    return p / len(labels)
    ### END SOLUTION


# %% nbgrader={"grade_id": "cross_entropy_gradient-check", "grade": true}
check("lenet.cross_entropy_gradient", cross_entropy_gradient)

# %% [markdown]
# ## 13.7 Find the bug
#
# ★★☆ · 10 minutes
#
# A colleague trains a dense layer by itself. "The loss goes down for a while, and then it climbs again."
# One line is wrong.


# %%
def training_step_of_a_colleague(x, w, labels, lr):
    N = len(x)
    # line 1: a score for each picture and class
    scores = x @ w.T
    # line 2: probabilities
    p = np.exp(scores) / np.exp(scores).sum(axis=0, keepdims=True)
    # line 3: the truth is taken off
    p[np.arange(N), labels] -= 1
    # line 4: the gradient of the weights
    dw = p.T @ x / N
    return w - lr * dw


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4? (Large scores overflow in it, but that is not what we ask
#   for: all scores are small here.)
# - `"total"`: for 4 pictures and 10 classes, what should all the numbers in `p` add up to after line
#   2?
# - `"unseen"`: suppose that all weights are 0, and so all scores. There are 10 classes. For how many
#   pictures is line 2 right all the same?
#
# <details><summary>A nudge</summary>What does a row of p stand for, and what a column?</details>
# <details><summary>The idea</summary>Write out p for two pictures and three classes, with all scores
# 0.</details>
# <details><summary>Almost there</summary>Each picture shows exactly one digit.</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "total" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # The sum must run over the classes, axis=1. Then every row adds up to 1, and four rows to 4;
    # the program makes every column add up to 1. With equal scores both are the same where there
    # are as many pictures as classes.
    answers = {"line": 2, "total": 4, "unseen": 10}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("lenet.find_the_bug", find_the_bug)

# %% [markdown]
# ## 13.8 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"features"`: LeNet gets pictures of 28 × 28, without any padding, kernels of 5 × 5, 16 filters in the
#   second convolution. How many numbers reach the first dense layer?
# - `"saved"`: C3 has 6 input maps, 16 output maps, kernels of 5 × 5 and 60 of the 96 possible
#   connections. How many parameters does its table save?
# - `"gradient"`: a network that has learned nothing gives the same score to all ten digits. For one
#   picture, what is the gradient of the loss with respect to the score of the right one?
#
# <details><summary>A nudge</summary>For the last one: which probability does each digit have, and
# what is taken off?</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "features", "saved" or "gradient"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 28 → 24 → 12 → 8 → 4, and 16·4·4 = 256. 36 kernels of 25 weights are missing, no bias.
    # 1/10 − 1.
    answers = {"features": 256, "saved": 900, "gradient": -0.9}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("lenet.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Your functions count LeNet-5, and then they train: two dense layers with a
# ReLU between them learn to tell three digits of 5 × 4 pixels from noisy copies. The gradients of
# a dense layer need no function of their own. Look how `dense_forward` computes them.

# %%
C3 = "X...XXX..XXXX.XX\nXX...XXX..XXXX.X\nXXX...XXX..X.XXX\n.XXX..XXXX..X.XX\n..XXX..XXXX.XX.X\n...XXX..XXXX.XXX"
tables = {"C1": "X" * 6, "C3": C3, "C5": "\n".join(["X" * 120] * 16)}
print("shapes of LeNet-5:", np.array(lenet_shapes((32, 32), (5, 5), (6, 16))).tolist())
print("parameters:", {name: int(sparse_parameters(t, 5, 5)) for name, t in tables.items()})

rng = np.random.default_rng(13)
clean = np.array(
    [
        [[0, 1, 1, 0], [1, 0, 0, 1], [1, 0, 0, 1], [1, 0, 0, 1], [0, 1, 1, 0]],
        [[0, 0, 1, 0], [0, 1, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0], [0, 0, 1, 0]],
        [[1, 1, 1, 1], [0, 0, 0, 1], [0, 0, 1, 0], [0, 1, 0, 0], [0, 1, 0, 0]],
    ]
)
labels = [0, 1, 2] * 20
digits = clean[labels][:, None] + rng.normal(scale=0.4, size=(60, 1, 5, 4))


def product(x, w):
    # x wᵀ: a dense layer whose biases are 0, on maps of a single pixel
    return dense_forward(x[:, :, None, None], w, np.zeros(len(w)))


w1, b1 = rng.normal(scale=0.3, size=(8, 20)), np.zeros(8)
w2, b2 = rng.normal(scale=0.3, size=(3, 8)), np.zeros(3)
losses = []
for _ in range(80):
    before = dense_forward(digits, w1, b1)
    hidden = leaky_relu_backward(before, before, 0)  # the ReLU itself: a gate for whatever comes
    scores = dense_forward(hidden[:, :, None, None], w2, b2)
    losses.append(cross_entropy_loss(scores, labels))
    d_scores = cross_entropy_gradient(scores, labels)
    d_before = leaky_relu_backward(product(d_scores, w2.T), before, 0)  # dx = dy w
    w2 -= 0.5 * product(d_scores.T, hidden.T)  # dw = dyᵀ x
    b2 -= 0.5 * d_scores.sum(axis=0)
    w1 -= 0.5 * product(d_before.T, digits.reshape(60, 20).T)
    b1 -= 0.5 * d_before.sum(axis=0)
print(f"loss: {losses[0]:.2f} before, {losses[-1]:.3f} after", len(losses), "steps")
print("read correctly:", int((scores.argmax(axis=1) == labels).sum()), "of", len(labels))

fig, axis = plt.subplots(figsize=(7, 2.6))
axis.plot(losses)
for n in range(3):
    place = (20 + 20 * n, 34 + 20 * n, 0.45 * losses[0], 0.95 * losses[0])
    axis.imshow(digits[n, 0], cmap="gray", extent=place, aspect="auto")
axis.set(xlim=(0, 80), ylim=(0, losses[0]), xlabel="step", ylabel="loss")

# %% [markdown]
# ## Train the whole network
#
# Not graded, and the best part: LeNet on real digits, and every line of it yours. The cell below is
# complete but for four small functions. Paste what you wrote in the chapters named there above
# them, with everything it needs, and let the four call it. They work on whole batches, N × C × H × W; a
# function of yours that takes one picture goes into a loop, as in
# `np.array([mine(picture, w, b) for picture in x])`. A pooling that takes one map needs no loop: lay
# all maps under one another with `x.reshape(-1, W)`. As all heights are even, no window of 2 × 2
# looks from one map into the next.
#
# Then set `TRAIN = True` and run the cell. It wants scikit-learn for its 1,797 digits of 8 × 8
# pixels (`%pip install scikit-learn`) and time: half a minute if your convolutions do all pictures
# and filters of the batch at once, some five minutes if they loop over those too. Begin with
# `EPOCHS = 1` to see what one takes; it should read about 70 % already, and all 15 together 97 % or
# more of the 360 digits that the network has never seen. (With another seed it may be 95 or 99; more
# epochs help.) If the loss stays near 2.3, one of your four functions sends back something wrong.
# Before you hand in, set `TRAIN` back to `False`.

# %%
TRAIN = False
EPOCHS = 15

# ---- paste here: your functions of chapters 4, 11 and 12 ---------------------------------------


# ---- and let these four call them --------------------------------------------------------------
def conv(x, w, b):
    """Chapter 4, conv_batch with stride 1, padding 1: N×C×H×W, F×C×3×3, (F,) give N×F×H×W."""
    raise NotImplementedError("let this call your convolution")


def conv_backward(dy, x, w):
    """Chapter 12: input_gradient, weight_gradient and bias_gradient, as three arrays."""
    raise NotImplementedError("let this call your gradients")


def pool(x):
    """Chapter 11: the maximum of each block of 2×2; N×C×H×W gives N×C×H/2×W/2."""
    raise NotImplementedError("let this call your pooling")


def pool_backward(dy, x):
    """Chapter 12, pool_gradient: dy goes back to the maximum of each block."""
    raise NotImplementedError("let this call your pooling's gradient")


# ---- the rest is complete ----------------------------------------------------------------------
def product(x, w):
    """x wᵀ: a dense layer whose biases are 0, on maps of a single pixel."""
    return dense_forward(x[:, :, None, None], w, np.zeros(len(w)))


def forward(x, p):
    """Everything that the backward pass needs; the last entry holds the scores."""
    c1 = conv(x, p["w1"], p["b1"])
    s2 = pool(leaky_relu_backward(c1, c1, 0))
    c3 = conv(s2, p["w3"], p["b3"])
    s4 = pool(leaky_relu_backward(c3, c3, 0))
    f5 = dense_forward(s4, p["w5"], p["b5"])
    a5 = leaky_relu_backward(f5, f5, 0)[:, :, None, None]
    return x, c1, s2, c3, s4, f5, dense_forward(a5, p["w6"], p["b6"])


def backward(kept, labels, p):
    """The gradients of all parameters, under their names."""
    x, c1, s2, c3, s4, f5, scores = kept
    g = {}
    dy = cross_entropy_gradient(scores, labels)
    g["w6"] = product(dy.T, leaky_relu_backward(f5, f5, 0).T)
    g["b6"] = dy.sum(axis=0)
    dy = leaky_relu_backward(product(dy, p["w6"].T), f5, 0)
    g["w5"] = product(dy.T, s4.reshape(len(s4), -1).T)
    g["b5"] = dy.sum(axis=0)
    dy = product(dy, p["w5"].T).reshape(s4.shape)
    dy = leaky_relu_backward(pool_backward(dy, leaky_relu_backward(c3, c3, 0)), c3, 0)
    dy, g["w3"], g["b3"] = conv_backward(dy, s2, p["w3"])
    dy = leaky_relu_backward(pool_backward(dy, leaky_relu_backward(c1, c1, 0)), c1, 0)
    _, g["w1"], g["b1"] = conv_backward(dy, x, p["w1"])
    return g


def train():
    from sklearn.datasets import load_digits

    data, rng = load_digits(), np.random.default_rng(4)
    order = rng.permutation(1797)
    x, labels = data.images[order][:, None] / 16, data.target[order]
    sizes = {"1": (6, 1, 3, 3), "3": (16, 6, 3, 3), "5": (84, 64), "6": (10, 84)}
    p = {f"w{n}": rng.normal(size=s) * (2 / np.prod(s[1:])) ** 0.5 for n, s in sizes.items()}
    p |= {f"b{n}": np.zeros(s[0]) for n, s in sizes.items()}
    speed = {name: np.zeros_like(value) for name, value in p.items()}
    steps, step = EPOCHS * 45, 0  # 1,437 digits to learn from, 32 at a time; 360 to be tested on
    for epoch in range(EPOCHS):
        for batch in np.split(rng.permutation(1437), range(32, 1437, 32)):
            down, right = rng.integers(-1, 2, size=2) * rng.integers(0, 2)
            moved = np.pad(x[batch], [(0, 0), (0, 0), (1, 1), (1, 1)])
            moved = moved[:, :, 1 - down : 9 - down, 1 - right : 9 - right]  # by a pixel, at times
            kept = forward(moved, p)
            gradients = backward(kept, labels[batch], p)
            lr, step = 0.03 * (1 - step / steps), step + 1
            for name, gradient in gradients.items():
                speed[name] = 0.9 * speed[name] + gradient  # momentum: chapter 15
                p[name] -= lr * speed[name]
        loss = cross_entropy_loss(kept[-1], labels[batch])
        read = (forward(x[1437:], p)[-1].argmax(axis=1) == labels[1437:]).mean()
        print(f"epoch {epoch + 1:2}: loss of the last batch {loss:.3f}, new digits read {read:.1%}")


if TRAIN:
    train()

# %% [markdown]
# ## 13.9 In your own words
#
# A friend has built LeNet and writes: "On the digits that I trained it with, it reads 100 %. So I
# know that it works. I left out the pooling's backward pass, because pooling has no weights. And I
# flattened with the channels last, which is the same numbers anyway." Answer all three points in
# four to six sentences. For the third: when does the order not matter, and when does it?

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# The digits it was trained with say nothing about new ones: a network can know its training data by
# heart. What counts is the share of digits that it has never seen, kept aside from the beginning
# and not used to choose anything. Pooling has no weights, but the convolutions before it have, and
# the gradient must come through the pooling to reach them; without it they stay as they were drawn
# at the start. The order of flattening does not matter for a network that is trained and used with
# the same order: the dense layer then learns its weights in that order. It does matter as soon as
# weights learned in one order are used with another, as when a trained network moves from one
# library to another: the shapes fit, and the answers are nonsense.
#
# Marks: 1 for new, unseen digits as against the training data; 1 for "the gradient must pass
# through pooling to the layers before it"; 1 for "same order in training and use", with a case in
# which it goes wrong.
# ### END SOLUTION
