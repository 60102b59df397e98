"""Chapter 3, *Padding and stride*: what is asked, in the order of the notebook."""

NUMBER = 3
FUNCTIONS = [
    "output_size",
    "same_padding",
    "zero_pad2d",
    "corr2d",
    "find_the_bug",
    "predict",
]
