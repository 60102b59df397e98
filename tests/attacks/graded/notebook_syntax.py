# kind: tamper
"""What is no Python: shell escapes, line magics and cell magics, as half the web writes them."""

CELLS = [
    "!pip install torch",
    "%pip install --quiet scipy\n!ls /",
    "%%bash\ncat /etc/passwd\ntouch pwned",
    "%%writefile numpy.py\nraise SystemExit",
    "%%script python -\nprint(4)",
    "files = !ls\nfiles?",
    "%run numpy.py\n%load_ext autoreload\n%autoreload 2",
    "?corr2d",
    "%%",
    "%%capture everything\nprint(4)",
    "%%time\nfor _ in range(3): pass",
    "%timeit -n 1 -r 1 1",
    "%env CONVOLUTION_SEED=0",
    "%prun 1\n%debug",
]


def tamper(nb, folder):
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    nb["cells"][2:2] = [cell | {"source": source} for source in CELLS]
