# cell: last
"""Everything broken when all is done: the harness still has to say so."""

import builtins
import sys

import numpy as np

np.asarray = np.array = np.ndarray = None
builtins.isinstance = builtins.len = builtins.type = builtins.hasattr = lambda *a: 0
for name in list(sys.modules):
    sys.modules[name] = None
