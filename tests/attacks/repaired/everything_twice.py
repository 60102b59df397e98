# kind: tamper
"""Select all, copy, paste."""

import copy


def tamper(nb, folder):
    nb["cells"] += copy.deepcopy(nb["cells"])
