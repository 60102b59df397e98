# kind: tamper
"""The function begins in one cell; the rest of it follows in another."""


def tamper(nb, folder):
    cells = nb["cells"]
    place = next(
        n
        for n, c in enumerate(cells)
        if c["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d"
    )
    whole = "".join(cells[place]["source"])
    imports, _, function = whole.partition("def corr2d")
    cells[place]["source"] = imports + "corr2d = None"
    cells.insert(
        place + 1,
        {
            "cell_type": "code",
            "source": f"def corr2d{function}",
            "metadata": {},
            "outputs": [],
            "execution_count": None,
        },
    )
