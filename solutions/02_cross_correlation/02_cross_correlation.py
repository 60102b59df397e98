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
# # 2 · Cross-correlation and convolution
#
# Five small functions, a bug to find and a few numbers to predict, in an hour and a quarter. You
# slide a kernel along a signal and over a picture, turn it round to get a true convolution, and
# work out how a network learns its kernel.
#
# Write your code where it says `YOUR CODE HERE`, then run the cell below it. The check answers at
# once: what works, the smallest case that does not, and often the name of the mistake. Run it as
# often as you like. Loops are welcome; speed comes in a later chapter. NumPy is all that you need, and
# all that is there when your work is graded: no torch, no SciPy.

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
# ## 2.1 Slide a kernel along a signal
#
# ★☆☆ · 10 minutes
#
# $$y[i] = \sum_{a=0}^{k-1} w[a]\, x[i + a]$$
#
# Lay the kernel on the signal, multiply the values that meet, add them up, move on by one. With
# $x = (1, 2, 4, 8)$ and $w = (-1, 1)$, the first window gives $-1 + 2 = 1$, the second
# $-2 + 4 = 2$, the third $-4 + 8 = 4$. Only windows that lie wholly inside the signal count.
#
# <details><summary>A nudge</summary>How many places are there in which a kernel of length 2 fits into
# a signal of length 4? And one of length 4?</details>
# <details><summary>The idea</summary>One loop over the places i. In it, the window is a slice of x that
# is as long as w.</details>
# <details><summary>Almost there</summary>Make an array of zeros for the answer first, with one entry
# for each place. Its type should be able to hold fractions.</details>


# %% nbgrader={"grade_id": "corr1d", "solution": true}
def corr1d(x, w):
    """Cross-correlate a signal with a kernel, keeping the windows that fit wholly.

    x: array of shape (n,)
    w: array of shape (k,), with k <= n
    returns: array of shape (n - k + 1,)

    corr1d(np.array([1, 2, 4, 8]), np.array([-1, 1]))  gives  [1, 2, 4]
    """
    ### BEGIN SOLUTION
    n, k = len(x), len(w)
    y = np.zeros(n - k + 1)
    for i in range(n - k + 1):
        y[i] = np.sum(w * x[i : i + k])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "corr1d-check", "grade": true}
check("cross_correlation.corr1d", corr1d)

# %% [markdown]
# ## 2.2 Slide a kernel over a picture
#
# ★☆☆ · 10 minutes
#
# $$y[i, j] = \sum_{a=0}^{k_H-1} \sum_{b=0}^{k_W-1} w[a, b]\, x[i + a, j + b]$$
#
# The same idea with two indices. This is what deep learning libraries compute under the name of
# convolution. Pictures are rarely square, and kernels need not be.
#
# <details><summary>A nudge</summary>What is the shape of the answer for a picture of 4 × 6 and a kernel
# of 2 × 3? Count the places in each direction on its own.</details>
# <details><summary>The idea</summary>Two loops, over i and j. The window is a slice in both
# directions; the product of window and kernel is taken value by value.</details>
# <details><summary>Almost there</summary>The kernel's own height and width tell how far the slice
# reaches down and across: two numbers, not one.</details>


# %% nbgrader={"grade_id": "corr2d", "solution": true}
def corr2d(x, w):
    """Cross-correlate a picture with a kernel, keeping the windows that fit wholly.

    x: array of shape (H, W)
    w: array of shape (kH, kW)
    returns: array of shape (H - kH + 1, W - kW + 1)

    corr2d(np.array([[0, 1, 2], [3, 4, 5]]), np.array([[1, -1]]))  gives  [[-1, -1], [-1, -1]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW) = x.shape, w.shape
    y = np.zeros((H - kH + 1, W - kW + 1))
    for i in range(H - kH + 1):
        for j in range(W - kW + 1):
            y[i, j] = np.sum(w * x[i : i + kH, j : j + kW])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "corr2d-check", "grade": true}
check("cross_correlation.corr2d", corr2d)

# %% [markdown]
# ## 2.3 Turn the kernel round: a true convolution
#
# ★★☆ · 15 minutes
#
# $$y[i] = \sum_{a=0}^{k-1} w[a]\, x[i - a]$$
#
# Each value of the signal leaves an echo in the shape of the kernel, and the echoes add up. Beyond
# its ends the signal is zero. How much of the result is kept is called the *mode*:
#
# | mode | what is kept | length |
# |---|---|---|
# | `"full"` | wherever signal and kernel touch | n + k − 1 |
# | `"same"` | the middle of it, as long as the signal | n |
# | `"valid"` | where the kernel lies wholly on the signal | n − k + 1 |
#
# With $x = (1, 0, 2)$ and $w = (5, 6, 7)$: the 1 leaves $5, 6, 7$ at once, the 2 leaves
# $10, 12, 14$ two steps later, so the full result is $(5, 6, 17, 12, 14)$. For `"same"`, start at
# index $(k-1)//2$ of the full result.
#
# <details><summary>A nudge</summary>Do the full length first. The other two are parts of it.</details>
# <details><summary>The idea</summary>Either pad the signal with k − 1 zeros at each end and slide a
# flipped kernel, or let each x[i] add its echo x[i]·w to a longer array of zeros.</details>
# <details><summary>Almost there</summary>"valid" begins where the kernel first lies wholly on the
# signal: at index k − 1 of the full result.</details>


# %% nbgrader={"grade_id": "convolve1d", "solution": true}
def convolve1d(x, w, mode):
    """Convolve a signal with a kernel, with the flip.

    x: array of shape (n,)
    w: array of shape (k,), with k <= n
    mode: "full", "same" or "valid"
    returns: array of length n + k - 1, n or n - k + 1

    convolve1d(np.array([1, 0, 2]), np.array([5, 6, 7]), "full")  gives  [5, 6, 17, 12, 14]
    """
    ### BEGIN SOLUTION
    n, k = len(x), len(w)
    full = np.zeros(n + k - 1)
    for i in range(n):
        full[i : i + k] += x[i] * w
    if mode == "full":
        return full
    if mode == "same":
        start = (k - 1) // 2
        return full[start : start + n]
    return full[k - 1 : n]
    ### END SOLUTION


# %% nbgrader={"grade_id": "convolve1d-check", "grade": true}
check("cross_correlation.convolve1d", convolve1d)

# %% [markdown]
# ## 2.4 The same for a picture
#
# ★★☆ · 10 minutes
#
# In two dimensions the flip turns round *both* axes: the kernel is rotated by 180°. Keep the valid
# part only, so the answer has the same shape as in 2.2.
#
# With a picture that is 1 in one place and 0 elsewhere, a convolution stamps the kernel as it is, a
# cross-correlation stamps it upside down and mirrored. That is a good test of your own.
#
# <details><summary>A nudge</summary>You know a function that slides a kernel. What has to happen to the
# kernel first?</details>
# <details><summary>The idea</summary>In NumPy, a slice with step −1 reads an axis backwards.</details>
# <details><summary>Almost there</summary>Both axes, in one pair of brackets.</details>


# %% nbgrader={"grade_id": "convolve2d", "solution": true}
def convolve2d(x, w):
    """Convolve a picture with a kernel, with the flip, keeping the windows that fit wholly.

    x: array of shape (H, W)
    w: array of shape (kH, kW)
    returns: array of shape (H - kH + 1, W - kW + 1)

    convolve2d(np.array([[0, 1, 2], [3, 4, 5]]), np.array([[1, -1]]))  gives  [[1, 1], [1, 1]]
    """
    ### BEGIN SOLUTION
    return corr2d(x, w[::-1, ::-1])
    ### END SOLUTION


# %% nbgrader={"grade_id": "convolve2d-check", "grade": true}
check("cross_correlation.convolve2d", convolve2d)

# %% [markdown]
# ## 2.5 How a kernel learns
#
# ★★★ · 15 minutes
#
# A network changes its kernel so that a loss $L$ becomes smaller. For that it must know how $L$
# changes with each $w[a, b]$. What it is given is the gradient that arrives from above, often called
# the error: $dy[i, j] = \partial L / \partial y[i, j]$, for $y$ the cross-correlation of 2.2.
#
# Take one value of the kernel, $w[a, b]$. It took part in *every* output: in $y[i, j]$ it was
# multiplied by $x[i + a, j + b]$. The chain rule adds up all these shares. Write down the sum, then
# look at it: you have met its shape before.
#
# <details><summary>A nudge</summary>Which indices does the sum run over, those of the kernel or those of
# the output?</details>
# <details><summary>The idea</summary>∂L/∂w[a, b] is a sum over i and j of dy[i, j] times one value of
# x.</details>
# <details><summary>Almost there</summary>Compare it with the formula of 2.2, letter by letter. Which
# array plays the kernel now?</details>


# %% nbgrader={"grade_id": "kernel_gradient", "solution": true}
def kernel_gradient(x, dy):
    """The gradient of the loss with respect to the kernel of y = corr2d(x, w).

    x: array of shape (H, W), the input of the layer
    dy: array of shape (oH, oW), the gradient of the loss with respect to y
    returns: array of shape (H - oH + 1, W - oW + 1), the shape of w

    kernel_gradient(np.array([[1, 2, 4]]), np.array([[10, 1]]))  gives  [[12, 24]]
    """
    ### BEGIN SOLUTION
    return corr2d(x, dy)
    ### END SOLUTION


# %% nbgrader={"grade_id": "kernel_gradient-check", "grade": true}
check("cross_correlation.kernel_gradient", kernel_gradient)

# %% [markdown]
# ## 2.6 Find the bug
#
# ★★☆ · 10 minutes
#
# This program passed all the tests of its author, who had nothing but square pictures. One line of
# it is wrong.


# %%
def corr2d_of_a_colleague(x, w):
    kH, kW = w.shape
    # line 1: how many places there are from top to bottom …
    oH = x.shape[0]
    # line 2: … the window takes some of them away
    oH = oH - kH + 1
    # line 3: and from left to right
    oW = x.shape[0] - kW + 1
    # line 4: room for the result
    y = np.zeros((oH, oW))
    for i in range(oH):
        for j in range(oW):
            # line 5: the window, times the kernel
            y[i, j] = (x[i : i + kH, j : j + kW] * w).sum()
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1 to 5?
# - `"columns"`: the picture has 4 rows and 6 columns, the kernel 3 rows and 2 columns. How many
#   columns should the result have?
# - `"unseen"`: a picture has 7 rows. How many columns must it have for nobody to notice?
#
# <details><summary>A nudge</summary>Follow a wide picture through the program, line by
# line.</details>
# <details><summary>The idea</summary>Which of the two numbers in x.shape does each line
# read?</details>
# <details><summary>Almost there</summary>The picture of 4 rows and 6 columns comes out 3 columns
# wide. Which line decides that?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "columns" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # Line 3 takes the width of the output from the height of the picture. Right is 6 - 2 + 1 = 5.
    # Where both are equal, here 7, the slip does not show.
    answers = {"line": 3, "columns": 5, "unseen": 7}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("cross_correlation.find_the_bug", find_the_bug)

# %% [markdown]
# ## 2.7 Predict
#
# ★☆☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"first"`: the first value of the *narrow convolution*, with the flip, of $x = (1, 2, 4, 8)$ with
#   $w = (-1, 1)$
# - `"wide"`: the length of the *wide* convolution of a signal of 9 values with a kernel of 4
# - `"flat"`: any value of the cross-correlation of a picture that is 7 everywhere with the edge
#   kernel whose three rows are all `1 0 -1`
#
# <details><summary>A nudge</summary>Each of them is a sum with few terms. Write down the terms.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "first", "wide" or "flat"
    returns: a number
    """
    ### BEGIN SOLUTION
    # Flipped, the kernel is (1, -1): 1·1 - 1·2 = -1. A wide convolution has 9 + 4 - 1 = 12 values.
    # The edge kernel adds up to zero, so a flat picture gives 0.
    answers = {"first": -1, "wide": 12, "flat": 0}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("cross_correlation.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Your own functions find the edges of a bright block in a noisy picture, then
# learn the kernel that found them: the target was made by a true *convolution*, the learner slides
# without flipping, and so what it learns comes out turned round. (Compare the half-strong squares:
# a change of sign alone would have left them in their places.)

# %%
picture = np.random.default_rng(2).choice([-1.0, 1.0], size=(10, 13))
picture[3:8, 4:10] = 1.0
secret = np.array([[1.0, 0.5, 0.0], [0.0, 0.0, -0.5], [0.0, 0.0, -1.0]])
target = convolve2d(picture, secret)

learned = np.zeros((3, 3))
for _ in range(20):
    error = corr2d(picture, learned) - target
    learned -= 0.005 * kernel_gradient(picture, error)
print(np.round(learned, 2))

fig, axis = plt.subplots(figsize=(10, 2.4))
pictures = {"picture": picture, "target": target, "secret kernel": secret, "learned": learned}
for n, (title, array) in enumerate(pictures.items()):
    height = 0.9 * array.shape[0] / array.shape[1]
    axis.imshow(array, cmap="PuOr", vmin=-1.5, vmax=1.5, extent=(n, n + 0.9, 0, height))
    axis.text(n, height + 0.05, title)
axis.set(xlim=(0, 4), ylim=(0, 1.1))
axis.axis("off")

# %% [markdown]
# ## 2.8 In your own words
#
# Deep learning libraries compute cross-correlation and call it convolution. Why does this do no harm
# to a network that is trained from nothing? And name one situation in which it does matter. Three to
# five sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# The kernel is learned. If the layer does not flip, training finds the flipped kernel instead: the
# two layers can express exactly the same functions, and neither is easier to learn. It matters when
# a kernel comes from outside: a filter from a signal-processing book, a kernel carried over
# from a library that does flip, or a proof that needs convolution to commute.
#
# Marks: 1 for "the kernel is learned, so it comes out flipped"; 1 for saying that the set of
# functions is the same; 1 for a situation with a kernel that was not learned here (or where order
# matters).
# ### END SOLUTION
