# kind: tamper
# total: 0
"""Each cell alone stays within reach of its limit; all of them together take minutes."""

SLOW = """import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
time.sleep(15)"""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"][:0] = [cell | {"source": SLOW} for _ in range(40)]
