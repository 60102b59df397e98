"""Chapter 7, *Transposed convolution*: what is asked, in the order of the notebook."""

NUMBER = 7
FUNCTIONS = [
    "conv_transpose_output_size",
    "conv_matrix",
    "insert_zeros",
    "conv_transpose2d",
    "overlap_count",
    "find_the_bug",
    "predict",
]
