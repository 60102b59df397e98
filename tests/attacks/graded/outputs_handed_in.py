# kind: tamper
# total: 23
"""A wrong function, and under its test the outputs of a right one."""


def tamper(nb, folder):
    verdict = {"check": "cross_correlation.corr2d", "code": "pass", "points": 4, "of": 4}
    data = {"text/plain": "4.0", "application/vnd.convolution.verdict+json": verdict}
    for cell in nb["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name == "corr2d":
            cell["source"] = "def corr2d(x, w):\n    return x * 0"
        if name.endswith("-check"):
            cell["outputs"] = [
                {"output_type": "display_data", "data": data, "metadata": {}},
                {
                    "output_type": "execute_result",
                    "data": data,
                    "metadata": {},
                    "execution_count": 1,
                },
            ]
            cell["metadata"]["execution"] = {"status": "ok"}
