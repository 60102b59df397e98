# cell: first
# total: 0
"""Past the student's side of the harness: only the trusted side can stop what it sends."""

import sys

EVIL = "</pre><script>window.pwned=1</script><img src=x onerror=pwned=1>"
DATA = {"text/html": EVIL, "text/plain": EVIL, "image/png": EVIL, "image/svg+xml": EVIL, EVIL: EVIL}
OUTPUTS = [
    {"output_type": "display_data", "data": DATA, "metadata": {"image/png": {"alt": EVIL}}},
    {"output_type": "display_data", "data": {"image/png": ["a"], "image/jpeg": "AAAA\n" * 3}},
    {"output_type": "stream", "name": EVIL, "text": EVIL},
    {"output_type": EVIL, "data": DATA},
    {"output_type": "execute_result", "execution_count": EVIL, "data": DATA, "metadata": EVIL},
    {
        "output_type": "error",
        "ename": EVIL,
        "evalue": EVIL,
        "traceback": [EVIL, 4, None, "\x1b]8;;x"],
    },
]
student = sys.modules["sandbox.student"]
student._run = lambda shell, source, limit: {"done": True, "outputs": OUTPUTS}
