# cell: corr2d
"""A cell that ends the process costs itself."""

import os

os._exit(1)
