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
# # 6 · 1-D and 3-D convolution
#
# Five functions, a bug to find and a few numbers to predict, in an hour and three quarters. You slide kernels along
# sound, sentences and videos: forwards in time only, where that is asked, and into the depth where there
# is one. At the end a kernel of eighteen numbers tells what moves to the right.
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
# ## 6.1 What shape will it have?
#
# ★☆☆ · 15 minutes
#
# The input is N × C and then one, two or three axes that the kernels slide along. The weights are F ×
# C and then as many axes. The output is N × F and, for each of these axes, the number of places of the kernel:
#
# $$o = \left\lfloor \frac{n + 2p - k}{s} \right\rfloor + 1$$
#
# As in torch, `stride` and `padding` are a number, which then holds for every axis, or a tuple with one
# number for each.
#
# A batch of 2 films in 3 colours, 8 frames of 6 × 7, and 5 filters of 3 frames and 2 × 2 pixels: 2 × 3 × 8 ×
# 6 × 7 and 5 × 3 × 3 × 2 × 2. With stride (2, 1, 1) and no padding the output is 2 × 5 × 3 × 5 × 6.
#
# <details><summary>A nudge</summary>x.shape[2:] and weight.shape[2:] are what the formula needs, however
# many axes there are.</details>
# <details><summary>The idea</summary>First make sure that stride and padding are tuples. isinstance(stride,
# tuple) tells.</details>
# <details><summary>Almost there</summary>One loop over the axes, or NumPy arrays for n, k, s and p: then
# the formula is a single line.</details>


# %% nbgrader={"grade_id": "layer_output_shape", "solution": true}
def layer_output_shape(x, weight, stride, padding):
    """The shape of the output of a convolution layer in one, two or three dimensions.

    x: array of shape (N, C, L) or (N, C, H, W) or (N, C, D, H, W)
    weight: array of shape (F, C, ...), with as many axes as x
    stride: a number, or a tuple with one for each axis after the first two
    padding: the same; zeros added at each end
    returns: the shape, as a tuple, a list or an array

    layer_output_shape(np.zeros((2, 3, 9)), np.zeros((5, 3, 4)), 2, 0)  gives  (2, 5, 3)
    """
    ### BEGIN SOLUTION
    axes = x.ndim - 2
    strides = stride if isinstance(stride, tuple) else (stride,) * axes
    paddings = padding if isinstance(padding, tuple) else (padding,) * axes
    shape = [x.shape[0], weight.shape[0]]
    for n, k, s, p in zip(x.shape[2:], weight.shape[2:], strides, paddings, strict=True):
        shape.append((n + 2 * p - k) // s + 1)
    return tuple(shape)
    ### END SOLUTION


# %% nbgrader={"grade_id": "layer_output_shape-check", "grade": true}
check("dimensions.layer_output_shape", layer_output_shape)

# %% [markdown]
# ## 6.2 A 1-D layer
#
# ★★☆ · 15 minutes
#
# A signal has one axis to slide along, and channels besides: the three directions of an accelerometer, the two
# ears of a stereo recording, the numbers of a word vector. With $p$ zeros at both ends of $x$,
#
# $$y[n, f, i] = b[f] + \sum_{c} \sum_{a} w[f, c, a]\; x[n, c, i\,s + a]$$
#
# One signal with two channels, 1 2 3 4 and 10 0 0 20; one filter with the rows 1 1 and 1 0; bias 100; stride
# 2. The first window gives 100 + (1 + 2) + 10 = 113, the second 100 + (3 + 4) + 0 = 107.
#
# <details><summary>A nudge</summary>What is the shape of one window, over all channels? And of the weights of one
# filter?</details>
# <details><summary>The idea</summary>Pad the last axis and no other. Then loops over signals, filters and
# places; 6.1 tells how many places.</details>
# <details><summary>Almost there</summary>np.pad takes a pair for each axis: (0, 0) for those that
# stay as they are.</details>


# %% nbgrader={"grade_id": "conv1d_layer", "solution": true}
def conv1d_layer(x, weight, bias, stride, padding):
    """A layer of 1-D convolutions.

    x: array of shape (N, C, L)
    weight: array of shape (F, C, k)
    bias: array of shape (F,)
    stride: a number
    padding: a number; zeros added at each end of every signal
    returns: array of shape (N, F, (L + 2 * padding - k) // stride + 1)

    conv1d_layer(np.array([[[1, 2, 3, 4], [10, 0, 0, 20]]]), np.array([[[1, 1], [1, 0]]]),
                 np.array([100]), 2, 0)
        gives  [[[113, 107]]]
    """
    ### BEGIN SOLUTION
    (N, _, L), (F, _, k) = x.shape, weight.shape
    padded = np.pad(x, [(0, 0), (0, 0), (padding, padding)])
    places = (L + 2 * padding - k) // stride + 1
    y = np.zeros((N, F, places))
    for n in range(N):
        for f in range(F):
            for i in range(places):
                seen = padded[n, :, i * stride : i * stride + k]
                y[n, f, i] = np.sum(weight[f] * seen) + bias[f]
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv1d_layer-check", "grade": true}
check("dimensions.conv1d_layer", conv1d_layer)

# %% [markdown]
# ## 6.3 Without looking ahead
#
# ★★☆ · 15 minutes
#
# A forecast must not know tomorrow. In a *causal* convolution the answer at moment $i$ depends on $x[i]$
# and on what came before, never on what comes after. It keeps the length: there is an answer at every
# moment, and what lies before the beginning counts as zero. The **last** weight of a kernel lies on the
# present:
#
# $$y[f, i] = \sum_{c} \sum_{a} w[f, c, a]\; x[c,\, i - (k - 1) + a]$$
#
# One channel 1 2 3, one filter 10 1. Moment 0 gives 10·0 + 1·1 = 1, moment 1 gives 10·1 + 1·2 = 12,
# moment 2 gives 10·2 + 1·3 = 23.
#
# <details><summary>A nudge</summary>Where does the window of moment 0 begin, and how many zeros does it
# need?</details>
# <details><summary>The idea</summary>An ordinary convolution of a padded signal. How many zeros, and at which
# end?</details>
# <details><summary>Almost there</summary>Check it without a check: change the last value of the signal. Only
# the last answer may change.</details>


# %% nbgrader={"grade_id": "causal_conv1d", "solution": true}
def causal_conv1d(x, weight):
    """A 1-D convolution whose answers depend on the present and the past only.

    x: array of shape (C, L)
    weight: array of shape (F, C, k); k may be larger than L
    returns: array of shape (F, L)

    causal_conv1d(np.array([[1, 2, 3]]), np.array([[[10, 1]]]))  gives  [[1, 12, 23]]
    """
    ### BEGIN SOLUTION
    F, C, k = weight.shape
    past = np.zeros((C, k - 1))
    padded = np.concatenate([past, x], axis=1)
    y = np.zeros((F, x.shape[1]))
    for f in range(F):
        for i in range(x.shape[1]):
            y[f, i] = np.sum(weight[f] * padded[:, i : i + k])
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "causal_conv1d-check", "grade": true}
check("dimensions.causal_conv1d", causal_conv1d)

# %% [markdown]
# ## 6.4 Patterns in a sentence
#
# ★★☆ · 15 minutes
#
# A sentence comes as a table: one row for each word, E numbers in each row. To a 1-D convolution
# the E numbers are channels, and time runs along the words. A filter of k words is a detector for a pattern of k
# words. How well it fits at place $i$ is its score; how well it fits *anywhere* is the largest of its scores:
#
# $$y[f] = \max_i \Bigl( b[f] + \sum_{e} \sum_{a} w[f, e, a]\; \text{words}[i + a,\, e] \Bigr)$$
#
# So a sentence of any length becomes F numbers. Only windows that lie wholly inside the sentence count.
#
# Three words, (1, 0), (0, 1), (1, 0). A detector for "first kind, then second kind" has the weights 1 0 for
# the first number of a word vector and 0 1 for the second. Its scores are 2 and 0, and the feature is 2.
#
# <details><summary>A nudge</summary>Write the table of the example down, and next to it the array of shape
# (C, L) that 6.2 would want. Which axis is which?</details>
# <details><summary>The idea</summary>Scores first, for every detector and every place. Then one maximum for
# each detector.</details>
# <details><summary>Almost there</summary>words[i : i + k] is k × E and weight[f] is E × k. And if every
# score is negative, so is the largest.</details>


# %% nbgrader={"grade_id": "ngram_features", "solution": true}
def ngram_features(words, weight, bias):
    """How well each detector fits at its best place in a sentence.

    words: array of shape (L, E), one word vector in each row
    weight: array of shape (F, E, k), with k <= L
    bias: array of shape (F,)
    returns: array of shape (F,)

    ngram_features(np.array([[1, 0], [0, 1], [1, 0]]), np.array([[[1, 0], [0, 1]]]), np.array([0]))
        gives  [2]
    """
    ### BEGIN SOLUTION
    L, (F, _, k) = len(words), weight.shape
    scores = np.zeros((F, L - k + 1))
    for i in range(L - k + 1):
        window = words[i : i + k].T
        for f in range(F):
            scores[f, i] = np.sum(weight[f] * window) + bias[f]
    return scores.max(axis=1)
    ### END SOLUTION


# %% nbgrader={"grade_id": "ngram_features-check", "grade": true}
check("dimensions.ngram_features", ngram_features)

# %% [markdown]
# ## 6.5 Into the depth
#
# ★★★ · 20 minutes
#
# A volume has three axes to slide along: the depth D of a scan, or the time of a video, and then H and W. It may have
# channels besides. One filter has as many channels, and is less deep than the volume:
#
# $$y[d, i, j] = \sum_{c} \sum_{a, b, e} w[c, a, b, e]\; x[c,\; d\,s_D + a,\; i\,s_H + b,\; j\,s_W + e]$$
#
# Over the channels it sums; along the depth it slides. Mind the difference: they look alike in the shape.
#
# One channel, three frames of 1 × 2 pixels: 1 2, then 3 5, then 4 9. A kernel of two frames and one pixel, −1 and 1,
# subtracts each frame from the next: 2 3, then 1 4. With a stride of 2 along the depth, only the first of these is left.
#
# <details><summary>A nudge</summary>Start from a 2-D convolution with two loops. Which loop is missing?</details>
# <details><summary>The idea</summary>The window of one place is a block of x with all channels. It has the
# shape of the weights.</details>
# <details><summary>Almost there</summary>Where a window begins is place times stride, along each of the three axes.</details>


# %% nbgrader={"grade_id": "conv3d_filter", "solution": true}
def conv3d_filter(x, weight, sD, sH, sW):
    """3-D convolution of a volume with one filter.

    x: array of shape (C, D, H, W)
    weight: array of shape (C, kD, kH, kW)
    sD, sH, sW: the strides along depth, height and width
    returns: array of shape (oD, oH, oW), with oD = (D - kD) // sD + 1 and so on

    conv3d_filter(np.array([[[[1, 2]], [[3, 5]], [[4, 9]]]]), np.array([[[[-1]], [[1]]]]), 1, 1, 1)
        gives  [[[2, 3]], [[1, 4]]]
    """
    ### BEGIN SOLUTION
    (_, D, H, W), (_, kD, kH, kW) = x.shape, weight.shape
    y = np.zeros(((D - kD) // sD + 1, (H - kH) // sH + 1, (W - kW) // sW + 1))
    for d, i, j in np.ndindex(y.shape):
        front, top, left = d * sD, i * sH, j * sW
        block = x[:, front : front + kD, top : top + kH, left : left + kW]
        y[d, i, j] = np.sum(weight * block)
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv3d_filter-check", "grade": true}
check("dimensions.conv3d_filter", conv3d_filter)

# %% [markdown]
# ## 6.6 Find the bug
#
# ★★☆ · 10 minutes
#
# A colleague wants fewer frames and has put a stride along the time axis. "The shape comes out right, so I did
# not look any further." One line is wrong.


# %%
def conv3d_of_a_colleague(x, w, sD):
    # line 1: sizes
    (D, H, W), (kD, kH, kW) = x.shape, w.shape
    # line 2: room for all places
    y = np.zeros(((D - kD) // sD + 1, H - kH + 1, W - kW + 1))
    # line 3: every place …
    for d, i, j in np.ndindex(y.shape):
        # line 4: … is the sum over a window
        y[d, i, j] = np.sum(w * x[d : d + kD, i : i + kH, j : j + kW])
    return y


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number:
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"right"`: a video of seven frames of one pixel each: 1, 2, 4, 8, 16, 32, 64. The kernel has two frames, 1
#   and 1, and `sD` is 2. What belongs at the last place? The program gives 12 there.
# - `"unseen"`: with this kernel and this stride, up to how many frames may the video have for the result to be
#   right all the same?
#
# <details><summary>A nudge</summary>Write down which frames each window covers, in the program and as it should
# be.</details>
# <details><summary>The idea</summary>The windows should begin two frames apart.</details>
# <details><summary>Almost there</summary>The first window is right in any case. When is there no other?</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the three questions above.

    question: "line", "right" or "unseen"
    returns: a number
    """
    ### BEGIN SOLUTION
    # The window has to begin at d·sD. The third covers frames 4 and 5, 16 + 32. With three frames
    # there is one place, at frame 0; with four there are two.
    answers = {"line": 4, "right": 48, "unseen": 3}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("dimensions.find_the_bug", find_the_bug)

# %% [markdown]
# ## 6.7 Predict
#
# ★★☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"frames"`: a second of speech has 16 000 samples. A layer looks at 400 of them at a time (25 ms) and moves on by 160 (10
#   ms), without padding. How many answers does it give for each filter?
# - `"weights"`: a 3-D layer goes from 3 channels to 16, with kernels of 3×3×3 and a bias. How many numbers does it have
#   to learn?
# - `"depth"`: a scan of 60 slices, one channel, no padding, and a kernel that is 60 deep. How deep is the result?
#
# <details><summary>A nudge</summary>For the first: where may the last window begin, at the latest?</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the three questions above.

    question: "frames", "weights" or "depth"
    returns: a number
    """
    ### BEGIN SOLUTION
    # (16000 − 400) // 160 + 1 = 97 + 1. 16·3·27 + 16 = 1296 + 16. 60 − 60 + 1: nothing to slide along.
    answers = {"frames": 98, "weights": 1312, "depth": 1}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("dimensions.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. A short tone is hidden in noise, and a filter that looks like the tone finds it. Two
# small sentences of the same words go through a detector for "not good". And in a video of two dots, one going to the right and one to
# the left, a kernel of two frames answers to only one of them.

# %%
rng = np.random.default_rng(6)
tone = np.sin(np.arange(24) * 0.9) * np.hanning(24)
sound = rng.normal(0, 0.45, 160)
sound[90:114] += tone
found = causal_conv1d(sound[None], tone[None, None])[0]
print("the tone ends at 113; the causal filter answers loudest at", found.argmax())
same_length = conv1d_layer(sound[None, None], np.full((1, 1, 5), 0.2), np.zeros(1), 1, 2).shape
print("a moving average with padding keeps the length:", same_length == (1, 1, 160))

vectors = {"not": [1, 0, 0], "good": [0, 1, 0], "bad": [0, 0, 1], "but": [0, 0, 0]}
not_good = np.array([[[1, 0], [0, 1], [0, 0]]])
for sentence in ("bad but not good", "good but not bad"):
    table = np.array([vectors[word] for word in sentence.split()])
    print(f"{sentence!r}:", ngram_features(table, not_good, np.array([-1.0])))

video = np.zeros((6, 6, 9))
for t in range(6):
    video[t, 1, 1 + t] = video[t, 4, 7 - t] = 1  # one dot goes right, the other left
to_the_right = np.zeros((2, 3, 3))
to_the_right[0, 1, 0] = to_the_right[1, 1, 1] = 1  # first left, then in the middle
motion = conv3d_filter(video[None], to_the_right[None], 1, 1, 1)
shapes = layer_output_shape(video[None, None], to_the_right[None, None], 1, 0)
print("as computed in 6.1:", motion.shape == tuple(shapes)[2:])

fig, axis = plt.subplots(figsize=(10, 2.6))
axis.plot(np.arange(160) / 40, 1.2 + sound / 4, linewidth=0.8, color="tab:blue")
axis.plot(np.arange(160) / 40, 0.3 + found / 16, linewidth=1.2, color="tab:green")
axis.text(0, 2.05, "a tone in noise, and its detector")
trace = (video * np.linspace(0.4, 1, 6)[:, None, None]).max(axis=0)
to_right = np.pad(motion.max(axis=0) > 1.5, 1)
panels = [(trace, "two dots: darker is later"), (to_right, "moved to the right")]
for left, (array, title) in zip((4.4, 7.0), panels, strict=True):
    axis.imshow(array, cmap="gray_r", extent=(left, left + 2.3, 0.1, 1.63), aspect="auto")
    axis.plot(left + np.array([0, 2.3, 2.3, 0, 0]), [0.1, 0.1, 1.63, 1.63, 0.1], color="gray")
    axis.text(left, 2.05, title)
axis.set(xlim=(0, 9.4), ylim=(-0.2, 2.3))
axis.axis("off")

# %% [markdown]
# ## 6.8 In your own words
#
# A colleague has CT scans of 60 slices of 512 × 512 and two models. Model A calls the slices 60 channels and
# uses 3×3 convolutions. Model B has one channel and uses 3×3×3 convolutions. What shapes do the inputs have for torch? Along which
# axes do the kernels of A and of B slide, and what does that mean for a tumour that lies ten slices higher in the next patient? Which
# of them can be used on a scan of 80 slices? And if the slices were the days of a sales forecast, what else would
# you have to watch? Four to six sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# For A a scan is 1 × 60 × 512 × 512 (N, C, H, W), for B 1 × 1 × 60 × 512 × 512 (N, C, D, H, W). The
# kernels of A slide along height and width only; over the 60 slices they sum, with weights of its own for each slice. A tumour ten slices higher
# meets other weights, and A has to learn it again for every height. The kernels of B are three
# slices deep and slide along the depth as well, so the same 27 weights find it at any height, and tell at which. B also takes 80 slices, and its
# output is deeper then; A has no weights for slices 60 to 79. With days instead of slices, the kernel must not
# look ahead: zeros only before the first day, so that an answer depends on the past and the present.
#
# Marks: 1 for both shapes with the axes along which A and B slide; 1 for the consequence (weights shared along the depth, or the
# number of slices that may change); 1 for causal padding on the side of the past.
# ### END SOLUTION
