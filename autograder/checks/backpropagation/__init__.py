"""Chapter 12, *Backpropagation through a convolution*: what is asked, in the notebook's order."""

NUMBER = 12
FUNCTIONS = [
    "numerical_gradient",
    "bias_gradient",
    "weight_gradient",
    "input_gradient",
    "pool_gradient",
    "grouped_gradient",
    "find_the_bug",
    "predict",
]
