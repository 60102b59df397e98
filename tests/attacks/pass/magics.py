# cell: corr2d
"""Each magic that leads out of Python, one after the other."""

from IPython import get_ipython

shell = get_ipython()
for line in (
    "%run numpy.py",
    "!pip install torch",
    "%pip install torch",
    "%load_ext autoreload",
    "%env CONVOLUTION_SEED=0",
    "%cd /",
    "%system id",
    "%writefile numpy.py",
    "%history",
    "%reset -f",
    "%autosave 1",
    "%matplotlib qt",
    "%gui tk",
    "%debug",
    "%pdb on",
    "%who",
):
    shell.run_cell(line)
for magic in ("bash", "script python", "writefile numpy.py", "perl", "html", "javascript"):
    shell.run_cell(f"%%{magic}\nprint(4)")
