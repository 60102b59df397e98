"""What the checks of one graded notebook said, small enough to keep for every submission."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.verdict import MIME


@dataclass(frozen=True)
class Finding:
    """The verdict on one function.

    Parameters
    ----------
    check, code
        As in `autograder.verdict.Verdict`.
    mistake
        The stable name of what was diagnosed; empty if nothing was.
    properties
        One letter for each property, in the order of the check: ``1`` if it is reached, else ``0``.
    """

    check: str
    code: str
    mistake: str = ""
    properties: str = ""

    def packed(self) -> tuple[str, str, str, str]:
        """For the journal."""
        return self.check, self.code, self.mistake, self.properties


def of_notebook(cells: Iterable[Mapping[str, Any]]) -> Iterator[Finding]:
    """The verdicts in an executed notebook: of graded cells alone, which the referee writes."""
    for cell in cells:
        if not cell.get("metadata", {}).get("nbgrader", {}).get("grade"):
            continue
        for output in cell.get("outputs", ()):
            verdict = output.get("data", {}).get(MIME)
            if verdict:
                yield Finding(
                    verdict["check"],
                    verdict["code"],
                    verdict["mistake"] or "",
                    "".join("1" if p["passed"] else "0" for p in verdict["properties"]),
                )


def of_file(path: Path) -> tuple[Finding, ...]:
    """The same from a file; nothing where it cannot be read, for then there is nothing to tell."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
        return tuple(of_notebook(cells))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):  # JSON of another shape
        return ()
