"""Tensors with gradients, in a list that NumPy may not open."""

import torch


def corr2d(x, w):
    return [torch.ones(2, requires_grad=True), torch.ones(2, requires_grad=True)]
