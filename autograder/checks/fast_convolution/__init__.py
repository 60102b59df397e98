"""Chapter 16, *Fast convolution*: what is asked, in the order of the notebook."""

NUMBER = 16
FUNCTIONS = [
    "strided_windows",
    "im2col",
    "conv2d_by_matrix",
    "fft_convolve2d",
    "winograd_products",
    "winograd_1d",
    "find_the_bug",
    "predict",
]
