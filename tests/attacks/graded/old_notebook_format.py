# kind: tamper
"""Version 3, with worksheets, as ten years ago."""


def tamper(nb, folder):
    for cell in nb["cells"]:
        cell.pop("id", None)
        if cell["cell_type"] == "code":
            cell |= {"input": cell.pop("source"), "language": "python", "collapsed": False}
            cell["prompt_number"] = cell.pop("execution_count")
    nb["worksheets"] = [{"cells": nb.pop("cells"), "metadata": {}}]
    nb |= {"nbformat": 3, "nbformat_minor": 0}
