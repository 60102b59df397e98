# kind: tamper
"""All tests dragged to the top, where nothing is defined."""


def tamper(nb, folder):
    nb["cells"].sort(
        key=lambda c: not c["metadata"].get("nbgrader", {}).get("grade_id", "").endswith("-check")
    )
