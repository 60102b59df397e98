# kind: tamper
# total: 0
# alone
"""Each cell answers only after it was interrupted: time that is up goes on, a second a cell."""

LATE = """
import signal, sys, time
def late(shell, source, limit):
    signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    signal.sigwait([signal.SIGINT])
    time.sleep(0.9)
    return {"done": True, "outputs": []}
sys.modules["sandbox.student"]._run = late
"""


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"][:0] = [cell | {"source": LATE}] + [cell | {"source": "1"} for _ in range(60)]
