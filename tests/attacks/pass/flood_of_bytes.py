# cell: corr2d
"""Past IPython, straight to the descriptors, and nothing that is text."""

import os

for _ in range(200):
    os.write(1, bytes(range(256)) * 400)
    os.write(2, b"\0\xff" * 50_000)
print("\0\1\2\x1b]0;pwned\7\ud800\udfff")
