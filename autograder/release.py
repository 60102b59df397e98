"""solutions/*.py → exercises/*.ipynb.

1. Read the source (jupytext percent) and complete it: cell ids, nbgrader metadata, and the points
   of each check cell, which have their home in the check.
2. Write the source notebook beside it, where nbgrader looks for it.
3. nbgrader's own `generate_assignment` takes out the solutions, into a folder of its own.
4. Make sure that no line of a solution is left.
5. Only then replace the notebook in `exercises/`, if a byte of it changed.
"""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import nbformat
from nbformat import NotebookNode

from autograder.checks import find
from autograder.errors import CourseError

if TYPE_CHECKING:
    from autograder.course import Course

CHECK_CALL = re.compile(r'^check\("([\w.]+)", \w+\)$', re.MULTILINE)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n(.*?)### END SOLUTION", re.DOTALL)
BANNED = ("BEGIN SOLUTION", "END SOLUTION", "BEGIN HIDDEN", "BEGIN MARK SCHEME")


def read_source(path: Path) -> NotebookNode:
    """The complete source notebook of one exercise, ready for nbgrader."""
    import jupytext  # here: every command of nbgrader reads this module, few read a source

    nb = jupytext.read(path, fmt="py:percent")
    nb.nbformat, nb.nbformat_minor = 4, 5
    # `grading` is what the exercise asks of the grader; see `autograder.terms.Terms`.
    kept = ("kernelspec", "grading")
    nb.metadata = {key: nb.metadata[key] for key in kept if key in nb.metadata}
    after, since = "start", 0
    for cell in nb.cells:
        short = cell.metadata.pop("nbgrader", None)
        cell.metadata.pop("lines_to_next_cell", None)  # jupytext's own note
        if short is None:
            # An id that depends on the last graded cell only: an edit elsewhere does not move it.
            since += 1
            cell["id"] = f"{after}-{since}"
            continue
        after, since = short["grade_id"], 0
        cell["id"] = after
        cell.metadata["nbgrader"] = _complete(short, cell, path)
    return nb


def _complete(short: dict[str, object], cell: NotebookNode, path: Path) -> dict[str, object]:
    """nbgrader's metadata, schema 3, from the few words that the source gives."""
    grade, solution = bool(short.get("grade")), bool(short.get("solution"))
    pairs = len(SOLUTION.findall(cell.source))
    marks = [cell.source.count(f"### {word} SOLUTION\n") for word in ("BEGIN", "END")]
    marks[1] += cell.source.endswith("### END SOLUTION")
    if marks != [pairs, pairs] or bool(pairs) != solution:
        raise CourseError(
            "solution-not-marked",
            f"{path.name}: cell {short['grade_id']!r} must hold its solution between lines "
            "'### BEGIN SOLUTION' and '### END SOLUTION' (and only a solution cell may).",
        )
    full: dict[str, object] = {
        "schema_version": 3,
        "grade_id": short["grade_id"],
        "grade": grade,
        "solution": solution,
        "locked": grade and not solution,
        "task": False,
    }
    if grade:
        called = CHECK_CALL.search(cell.source)
        points = find(called[1]).points if called else short.get("points")
        if points is None:
            raise CourseError(
                "no-points",
                f"{path.name}: the graded cell {short['grade_id']!r} "
                "neither calls a check nor names its points.",
            )
        full["points"] = points
    return full


def write_sources(solutions: Path, *, only_older: bool = False) -> list[Path]:
    """Write the notebook beside each ``NN_topic/NN_topic.py`` whose text has changed.

    With `only_older`, a notebook that is newer than its source is taken on trust: quick enough for
    `nbgrader_config.py`, which every command reads. A release looks at all of them.
    """
    written = []
    for source in sorted(solutions.glob("*/*.py")):
        target = source.with_suffix(".ipynb")
        if only_older and target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        text = nbformat.writes(read_source(source)) + "\n"
        if not target.exists() or target.read_text("utf-8") != text:
            target.write_text(text, "utf-8")
            written.append(target)
    return written


def leaks(source: NotebookNode, released: NotebookNode) -> list[str]:
    """Lines of a solution, and markers, that the released notebook still shows.

    A line counts if it stands in a solution, nowhere else in the source, and says something.
    """
    elsewhere = set()
    inside = set()
    for cell in source.cells:
        inside |= {
            line.strip() for part in SOLUTION.findall(cell.source) for line in part.splitlines()
        }
        elsewhere |= {line.strip() for line in SOLUTION.sub("", cell.source).splitlines()}
    shown = {line.strip() for cell in released.cells for line in cell.source.splitlines()}
    telling = {line for line in inside - elsewhere if len(line) > 3}
    return sorted(telling & shown) + [b for b in BANNED if any(b in line for line in shown)]


def release(course: Course, assignments: list[str] | None = None) -> dict[str, bool]:
    """Release the named assignments (all if None); says for each whether its notebook changed.

    Raises
    ------
    CourseError
        ``unknown-assignment``, ``release-failed`` (nbgrader's log in the detail),
        ``solution-leaks``; `exercises/` is untouched by the one that failed.
    """
    wanted = course.chosen(assignments)
    write_sources(course.solutions)
    return {name: _release_one(course, name) for name in wanted}


def _release_one(course: Course, assignment: str) -> bool:
    with tempfile.TemporaryDirectory(prefix="release-") as scratch:
        result = course.nbgrader(release_directory=scratch).generate_assignment(
            assignment, force=True
        )
        fresh = Path(scratch) / assignment / f"{assignment}.ipynb"
        if not result["success"] or not fresh.exists():
            raise CourseError(
                "release-failed",
                f"nbgrader could not release {assignment}; its log follows.",
                f"{result.get('log')}\n{result.get('error')}",
            )
        nb = nbformat.read(fresh, as_version=4)
        found = leaks(read_source(course.source(assignment)), nb)
        if found:
            raise CourseError(
                "solution-leaks", f"{assignment} would show the solution: {found[0]!r}."
            )
        text = nbformat.writes(nb) + "\n"
        target = course.released(assignment)
        if target.exists() and target.read_text("utf-8") == text:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        partial = target.with_suffix(".partial")
        partial.write_text(text, "utf-8")
        shutil.move(partial, target)
        return True
