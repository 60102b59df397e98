"""Chapter 5, *1×1 convolution*: what is asked, in the order of the notebook."""

NUMBER = 5
FUNCTIONS = [
    "pixels_as_rows",
    "rows_as_pixels",
    "mix_channels",
    "pixel_mlp",
    "widest_bottleneck",
    "find_the_bug",
    "predict",
]
