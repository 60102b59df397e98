"""One call into C, which looks at no signal before it is done."""

import numpy as np


def corr2d(x, w):
    a = np.ones((350, 350))
    return np.einsum("ij,jk,kl->il", a, a, a)
