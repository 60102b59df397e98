"""Sample files, which are not here either."""

from __future__ import annotations


def get_sample_data(name: str) -> None:
    """Say that there is no such file.

    Raises
    ------
    ModuleNotFoundError
        Always: a cell that needs the file cannot go on without it, and nothing depends on it.
    """
    raise ModuleNotFoundError(
        f"{name} comes with matplotlib, which is not in the browser. No exercise needs this cell: "
        "go on with the next one.",
        name="matplotlib",
    )
