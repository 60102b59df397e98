"""A tensor that remembers where it came from."""

import torch
from torch.nn.functional import conv2d


def corr2d(x, w):
    kernel = torch.tensor(w, dtype=torch.float32, requires_grad=True)
    return conv2d(torch.tensor(x, dtype=torch.float32)[None, None], kernel[None, None])[0, 0]
