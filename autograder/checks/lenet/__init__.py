"""Chapter 13, *LeNet*: what is asked, in the order of the notebook."""

NUMBER = 13
FUNCTIONS = [
    "lenet_shapes",
    "sparse_parameters",
    "leaky_relu_backward",
    "dense_forward",
    "cross_entropy_loss",
    "cross_entropy_gradient",
    "find_the_bug",
    "predict",
]
