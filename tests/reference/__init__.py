"""The reference kernels against torch, against NumPy and SciPy, and against each other."""
