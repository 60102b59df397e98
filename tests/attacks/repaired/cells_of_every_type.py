# kind: tamper
"""Things among the cells that are none."""


def tamper(nb, folder):
    nb["cells"][3:3] = [
        None,
        4,
        "cell",
        [],
        {},
        {"cell_type": "code"},
        {"cell_type": "code", "source": 4},
        {"cell_type": "code", "source": ["a = ", 4], "metadata": None, "outputs": {}},
        {"cell_type": "markdown", "source": ["text"], "metadata": [], "attachments": 4},
        {
            "cell_type": "code",
            "source": {"a": 1},
            "metadata": {"nbgrader": {"grade_id": "x" * 999}},
        },
    ]
