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
# # 15 · Training settings
#
# Six small functions, a bug to find and a few numbers to predict, in an hour and three quarters.
# They are the settings that everybody turns and few have seen from the inside: how an epoch is cut
# into batches, how the learning rate falls, what momentum, RMSProp and AdaDelta do to a gradient,
# and batch normalisation. All of them are a few lines, and at the end they race.
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
# ## 15.1 Cut an epoch into batches
#
# ★☆☆ · 10 minutes
#
# An epoch is one pass over all the data. The samples are put into some order, and then taken
# `batch_size` at a time; each batch makes one step, one *iteration*. If something is left over at
# the end, it makes a smaller batch.
#
# Nine samples in batches of 4 make three batches: samples 0 to 3, 4 to 7, and 8 alone. Written as
# Python's slices are, `x[start:end]`, the bounds are (0, 4), (4, 8), (8, 9).
#
# <details><summary>A nudge</summary>How many batches are there for 8, 9 and 12 samples?</details>
# <details><summary>The idea</summary>The starts are easy: 0, b, 2b, … as long as there are samples.
# Each end is b further on, with one exception.</details>
# <details><summary>Almost there</summary>No end lies beyond n. The smaller of two numbers is
# min(a, b), and np.minimum does it for arrays.</details>


# %% nbgrader={"grade_id": "batch_bounds", "solution": true}
def batch_bounds(n, batch_size):
    """Start and end of each batch of an epoch.

    n: number of samples, at least 1
    batch_size: samples in each batch but the last, which may have fewer
    returns: array of shape (number of batches, 2)

    batch_bounds(9, 4)  gives  [[0, 4], [4, 8], [8, 9]]
    """
    ### BEGIN SOLUTION
    starts = np.arange(0, n, batch_size)
    ends = np.minimum(starts + batch_size, n)
    return np.stack([starts, ends], axis=1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "batch_bounds-check", "grade": true}
check("training.batch_bounds", batch_bounds)

# %% [markdown]
# ## 15.2 Let the rate fall
#
# ★☆☆ · 10 minutes
#
# Large steps at the beginning, small ones at the end. Three ways to get from the one to the other,
# with the meaning that they have in torch (which calls the period `step_size` or `total_iters`, and
# the gamma of the third `power`):
#
# - `"exponential"`: every step multiplies the rate by `gamma`; `period` has no meaning.
# - `"step"`: the rate stays as it is for `period` steps, then it is multiplied by `gamma`, at once; it
#   stays for another period, and so on.
# - `"polynomial"`: after `t` steps the rate is $\text{lr} \cdot (1 - t/\text{period})^{\text{gamma}}$, so
#   that it is 0 after one period, and then it stays at 0.
#
# With lr = 8, gamma = ½ and a period of 3, after 4 steps: exponential 8 · ½⁴ = 0.5; step 8 · ½ = 4.
# Polynomial with gamma = 2, after 1 step of 4: 8 · (¾)² = 4.5; after 5 steps of 4: 0.
#
# <details><summary>A nudge</summary>Which of the three needs to know how many whole periods are
# over?</details>
# <details><summary>The idea</summary>step // period is 0 during the first period, 1 during the
# second, …</details>
# <details><summary>Almost there</summary>For "polynomial", what is 1 − step/period after the period,
# and what should it be? max(a, b) is the larger of two numbers.</details>


# %% nbgrader={"grade_id": "scheduled_rate", "solution": true}
def scheduled_rate(kind, step, lr, gamma, period):
    """Learning rate after some steps.

    kind: "exponential", "step" or "polynomial"
    step: how many steps have been made, from 0 up
    lr: the rate at the beginning
    gamma: factor, or for "polynomial" the power
    period: steps from one fall to the next, or for "polynomial" steps until the rate is 0
    returns: a number

    scheduled_rate("exponential", 4, 8, 0.5, 3)  gives  0.5
    scheduled_rate("step", 4, 8, 0.5, 3)  gives  4
    scheduled_rate("polynomial", 1, 8, 2, 4)  gives  4.5
    """
    ### BEGIN SOLUTION
    if kind == "exponential":
        return lr * gamma**step
    if kind == "step":
        return lr * gamma ** (step // period)
    left = max(0, 1 - step / period)
    return lr * left**gamma
    ### END SOLUTION


# %% nbgrader={"grade_id": "scheduled_rate-check", "grade": true}
check("training.scheduled_rate", scheduled_rate)

# %% [markdown]
# ## 15.3 Momentum
#
# ★★☆ · 15 minutes
#
# A ball that rolls does not ask at every moment where it is steepest. It keeps going and lets the
# slope change its velocity. With a velocity $v$, zero at first, one step is
#
# $$v \leftarrow \text{momentum} \cdot v + g, \qquad w \leftarrow w - \text{lr} \cdot v.$$
#
# Here and in the next two exercises your function gets the gradients of all steps at once, one
# row for each step, and returns where the parameters are after the last one. (In real training each
# gradient is computed where the step before has led. The rule is the same.)
#
# From w = 10 with the gradients 2, 4, lr = 1 and momentum ½: v becomes 2 and w 8; then v becomes 1
# + 4 = 5 and w 3.
#
# <details><summary>A nudge</summary>What has to survive from one step to the next?</details>
# <details><summary>The idea</summary>A loop over the rows of gradients, and two lines in
# it.</details>
# <details><summary>Almost there</summary>Write w = w - …, not w -= …: the second form would change
# the array of the caller, and cannot put fractions into an array of whole numbers.</details>


# %% nbgrader={"grade_id": "sgd_momentum", "solution": true}
def sgd_momentum(w, gradients, lr, momentum):
    """Parameters after gradient descent with momentum.

    w: array of shape (n,), the parameters at the beginning
    gradients: array of shape (steps, n)
    lr: learning rate
    momentum: share of the velocity that is kept, from 0 up and below 1
    returns: array of shape (n,)

    sgd_momentum(np.array([10]), np.array([[2], [4]]), 1, 0.5)  gives  [3]
    """
    ### BEGIN SOLUTION
    v = np.zeros(len(w))
    for g in gradients:
        v = momentum * v + g
        w = w - lr * v
    return w
    ### END SOLUTION


# %% nbgrader={"grade_id": "sgd_momentum-check", "grade": true}
check("training.sgd_momentum", sgd_momentum)

# %% [markdown]
# ## 15.4 RMSProp
#
# ★★☆ · 15 minutes
#
# Some parameters have large gradients and some have tiny ones. RMSProp divides each gradient by
# its own usual size, the *root* of the *mean square* of the gradients of late:
#
# $$s \leftarrow \alpha\, s + (1 - \alpha)\, g^2, \qquad
# w \leftarrow w - \text{lr} \cdot \frac{g}{\sqrt{s} + \epsilon}.$$
#
# $s$ is zero at first, and there is one for each parameter: all products, roots and quotients are
# taken number by number. The tiny $\epsilon$ prevents a division by zero.
#
# From w = 10 with the gradient 4, lr = 1, α = ¾ and ε = 0: s = ¼ · 16 = 4, and w = 10 − 4/2 = 8. A
# gradient of 0.004 would have led to the same place.
#
# <details><summary>A nudge</summary>Which shape has s?</details>
# <details><summary>The idea</summary>The loop of momentum, with another memory. First s takes in the
# new gradient, then w moves.</details>
# <details><summary>Almost there</summary>g**2 squares number by number. Mind where ε stands: outside
# the root.</details>


# %% nbgrader={"grade_id": "rmsprop", "solution": true}
def rmsprop(w, gradients, lr, alpha, eps):
    """Parameters after steps of RMSProp.

    w: array of shape (n,), the parameters at the beginning
    gradients: array of shape (steps, n)
    lr: learning rate
    alpha: share of the old mean square that is kept
    eps: small number, added to the root
    returns: array of shape (n,)

    rmsprop(np.array([10]), np.array([[4]]), 1, 0.75, 0)  gives  [8]
    """
    ### BEGIN SOLUTION
    s = np.zeros(len(w))
    for g in gradients:
        s = alpha * s + (1 - alpha) * g**2
        w = w - lr * g / (np.sqrt(s) + eps)
    return w
    ### END SOLUTION


# %% nbgrader={"grade_id": "rmsprop-check", "grade": true}
check("training.rmsprop", rmsprop)

# %% [markdown]
# ## 15.5 AdaDelta
#
# ★★★ · 15 minutes
#
# RMSProp's step has a flaw that a physicist would see: $g/\sqrt{s}$ has no unit, but a step should
# have the unit of $w$. AdaDelta multiplies by the usual size of its own *steps*, so that the
# learning rate becomes a formality (torch's default is 1). It has two memories, both zero at first:
#
# $$s \leftarrow \rho s + (1-\rho) g^2, \qquad
# d = \frac{\sqrt{u + \epsilon}}{\sqrt{s + \epsilon}}\; g, \qquad
# u \leftarrow \rho u + (1-\rho) d^2, \qquad w \leftarrow w - \text{lr} \cdot d.$$
#
# Mind the order, and that $\epsilon$ stands *under* the roots here: without it, the first step would
# be zero, and then all others too.
#
# From w = 10 with the gradient 4, lr = 1, ρ = ¾ and ε = 5: s = 4, d = √5/√9 · 4 = 2.98, w = 7.02, and
# u has become ¼ · 8.89 = 2.22.
#
# <details><summary>A nudge</summary>How many arrays survive from one step to the next?</details>
# <details><summary>The idea</summary>Four lines in the loop, in the order of the four
# formulas.</details>
# <details><summary>Almost there</summary>Is the u under the upper root the one from before this
# step? And is d remembered without lr?</details>


# %% nbgrader={"grade_id": "adadelta", "solution": true}
def adadelta(w, gradients, lr, rho, eps):
    """Parameters after steps of AdaDelta.

    w: array of shape (n,), the parameters at the beginning
    gradients: array of shape (steps, n)
    lr: what the steps are multiplied by at the end
    rho: share of the old mean squares that is kept
    eps: small number, added under both roots
    returns: array of shape (n,)

    adadelta(np.array([10]), np.array([[4]]), 1, 0.75, 5)  gives  [7.02]
    """
    ### BEGIN SOLUTION
    s, u = np.zeros(len(w)), np.zeros(len(w))
    for g in gradients:
        s = rho * s + (1 - rho) * g**2
        d = np.sqrt(u + eps) / np.sqrt(s + eps) * g
        u = rho * u + (1 - rho) * d**2
        w = w - lr * d
    return w
    ### END SOLUTION


# %% nbgrader={"grade_id": "adadelta-check", "grade": true}
check("training.adadelta", adadelta)

# %% [markdown]
# ## 15.6 Batch normalisation
#
# ★★★ · 20 minutes
#
# Batch normalisation shifts and scales each channel of a batch so that its mean is 0 and its
# variance 1, and then gives it a level and a scale that are learned:
#
# $$y = \text{weight} \cdot \frac{x - \text{mean}}{\sqrt{\text{var} + \epsilon}} + \text{bias}.$$
#
# There is one mean, one variance, one weight and one bias for each *channel*. In training, mean and
# variance are those of the batch: over all its pictures and all pixels. The variance is the mean of the squared
# distances to the mean. After training there may be one picture only, and its answer must not
# depend on who comes with it; then mean and variance are given, as the running averages that were
# kept during training.
#
# Two pictures of one pixel in one channel, 1 and 3, weight 10, bias 5, ε = 0, in training: the mean is 2,
# the variance 1, and the results are −5 and 15. After training, with a running mean of 1 and a
# running variance of 4: 5 and 15.
#
# <details><summary>A nudge</summary>x has the axes N, C, H, W. Over which of them does the mean
# run?</details>
# <details><summary>The idea</summary>x.mean(axis=(0, 2, 3)) has one number for each channel. To meet
# x again, it needs two more axes behind.</details>
# <details><summary>Almost there</summary>values[:, None, None] has the shape (C, 1, 1), which meets
# (N, C, H, W) in the right place. There are four such arrays in the formula.</details>


# %% nbgrader={"grade_id": "batch_norm", "solution": true}
def batch_norm(x, weight, bias, running, training, eps):
    """Batch normalisation, forward.

    x: array of shape (N, C, H, W)
    weight, bias: arrays of shape (C,)
    running: array of shape (2, C), the running means and the running variances
    training: True for the statistics of the batch, False for the running ones
    eps: small number, added to the variance
    returns: array of shape (N, C, H, W)

    x, weight, bias = np.array([[[[1]]], [[[3]]]]), np.array([10]), np.array([5])
    batch_norm(x, weight, bias, np.array([[1], [4]]), True, 0)  gives  [[[[-5]]], [[[15]]]]
    batch_norm(x, weight, bias, np.array([[1], [4]]), False, 0)  gives  [[[[5]]], [[[15]]]]
    """
    ### BEGIN SOLUTION
    if training:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    else:
        mean, var = running
    mean, var, weight, bias = (a[:, None, None] for a in (mean, var, weight, bias))
    return weight * (x - mean) / np.sqrt(var + eps) + bias
    ### END SOLUTION


# %% nbgrader={"grade_id": "batch_norm-check", "grade": true}
check("training.batch_norm", batch_norm)

# %% [markdown]
# ## 15.7 Find the bug
#
# ★★☆ · 10 minutes
#
# AdaGrad is the older sister of RMSProp. It *adds up* the squares of all gradients so far and
# divides each gradient by the root of the sum. A colleague has written it down; "it runs", he says, "but the
# steps do not get smaller". One line is wrong.


# %%
def adagrad_of_a_colleague(w, gradients, lr):
    # line 1: nothing has been seen yet
    s = np.zeros(len(w))
    for g in gradients:
        # line 2: the memory
        s = g**2
        # line 3: the step
        w = w - lr * g / (np.sqrt(s) + 1e-10)
    # line 4
    return w


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: from w = 10, with the gradients 3 and then 4 and lr = 1, where does a *right* program
#   end? (Forget about the 1e-10.)
# - `"unseen"`: how many steps can one make with this program and still get the right result? (No
#   gradient is zero.)
#
# <details><summary>A nudge</summary>Compute both steps on paper: what is s in the first, and in the
# second?</details>
# <details><summary>The idea</summary>3, 4, and the root of the sum of their squares. You have seen
# these numbers before.</details>
# <details><summary>Almost there</summary>At the first step the sum has one term only.</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # = should be +=. Right: 10 − 3/3 − 4/√(9 + 16) = 10 − 1 − 0.8. The program makes steps of 1.
    # The first step is right, because there is nothing to add to.
    answers = {"line": 2, "right": 8.2, "unseen": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("training.find_the_bug", find_the_bug)

# %% [markdown]
# ## 15.8 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"iterations"`: 1,000 pictures, a batch size of 64, 5 epochs, and nothing is dropped. How many
#   steps are made?
# - `"noise"`: the gradient of a batch of 16 differs from that of all the data by 0.8, typically. By
#   how much with a batch of 64?
# - `"too_large"`: the loss is $\frac12 \cdot 8\, w^2$. From which learning rate on does plain
#   gradient descent no longer approach the minimum?
# - `"rate"`: the learning rate begins at 0.1 and is divided by 10 after every 30 epochs. What is it
#   after 75?
#
# <details><summary>A nudge</summary>For the third: the gradient is 8w. What does one step multiply w
# by?</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "iterations", "noise", "too_large" or "rate"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 15 full batches and one of 40 make 16 steps an epoch. Four times the batch halves the noise.
    # One step multiplies w by 1 − 8·lr, which is −1 for lr = 2/8. Two falls: 0.1 · 0.01.
    answers = {"iterations": 80, "noise": 0.4, "too_large": 0.25, "rate": 0.001}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("training.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A long narrow valley, forty times as steep across as along, and your three
# rules start in the same place, the first of them twice: without momentum and with it. A step of
# your functions needs all gradients so far, so the race calls them again and again; that is no way
# to train a network, but it shows the paths. Look at RMSProp when it has arrived: with a fixed rate
# its steps stay long, and it jumps to and fro across the valley. That is what the falling rates of
# 15.2 are for.

# %%
steepness = np.array([1.0, 40.0])  # the loss is half the sum of steepness · w²
start = np.array([-4.0, 0.7])


def walk(rule, *settings, steps=40):
    places, gradients = [start], np.zeros((0, 2))
    for _ in range(steps):
        gradients = np.vstack([gradients, steepness * places[-1]])
        places.append(rule(start, gradients, *settings))
    return np.array(places)


walks = {
    "plain": walk(sgd_momentum, 0.045, 0.0),
    "momentum": walk(sgd_momentum, 0.02, 0.8),
    "RMSProp": walk(rmsprop, 0.25, 0.9, 1e-8),
    "AdaDelta": walk(adadelta, 1.0, 0.9, 1e-2),
}
fig, axis = plt.subplots(figsize=(8, 3))
turn = np.linspace(0, 2 * np.pi, 100)
for level in (0.5, 2, 5, 10):
    along, across = np.sqrt(2 * level / steepness)
    axis.plot(along * np.cos(turn), across * np.sin(turn), color="0.8", lw=1)
for (name, places), marker in zip(walks.items(), "osd^", strict=True):
    loss = (steepness * places[-1] ** 2).sum() / 2
    print(f"{name:9} loss after {len(places) - 1} steps: {loss:.4f}")
    axis.plot(places[:, 0], places[:, 1], marker=marker, ms=3, lw=1, label=name)
axis.set(xlim=(-4.7, 2.5), xlabel="along the valley", ylabel="across")
axis.legend(loc="upper right", fontsize=8)
rates = [round(float(scheduled_rate("step", t, 0.25, 0.5, 10)), 3) for t in (0, 10, 20, 30)]
print("rates that would calm RMSProp, at steps 0, 10, 20, 30:", rates)

pictures = np.random.default_rng(15).normal(3, 5, size=(8, 2, 4, 4))
normal = batch_norm(pictures, np.ones(2), np.zeros(2), np.zeros((2, 2)), True, 1e-5)
print("a batch before:", pictures.mean().round(1), "±", pictures.std().round(1), end=", ")
print("after batch_norm:", abs(normal.mean().round(6)), "±", normal.std().round(3))
print("batches of 9 samples:", np.array(batch_bounds(9, 4)).tolist())

# %% [markdown]
# ## 15.9 In your own words
#
# A colleague writes: "I trained for 20 epochs, that is 20 updates. I took mini-batches because they
# estimate the gradient precisely. The loss jumped up and down at the end, so I made the batch
# smaller." Say what an epoch is and how many updates there were, what mini-batches really give, and
# what you would try against the jumping. Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# An epoch is one pass over all the data. With n samples and batches of b it makes ⌈n/b⌉ updates, so there were 20 times that
# many: for 1,000 samples and batches of 50, 400. The gradient of a mini-batch is a *noisy* estimate; its noise falls
# only with the root of the batch size. What it gives is many cheap updates instead of one
# expensive and precise one. The jumping at the end is this noise, times the learning rate. A
# smaller batch makes it worse; I would let the learning rate fall, or take larger batches towards
# the end. If the loss grows without bound instead of jumping about, the rate is too large for the
# steepest direction, and must be lower from the start.
#
# Marks: 1 for the epoch and the number of updates; 1 for "noisy but cheap"; 1 for a cure that
# fits: a smaller or falling learning rate, or a larger batch.
# ### END SOLUTION
