"""Values by their position."""

import numpy as np


def corr2d(x, w):
    return {place: x[place] * w[place] for place in np.ndindex(2, 2)}
