"""One step of the load bench in a process of its own, so that its memory can be told.

``python -m autograder.bench.load_step grade COURSE`` grades what is new, by the rules of
`course.toml` and with the log of marks, but writes no feedback and no table.
``… feedback COURSE COUNT`` writes that many feedback pages; ``… command WORD …`` does what
``python -m autograder WORD …`` does, and shows nothing. Each line printed is a JSON object; the
last one tells what was done.
"""

from __future__ import annotations

import contextlib
import json
import os
import runpy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from autograder.pipeline import State

EVERY = 50  # submissions between two lines about how far it is


def main(words: list[str]) -> None:
    """Do the step that is asked for."""
    sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]  # as __main__ does
    from autograder.bench import memory  # reads nbformat

    what, *rest = words
    kinds: dict[str, Callable[..., dict[str, Any]]] = {
        "grade": _grade,
        "feedback": _feedback,
        "command": _command,
    }
    told = kinds[what](*rest)
    told |= {"processor_s": time.process_time(), "peak_mb": memory.peak()}
    print(json.dumps(told), flush=True)


def _grade(root: str) -> dict[str, Any]:
    from autograder.course import Course
    from autograder.desk import rounds

    ready = 0.0

    def tell(state: State) -> None:
        nonlocal ready
        ready = ready or time.time()
        if state.done % EVERY == 0:
            print(json.dumps({"done": state.done, "of": state.total}), flush=True)

    done = rounds.grade(Course(Path(root)), progress=tell)
    end = time.time()
    failed = [f"{g.student} {g.assignment} {g.code}" for g in done if g.code != "graded"]
    return {"count": len(done), "failed": failed, "spent_s": end - ready if ready else 0.0}


def _feedback(root: str, count: str) -> dict[str, Any]:
    from autograder import feedback
    from autograder.course import Course

    course = Course(Path(root))
    todo = feedback.stale(course)[: int(count)]
    start = time.time()
    feedback.write(course, todo)
    return {"count": len(todo), "spent_s": time.time() - start}


def _command(*words: str) -> dict[str, Any]:
    sys.argv = ["autograder", *words]
    with open(os.devnull, "w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        try:
            runpy.run_module("autograder", run_name="__main__")
        except SystemExit as ended:
            if ended.code:
                raise
    return {"count": 1}


if __name__ == "__main__":
    main(sys.argv[1:])
