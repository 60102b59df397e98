# cell: first
"""Honest: only says what the one before has left. Graded after `start_up_files`."""

import builtins
import os

assert not hasattr(builtins, "corr2d")
print(sorted(os.listdir(".")))
