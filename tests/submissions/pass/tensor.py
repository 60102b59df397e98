"""torch does the work."""

import torch
from torch.nn.functional import conv2d


def corr2d(x, w):
    x, w = torch.as_tensor(x, dtype=torch.float64), torch.as_tensor(w, dtype=torch.float64)
    return conv2d(x[None, None], w[None, None])[0, 0]
