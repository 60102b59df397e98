"""Chapter 15, *Training settings*: what is asked, in the order of the notebook."""

NUMBER = 15
FUNCTIONS = [
    "batch_bounds",
    "scheduled_rate",
    "sgd_momentum",
    "rmsprop",
    "adadelta",
    "batch_norm",
    "find_the_bug",
    "predict",
]
