# kind: tamper
# total: 23
"""A wrong function whose test is called something else; a harmless cell has the test's name."""


def tamper(nb, folder):
    cells = {c["metadata"].get("nbgrader", {}).get("grade_id"): c for c in nb["cells"]}
    cells["corr2d"]["source"] = "def corr2d(x, w):\n    return x * 0"
    cells["corr2d-check"]["metadata"]["nbgrader"]["grade_id"] = "corr2d-check-old"
    del cells["corr2d-check"]["id"]
    nb["cells"].append(
        {
            "cell_type": "code",
            "source": "check('cross_correlation.corr1d', corr1d)",
            "metadata": {"nbgrader": {"grade_id": "corr2d-check", "grade": True, "points": 4}},
            "outputs": [],
            "execution_count": None,
        }
    )
