"""Chapter 9, *Separable convolutions*: what is asked, in the order of the notebook."""

NUMBER = 9
FUNCTIONS = [
    "two_passes",
    "multiplications",
    "separate",
    "passes_needed",
    "depthwise_conv",
    "separable_conv",
    "find_the_bug",
    "predict",
]
