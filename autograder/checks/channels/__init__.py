"""Chapter 4, *Channels*: what is asked, in the order of the notebook."""

NUMBER = 4
FUNCTIONS = [
    "channels_first",
    "one_filter",
    "filter_bank",
    "layer_parameters",
    "multiply_adds",
    "conv_batch",
    "find_the_bug",
    "predict",
]
