"""One step of the load bench in a process of its own, so that its memory can be told.

``python -m autograder.bench.load_step grade COURSE`` grades what is new, by the rules of
`course.toml` and with the log of marks, but writes no feedback and no table.
``… feedback COURSE COUNT`` writes that many feedback pages. Each line printed is a JSON object; the
last one tells what was done.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.course import Course
    from autograder.pipeline import State

EVERY = 50  # submissions between two lines about how far it is


def main(words: list[str]) -> None:
    """Do the step that is asked for."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as __main__ does
    from autograder.course import Course

    course = Course(Path(words[1]))
    told = _grade(course) if words[0] == "grade" else _feedback(course, int(words[2]))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # of Linux, in kB
    print(json.dumps(told | {"peak_mb": peak}), flush=True)


def _grade(course: Course) -> dict[str, Any]:
    from autograder.desk import rounds

    ready = 0.0

    def tell(state: State) -> None:
        nonlocal ready
        ready = ready or time.time()
        if state.done % EVERY == 0:
            print(json.dumps({"done": state.done, "of": state.total}), flush=True)

    done = rounds.grade(course, progress=tell)
    end = time.time()
    failed = [f"{g.student} {g.assignment} {g.code}" for g in done if g.code != "graded"]
    return {"count": len(done), "failed": failed, "spent_s": end - ready if ready else 0.0}


def _feedback(course: Course, count: int) -> dict[str, Any]:
    from autograder import feedback

    todo = feedback.stale(course)[:count]
    start = time.time()
    feedback.write(course, todo)
    return {"count": len(todo), "spent_s": time.time() - start}


if __name__ == "__main__":
    main(sys.argv[1:])
