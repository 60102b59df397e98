# cell: first
"""Prints all that it was given: seeds and tokens like to be in there."""

import os
import sys

print(dict(os.environ), sys.argv, sys.orig_argv, sys.path)
print(os.environ.get("CONVOLUTION_SEED"), os.environ.get("GRADER_TOKEN"))
