"""A number has the function's name."""

corr2d = 3
