# kind: tamper
"""Errors are always kept, for they are short: these are forged, and as large as a reply may be."""

FLOOD = """
import sys
line = "x" * 10_000
error = {"output_type": "error", "ename": "E", "evalue": "", "traceback": [line] * 50}
student = sys.modules["sandbox.student"]
honest = student._run
student._run = lambda shell, source, limit: (
    {"done": True, "outputs": [error] * 30} if source == "1" else honest(shell, source, limit)
)
"""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"] += [cell | {"source": FLOOD}] + [cell | {"source": "1"} for _ in range(5)]
