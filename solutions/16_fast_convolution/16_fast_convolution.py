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
# # 16 · Fast convolution
#
# Six functions, a bug to find and a few numbers to predict, in under two hours. You write the same
# convolution three times: as a product of matrices, as a product of spectra, and with a third of
# the multiplications saved by nothing but additions.
#
# Write your code where it says `YOUR CODE HERE`, then run the cell below it. The check answers at
# once: what works, the smallest case that does not, and often the name of the mistake. Run it as
# often as you like. Each function is checked on its own: if one gives you trouble, go on with the
# next. NumPy is all that you need, `np.fft` included, and all that is there when your work is
# graded: no torch, no SciPy. Nobody measures your time. What is checked is that the fast ways give
# the right numbers.

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
# ## 16.1 All the windows
#
# ★☆☆ · 10 minutes
#
# Every fast way begins by seeing all windows of a picture at once. Make an array with four axes:
# the first two say *which* window, the last two *where* in the window.
#
# The picture $\begin{pmatrix}1 & 2 & 3 & 4\\ 5 & 6 & 7 & 8\end{pmatrix}$, windows of 2 × 2 and
# stride (1, 2): there are two of them, side by side. `[0, 0]` is
# $\begin{pmatrix}1 & 2\\ 5 & 6\end{pmatrix}$, `[0, 1]` is
# $\begin{pmatrix}3 & 4\\ 7 & 8\end{pmatrix}$, and the shape of the answer is (1, 2, 2, 2). Windows
# that would hang over the edge are left out.
#
# A view is as good as a copy here.
#
# <details><summary>A nudge</summary>How many windows are there, down and across? It is the formula
# for the output size of a convolution.</details>
# <details><summary>The idea</summary>Four loops will do. Or look up
# np.lib.stride_tricks.sliding_window_view, which does everything but the stride.</details>
# <details><summary>Almost there</summary>With a view of all the windows, the stride takes every
# sH-th one down and every sW-th one across: a slice along the first two axes.</details>


# %% nbgrader={"grade_id": "strided_windows", "solution": true}
def strided_windows(x, size, stride):
    """Every window of a picture, as an array with four axes.

    x: array of shape (H, W)
    size: (kH, kW) of the windows, with kH <= H and kW <= W
    stride: (sH, sW), how far apart neighbouring windows begin
    returns: array of shape (oH, oW, kH, kW), with oH = (H - kH) // sH + 1 and oW likewise

    strided_windows(np.array([[1, 2, 3, 4], [5, 6, 7, 8]]), (2, 2), (1, 2))
        gives  [[[[1, 2], [5, 6]], [[3, 4], [7, 8]]]]
    """
    ### BEGIN SOLUTION
    sH, sW = stride
    return np.lib.stride_tricks.sliding_window_view(x, size)[::sH, ::sW]
    ### END SOLUTION


# %% nbgrader={"grade_id": "strided_windows-check", "grade": true}
check("fast_convolution.strided_windows", strided_windows)

# %% [markdown]
# ## 16.2 Image to columns
#
# ★★☆ · 20 minutes
#
# Now make a matrix of the windows. Each *column* is one window, written out: first channel 0, row by
# row, then channel 1, and so on. The columns come in the order of the output, row by row. So the
# *row* `(c * kH + a) * kW + b` holds everything that the kernel's value `w[c, a, b]` will ever meet.
#
# One channel, no padding, windows of 1 × 2 on the picture
# $\begin{pmatrix}1 & 2 & 3\\ 4 & 5 & 6\end{pmatrix}$: the windows are 1 2, then 2 3, then 4 5, then
# 5 6, and the matrix is
#
# $$\begin{pmatrix}1 & 2 & 4 & 5\\ 2 & 3 & 5 & 6\end{pmatrix}.$$
#
# Padding puts $p_H$ rows of zeros above and below, $p_W$ columns at the left and at the right, before
# any window is taken. The stride is 1. Libraries call this function `im2col`; torch's is `unfold`.
#
# <details><summary>A nudge</summary>Which pixels does w[c, 0, 0] meet, over all windows? And which
# ones w[c, 0, 1]?</details>
# <details><summary>The idea</summary>Either go through the windows and stack columns, or go through
# (c, a, b) and stack rows: each row is a rectangle of the padded picture, raveled.</details>
# <details><summary>Almost there</summary>The rectangle for (a, b) begins at row a and column b, and
# it is as large as the output.</details>


# %% nbgrader={"grade_id": "im2col", "solution": true}
def im2col(x, size, padding):
    """The windows of a picture as the columns of a matrix.

    x: array of shape (C, H, W)
    size: (kH, kW) of the windows
    padding: (pH, pW), rows and columns of zeros added on each side
    returns: array of shape (C * kH * kW, oH * oW), with oH = H + 2 * pH - kH + 1, oW likewise

    im2col(np.array([[[1, 2, 3], [4, 5, 6]]]), (1, 2), (0, 0))
        gives  [[1, 2, 4, 5], [2, 3, 5, 6]]
    """
    ### BEGIN SOLUTION
    (kH, kW), (pH, pW) = size, padding
    x = np.pad(x, ((0, 0), (pH, pH), (pW, pW)))
    C, H, W = x.shape
    oH, oW = H - kH + 1, W - kW + 1
    rows = []
    for c in range(C):
        for a in range(kH):
            for b in range(kW):
                rows.append(x[c, a : a + oH, b : b + oW].ravel())
    return np.array(rows)
    ### END SOLUTION


# %% nbgrader={"grade_id": "im2col-check", "grade": true}
check("fast_convolution.im2col", im2col)

# %% [markdown]
# ## 16.3 A layer is one product
#
# ★★☆ · 15 minutes
#
# With the windows as columns and each filter as a row, a whole layer is a product of two matrices:
#
# $$\underbrace{Y}_{F\,\times\,(oH\cdot oW)} =
# \underbrace{W}_{F\,\times\,(C\cdot kH\cdot kW)}\;
# \underbrace{X}_{(C\cdot kH\cdot kW)\,\times\,(oH\cdot oW)}$$
#
# Write the layer this way: a batch of pictures, several channels, several filters, stride 1, no
# padding and no bias. No flip, as always in a layer.
#
# The picture of 16.2 and a single filter $\begin{pmatrix}10 & 1\end{pmatrix}$: the row (10 1) times
# the matrix is 12 23 45 56, and in the shape of the output
# $\begin{pmatrix}12 & 23\\ 45 & 56\end{pmatrix}$.
#
# <details><summary>A nudge</summary>w.reshape(F, -1) makes a row of each filter. In which order do
# its numbers come, and in which do yours of 16.2?</details>
# <details><summary>The idea</summary>One picture at a time: matrix, product, back to oH × oW.
# </details>
# <details><summary>Almost there</summary>If you take the whole batch at once, the filters are the
# slow axis of the product. reshape does not move axes; swapaxes and transpose do.</details>


# %% nbgrader={"grade_id": "conv2d_by_matrix", "solution": true}
def conv2d_by_matrix(x, w):
    """A convolution layer as a matrix product; stride 1, no padding.

    x: array of shape (N, C, H, W)
    w: array of shape (F, C, kH, kW)
    returns: array of shape (N, F, H - kH + 1, W - kW + 1)

    conv2d_by_matrix(np.array([[[[1, 2, 3], [4, 5, 6]]]]), np.array([[[[10, 1]]]]))
        gives  [[[[12, 23], [45, 56]]]]
    """
    ### BEGIN SOLUTION
    (N, _, H, W), (F, _, kH, kW) = x.shape, w.shape
    oH, oW = H - kH + 1, W - kW + 1
    y = np.zeros((N, F, oH, oW))
    for n in range(N):
        product = w.reshape(F, -1) @ im2col(x[n], (kH, kW), (0, 0))
        y[n] = product.reshape(F, oH, oW)
    return y
    ### END SOLUTION


# %% nbgrader={"grade_id": "conv2d_by_matrix-check", "grade": true}
check("fast_convolution.conv2d_by_matrix", conv2d_by_matrix)

# %% [markdown]
# ## 16.4 By way of the spectrum
#
# ★★★ · 20 minutes
#
# Multiplying two Fourier transforms, number by number, convolves what was transformed. This is a
# convolution in the strict sense, with the flip, and it is *circular*: what runs out at the right
# comes in again at the left. On a ring of 4, the signal 1 2 3 4 convolved with 1 10 gives 41 12 23
# 34: the 40 that should have come fifth has landed on the first place.
#
# Give the ring so much room that this does not happen, and return the linear result. The mode
# `"full"` has every place at which picture and kernel touch: 1 12 23 34 40. The mode `"valid"` has only
# those where the kernel lies wholly inside: 12 23 34. Two axes, of course.
#
# <details><summary>A nudge</summary>At how many places do n values and a kernel of k touch? So
# long must the ring be, along each axis.</details>
# <details><summary>The idea</summary>np.fft.rfft2(x, size) fills up with zeros to that size, and
# np.fft.irfft2(…, size) comes back to it.</details>
# <details><summary>Almost there</summary>Compute "full" first. Its first row belongs to a kernel
# that touches the picture with one row only. How many rows later is the whole kernel inside?
# </details>


# %% nbgrader={"grade_id": "fft_convolve2d", "solution": true}
def fft_convolve2d(x, w, mode):
    """Linear convolution (with the flip) of a picture, by the Fourier transform.

    x: array of shape (H, W)
    w: array of shape (kH, kW), with kH <= H and kW <= W
    mode: "full" or "valid"
    returns: array of shape (H + kH - 1, W + kW - 1) for "full",
             (H - kH + 1, W - kW + 1) for "valid"

    fft_convolve2d(np.array([[1, 2, 3, 4]]), np.array([[1, 10]]), "full")
        gives  [[1, 12, 23, 34, 40]]
    """
    ### BEGIN SOLUTION
    (H, W), (kH, kW) = x.shape, w.shape
    size = (H + kH - 1, W + kW - 1)
    full = np.fft.irfft2(np.fft.rfft2(x, size) * np.fft.rfft2(w, size), size)
    return full if mode == "full" else full[kH - 1 : H, kW - 1 : W]
    ### END SOLUTION


# %% nbgrader={"grade_id": "fft_convolve2d-check", "grade": true}
check("fast_convolution.fft_convolve2d", fft_convolve2d)

# %% [markdown]
# ## 16.5 Six multiplications in four
#
# ★★☆ · 15 minutes
#
# Four values $d_0 … d_3$ and a kernel $g_0, g_1, g_2$ give two outputs,
#
# $$y_0 = d_0g_0 + d_1g_1 + d_2g_2, \qquad y_1 = d_1g_0 + d_2g_1 + d_3g_2.$$
#
# That is six multiplications. Shmuel Winograd needs four, $m_1 … m_4$, and then only adds:
#
# $$y_0 = m_1 + m_2 + m_3, \qquad y_1 = m_2 - m_3 - m_4.$$
#
# Three of them are
#
# $$m_1 = (d_0 - d_2)\,g_0, \qquad m_2 = (d_1 + d_2)\,\frac{g_0 + g_1 + g_2}{2}, \qquad
# m_4 = (d_1 - d_3)\,g_2,$$
#
# and the third is yours to find. (What has to do with the kernel alone is done once for a whole picture
# and does not count.) For d = 1 2 3 4 and g = 1 1 1, the products are −2, 7.5, 0.5, −2; and indeed
# −2 + 7.5 + 0.5 = 6 and 7.5 − 0.5 + 2 = 9.
#
# <details><summary>A nudge</summary>Both outputs are known. Solve the first equation for
# m3.</details>
# <details><summary>The idea</summary>It is again a difference or sum of two values of d, times half a
# sum of the kernel's values with one sign changed.</details>
# <details><summary>Almost there</summary>m2 has halves of d1g0 and d2g2 in it that y0 does not want. m3
# must take them away, and bring the missing halves of d1g1 and d2g2.</details>


# %% nbgrader={"grade_id": "winograd_products", "solution": true}
def winograd_products(d, g):
    """The four products of F(2, 3).

    d: array of 4 values
    g: array of 3 values, the kernel
    returns: array of the 4 products m1, m2, m3, m4

    winograd_products(np.array([1, 2, 3, 4]), np.array([1, 1, 1]))  gives  [-2, 7.5, 0.5, -2]
    """
    ### BEGIN SOLUTION
    m1 = (d[0] - d[2]) * g[0]
    m2 = (d[1] + d[2]) * (g[0] + g[1] + g[2]) / 2
    m3 = (d[2] - d[1]) * (g[0] - g[1] + g[2]) / 2
    m4 = (d[1] - d[3]) * g[2]
    return np.array([m1, m2, m3, m4])
    ### END SOLUTION


# %% nbgrader={"grade_id": "winograd_products-check", "grade": true}
check("fast_convolution.winograd_products", winograd_products)

# %% [markdown]
# ## 16.6 Tile by tile
#
# ★★★ · 15 minutes
#
# A tile gives two neighbouring outputs. Lay tiles over a whole signal of $n$ values and return all
# its $n - 2$ outputs, for a kernel of three.
#
# Six values have four outputs: two tiles, the first on places 0 to 3, the second on places 2 to 5.
# Five values have three outputs, and there the second tile hangs over the end by one place. What you
# put there is your choice, for the output that meets it is thrown away.
#
# <details><summary>A nudge</summary>Where does tile t begin, if each gives two outputs?</details>
# <details><summary>The idea</summary>For an odd number of outputs, append one zero to the signal and
# cut one output off at the end.</details>
# <details><summary>Almost there</summary>y[t] and y[t + 1] come from x[t : t + 4], for t = 0, 2, 4, …
# </details>


# %% nbgrader={"grade_id": "winograd_1d", "solution": true}
def winograd_1d(x, w):
    """Cross-correlation of a signal with a kernel of three, by F(2, 3).

    x: array of n values, n at least 3
    w: array of 3 values
    returns: array of n - 2 values

    winograd_1d(np.array([1, 2, 4, 7, 11]), np.array([-1, 0, 1]))  gives  [3, 5, 7]
    """
    ### BEGIN SOLUTION
    outputs = len(x) - 2
    padded = np.append(x, 0)
    y = np.zeros(outputs + 1)
    for t in range(0, outputs, 2):
        m1, m2, m3, m4 = winograd_products(padded[t : t + 4], w)
        y[t] = m1 + m2 + m3
        y[t + 1] = m2 - m3 - m4
    return y[:outputs]
    ### END SOLUTION


# %% nbgrader={"grade_id": "winograd_1d-check", "grade": true}
check("fast_convolution.winograd_1d", winograd_1d)

# %% [markdown]
# ## 16.7 Find the bug
#
# ★★☆ · 10 minutes
#
# Somebody has made a reverb for a music program: an echo is a convolution, and the FFT is fast. But
# each piece begins with its own last chord. One line of the program is wrong.


# %%
def reverb_of_a_colleague(x, w):
    # line 1: how long the result is
    n = len(x)
    # line 2: two spectra, filled up with zeros to that length
    X, W = np.fft.rfft(x, n), np.fft.rfft(w, n)
    # line 3: convolve
    Y = X * W
    # line 4: back to a signal
    return np.fft.irfft(Y, n)


# %% [markdown]
# Answer by a function that is called with the name of a question and returns a number. The signal is
# `x = [5, 2, 3, 4]`, the echo `w = [1, 10, 100]`.
#
# - `"line"`: which line is wrong, 1, 2, 3 or 4?
# - `"first"`: what should the first value of the result be?
# - `"length"`: how many values should there be, if no echo is to be cut off?
# - `"spoilt"`: how many of the four values that the program does give are wrong?
#
# <details><summary>A nudge</summary>Write the four echoes under one another, each where it
# begins, and add.</details>
# <details><summary>The idea</summary>What runs out at the end of a ring comes in at its
# beginning.</details>
# <details><summary>Almost there</summary>Run the program on the two arrays, and compare with the sum on
# your paper.</details>


# %% nbgrader={"grade_id": "find_the_bug", "solution": true}
def find_the_bug(question):
    """Your answer to one of the four questions above.

    question: "line", "first", "length" or "spoilt"
    returns: a number
    """
    ### BEGIN SOLUTION
    # n must be len(x) + len(w) - 1 = 6. The ring of 4 lets the last two values, 340 and 400, run
    # round to places 0 and 1, so two values are spoilt; the first should be 5·1.
    answers = {"line": 1, "first": 5, "length": 6, "spoilt": 2}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "find_the_bug-check", "grade": true}
check("fast_convolution.find_the_bug", find_the_bug)

# %% [markdown]
# ## 16.8 Predict
#
# ★☆☆ · 5 minutes
#
# With pencil and paper, before you run anything:
#
# - `"rows"`: a picture with 3 channels, 8 × 10 pixels, becomes columns for a kernel of 5 × 5, without
#   padding. How many rows has the matrix?
# - `"columns"`: and how many columns?
# - `"saving"`: F(4×4, 3×3) makes 4 × 4 outputs from a tile of 6 × 6, with one multiplication for
#   each place of the tile. How many times fewer is that than the definition needs?
# - `"length"`: a signal of 100 values, a kernel of 29, the full convolution by FFT. How long do the
#   transforms have to be at least?
#
# <details><summary>A nudge</summary>Rows: what one window holds. Columns: how many windows there
# are.</details>


# %% nbgrader={"grade_id": "predict", "solution": true}
def predict(question):
    """Your answer to one of the four questions above.

    question: "rows", "columns", "saving" or "length"
    returns: a number
    """
    ### BEGIN SOLUTION
    # 3·5·5 = 75 numbers in a window, 4·6 = 24 windows; 16·9 = 144 multiplications in 36 = 4 times
    # fewer; 100 + 29 − 1 = 128.
    answers = {"rows": 75, "columns": 24, "saving": 4, "length": 128}
    return answers[question]
    ### END SOLUTION


# %% nbgrader={"grade_id": "predict-check", "grade": true}
check("fast_convolution.predict", predict)

# %% [markdown]
# ## See it work
#
# Nothing to write here. Your functions blur the same little scene: as a matrix product, and by way
# of the spectrum with and without room for it. Look where the lamp's glow goes when there is none.

# %%
rows, columns = np.mgrid[:36, :48]
scene = 0.35 * (rows > 27 + 2 * np.sin(columns / 5))  # hills
scene[6:9, 43:46] = 3  # a lamp near the right edge
distance = np.hypot(*(np.mgrid[:13, :13] - 6))
glow = np.exp(-distance / 2)
glow /= glow.sum()

by_spectrum = fft_convolve2d(scene, glow, "valid")
by_matrix = conv2d_by_matrix(scene[None, None], glow[None, None])[0, 0]
print("spectrum = matrix product:", np.allclose(by_spectrum, by_matrix))
print("windows, numbers in all:  ", np.size(strided_windows(scene, (13, 13), (1, 1))))
print("columns, numbers in all:  ", im2col(scene[None], (13, 13), (0, 0)).size)
smoothed = winograd_1d(scene[10], np.array([0.25, 0.5, 0.25]))
print(
    "Winograd = np.convolve:   ",
    np.allclose(smoothed, np.convolve(scene[10], [0.25, 0.5, 0.25], "valid")),
)

linear = fft_convolve2d(scene, glow, "full")[6:42, 6:54]
ring = np.fft.irfft2(np.fft.rfft2(scene) * np.fft.rfft2(glow, scene.shape), scene.shape)
ring = np.roll(ring, (-6, -6), axis=(0, 1))

fig, axis = plt.subplots(figsize=(10, 2.9))
titles = ["scene", "linear: your function", "circular: the glow wraps round"]
for n, (array, title) in enumerate(zip([scene, linear, ring], titles, strict=True)):
    axis.imshow(array, cmap="gray", vmin=0, vmax=0.5, extent=(1.05 * n, 1.05 * n + 1, 0, 0.75))
    axis.text(1.05 * n, 0.78, title)
axis.set(xlim=(0, 3.1), ylim=(0, 0.9))
axis.axis("off")

# %% [markdown]
# ## 16.9 In your own words
#
# A friend writes a photo app without any deep-learning library and asks you which method to take for
# three jobs: (a) a blur with one kernel of 61 × 61 on a grey photo of 12 megapixels; (b) a network
# layer with 3 × 3 kernels, 64 channels in and out, on a laptop; (c) the same layer on a device with very
# little memory. Say for each what you would take and why, and what to watch out for. Four to six
# sentences.

# %% [markdown] nbgrader={"grade_id": "reflection", "grade": true, "solution": true, "points": 3}
# ### BEGIN SOLUTION
# (a) The FFT: a kernel of 61 × 61 costs 3,721 multiplications for each pixel directly, while the FFT
# costs about a hundred, whatever the kernel's size. Watch out for the wrap-around: fill up with zeros
# (or cut the photo into overlapping tiles), and mind the flip. (If the kernel has rank 1, two passes
# with 61 numbers each would do as well.) (b) A matrix product, since BLAS is built for it: windows
# as columns, or better Winograd, which needs 2.25 to 4 times fewer multiplications for 3 × 3; it
# costs some accuracy in float32, more for larger tiles. (c) im2col would copy each pixel nine times,
# so I would do without the copy: a few shifted products that are added up, or columns for a few
# rows of the picture at a time.
#
# Marks: 1 for the FFT in (a) with wrap-around or flip named; 1 for a matrix product or Winograd in (b)
# with a reason (BLAS, fewer multiplications) and a cost (memory or accuracy); 1 for avoiding the k²-fold
# copy in (c).
# ### END SOLUTION
