"""Chapter 14, *Classic networks*: what is asked, in the order of the notebook."""

NUMBER = 14
FUNCTIONS = [
    "layer_shapes",
    "network_parameters",
    "network_macs",
    "inception_macs",
    "inception_block",
    "residual_block",
    "find_the_bug",
    "predict",
]
