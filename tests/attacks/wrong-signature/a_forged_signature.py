# verdict: wrong-signature, wrong-shape
"""The same past the student's side of the harness: only the trusted side can cut it short."""

import sys

student = sys.modules["sandbox.student"]
look = student._look
listed = [[f"argument_{n}" + "x" * 80, 0, False] for n in range(100_000)]
forged = {"kind": "function", "parameters": listed}
student._look = lambda shell, name: forged if name == "corr2d" else look(shell, name)


def corr2d(x, w):
    return x
