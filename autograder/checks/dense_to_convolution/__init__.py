"""Chapter 1, *From dense layers to convolution*: what is asked, in the order of the notebook."""

NUMBER = 1
FUNCTIONS = [
    "parameter_count",
    "reindex",
    "shared_layer",
    "local_layer",
    "band_matrix",
    "find_kernel",
    "find_the_bug",
    "predict",
]
