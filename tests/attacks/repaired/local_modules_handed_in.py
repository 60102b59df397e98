# kind: tamper
"""Files beside the notebook that would be imported in place of libraries."""


def tamper(nb, folder):
    (folder / "torch").mkdir()
    (folder / "torch" / "__init__.py").write_text("raise SystemExit(4)")
    (folder / "numpy.pth").write_text("import os; os._exit(0)")
    for name in ("numpy.py", "autograder.py", "sandbox.py", "json.pyc", "IPython.so"):
        (folder / name).write_text("raise SystemExit(4)")
