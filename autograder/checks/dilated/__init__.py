"""Chapter 8, *Dilated convolution*: what is asked, in the order of the notebook."""

NUMBER = 8
FUNCTIONS = [
    "dilated_output_size",
    "dilate_kernel",
    "dilated_corr2d",
    "receptive_field",
    "path_counts",
    "find_the_bug",
    "predict",
]
