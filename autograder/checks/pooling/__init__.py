"""Chapter 11, *Pooling*: what is asked, in the order of the notebook."""

NUMBER = 11
FUNCTIONS = [
    "global_avg_pool",
    "max_pool2d",
    "avg_pool2d",
    "max_positions",
    "unchanged_share",
    "find_the_bug",
    "predict",
]
