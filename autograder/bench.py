"""How long grading takes: ``make bench``. Timings are measured here and never in a test.

Grades the first notebook of the demo class one submission after another, with nbgrader's own
command and with `autograder.pipeline`, in one run on one machine, and prints seconds a submission.
Writes the same to ``_build/bench/grading.json``.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder import pipeline
from autograder.course import Course
from autograder.demo import make

SUBMISSIONS = 8
ASSIGNMENT = "02_cross_correlation"


def seconds_with_nbgrader(course: Course) -> float:
    """All submissions with one call of nbgrader's command."""
    nbgrader = Path(sys.executable).with_name("nbgrader")
    start = time.perf_counter()
    subprocess.run(
        [nbgrader, "autograde", ASSIGNMENT, "--force"],
        cwd=course.root,
        capture_output=True,
        check=True,
    )
    return time.perf_counter() - start


def seconds_with_pipeline(course: Course) -> float:
    """All submissions with the pipeline, on every core."""
    start = time.perf_counter()
    pipeline.grade(course, [ASSIGNMENT], force=True)
    return time.perf_counter() - start


def main() -> int:
    """Measure, print a table, write the figures."""
    console = Console()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        course = make(Course(Path()), Path(folder) / "course")
        for student in course.students(ASSIGNMENT)[SUBMISSIONS:]:
            shutil.rmtree(course.submitted / student)
        with console.status(f"grading {SUBMISSIONS} submissions twice …"):
            stock, ours = seconds_with_nbgrader(course), seconds_with_pipeline(course)
    figures = {
        "submissions": SUBMISSIONS,
        "stock_s": stock / SUBMISSIONS,
        "ours_s": ours / SUBMISSIONS,
        "ratio_total": stock / ours,
    }
    table = Table("", "seconds a submission", title=f"{SUBMISSIONS} submissions, start-up included")
    table.add_row("nbgrader autograde", f"{figures['stock_s']:.2f}")
    table.add_row("python -m autograder grade", f"{figures['ours_s']:.2f}")
    table.add_row("ratio", f"{figures['ratio_total']:.2f}")
    console.print(table)
    target = Path("_build/bench/grading.json")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
