"""Chapter 10, *Grouped convolutions*: what is asked, in the order of the notebook."""

NUMBER = 10
FUNCTIONS = [
    "grouped_costs",
    "channel_shuffle",
    "dense_weight",
    "grouped_conv2d",
    "channel_reach",
    "find_the_bug",
    "predict",
]
