"""Chapter 2, *Cross-correlation and convolution*: what is asked, in the order of the notebook."""

NUMBER = 2
FUNCTIONS = [
    "corr1d",
    "corr2d",
    "convolve1d",
    "convolve2d",
    "kernel_gradient",
    "find_the_bug",
    "predict",
]
