"""Chapter 6, *1-D and 3-D convolution*: what is asked, in the order of the notebook."""

NUMBER = 6
FUNCTIONS = [
    "layer_output_shape",
    "conv1d_layer",
    "causal_conv1d",
    "ngram_features",
    "conv3d_filter",
    "find_the_bug",
    "predict",
]
