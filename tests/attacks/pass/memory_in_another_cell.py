# cell: corr2d
"""Two gigabytes that no other cell needs."""

import numpy as np

large = np.ones(250_000_000)
