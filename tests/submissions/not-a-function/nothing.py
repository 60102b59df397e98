"""The name was given away."""

corr2d = None
