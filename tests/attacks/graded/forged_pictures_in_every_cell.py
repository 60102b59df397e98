# kind: tamper
"""Forged replies, each with as many pictures as one may bring."""

FLOOD = """
import base64, sys
picture = base64.b64encode(bytes(2_900_000)).decode()
shown = {"output_type": "display_data", "data": {"image/png": picture}, "metadata": {}}
student = sys.modules["sandbox.student"]
honest = student._run
student._run = lambda shell, source, limit: (
    {"done": True, "outputs": [shown] * 4} if source == "1" else honest(shell, source, limit)
)
"""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"] += [cell | {"source": FLOOD}] + [cell | {"source": "1"} for _ in range(4)]
