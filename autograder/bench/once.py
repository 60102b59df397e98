"""Grade a course in this process, once, and print when what happened: for the bench to start.

``python -m autograder.bench.once COURSE [WORKERS [SCHEDULER]]`` does what ``python -m autograder
grade`` does up to the gradebook, like ``nbgrader autograde``: no feedback pages, no table of marks.
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
    """Print one line of JSON: the clock (Unix time) when ready and after each record, and the
    processor time that this process, which writes, has spent from the one to the last other.
    """
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as __main__ does
    from autograder import pipeline
    from autograder.course import Course

    clock: list[float] = []
    spent: list[float] = []

    def tell(state: State) -> None:
        clock.append(time.time())
        spent.append(time.process_time())

    done = pipeline.grade(
        Course(Path(words[0])),
        workers=int(words[1]) if words[1:] else None,
        scheduler=words[2] if words[2:] else None,
        progress=tell,
    )
    failed = [f"{g.student} {g.assignment} {g.code}" for g in done if g.code != "graded"]
    said = {"ready": clock[0], "records": clock[1:], "failed": failed}
    print(json.dumps(said | {"processor": spent[-1] - spent[0]}))


if __name__ == "__main__":
    main(sys.argv[1:])
