"""Grade a course in this process, once, and print when what happened: for the bench to start.

``python -m autograder.bench.once COURSE [WORKERS]`` does what ``python -m autograder grade`` does
up to the gradebook, like ``nbgrader autograde``: no feedback pages, no table of marks.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from autograder.pipeline import State


def main(words: list[str]) -> None:
    """Print one line of JSON: the clock (Unix time) when ready and after each record."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as __main__ does
    from autograder import pipeline
    from autograder.course import Course

    clock: list[float] = []

    def tell(state: State) -> None:
        clock.append(time.time())

    done = pipeline.grade(
        Course(Path(words[0])), workers=int(words[1]) if words[1:] else None, progress=tell
    )
    failed = [f"{g.student} {g.assignment} {g.code}" for g in done if g.code != "graded"]
    print(json.dumps({"ready": clock[0], "records": clock[1:], "failed": failed}))


if __name__ == "__main__":
    main(sys.argv[1:])
