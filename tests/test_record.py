"""What an assignment is, and what is written into the gradebook and `autograded/`, or is not."""

from __future__ import annotations

import copy
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import warnings
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_output
from nbgrader.preprocessors import SaveAutoGrades
from nbgrader.utils import compute_checksum, parse_utc
from sqlalchemy import text

from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.model import model
from autograder.record import Recorder
from autograder.release import release
from autograder.submission import Examined
from tests.conftest import ROOT

NAME = "02_cross_correlation"
POINTS = 27.0  # of the check cells; the written reflection has 3 more
DEADLINE = datetime(2026, 10, 1, 18, 0)
ON_TIME, LATE = DEADLINE - timedelta(hours=2), DEADLINE + timedelta(hours=30)

# nbgrader's own steps alone, and a penalty that is not this course's.
SETTINGS = """
from pathlib import Path
from nbgrader.plugins import LateSubmissionPlugin
from traitlets import Float

class PerHour(LateSubmissionPlugin):
    points = Float(1.0).tag(config=True)

    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return self.points * total_seconds_late / 3600

c = get_config()
c.CourseDirectory.course_id = "stock"
c.CourseDirectory.root = str(Path(__file__).resolve().parent)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py"]
c.Execute.shutdown_kernel = "immediate"
c.AssignLatePenalties.plugin_class = PerHour
c.PerHour.points = 0.25
"""


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """One exercise, released, with a deadline; to be copied."""
    folder = tmp_path_factory.mktemp("record") / "course"
    target = folder / "solutions" / NAME
    target.mkdir(parents=True)
    shutil.copy2(ROOT / "solutions" / NAME / f"{NAME}.py", target)
    (folder / CONFIG).write_text(SETTINGS, "utf-8")
    course = Course(folder)
    release(course)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=DEADLINE)
    return course


@pytest.fixture
def course(origin: Course, tmp_path: Path) -> Course:
    return Course(shutil.copytree(origin.root, tmp_path / "course"))


def examined(course: Course, student: str = "ada", **scores: Any) -> Examined:
    """A notebook as the referee leaves it: full points, but for the cells named.

    A word is shown as it stands, None is an error; ``corr1d_check`` is the cell ``corr1d-check``.
    """
    with course.gradebook() as gradebook:
        nb = model(course, gradebook, NAME)
    for number, cell in enumerate((c for c in nb.cells if c.cell_type == "code"), 1):
        cell.execution_count = number
        meta = cell.metadata.get("nbgrader", {})
        if not meta.get("grade"):
            continue
        points = scores.get(meta["grade_id"].replace("-", "_"), float(meta["points"]))
        cell.outputs = [new_output("display_data", {"text/plain": "✓ a verdict"})]
        if points is None:
            cell.outputs.append(new_output("error", ename="E", evalue="e", traceback=["E: e"]))
        else:
            shown = {"text/plain": f"{points}"}
            cell.outputs.append(new_output("execute_result", shown, execution_count=number))
    cell_of(nb, "reflection").source = "Because it slides."
    return Examined(NAME, student, "graded", notebook=nb)


def refused(student: str = "ada", code: str = "malformed-notebook") -> Examined:
    return Examined(NAME, student, code, "This is no notebook that Jupyter can open.")


def cell_of(nb: NotebookNode | None, name: str) -> NotebookNode:
    assert nb is not None
    (cell,) = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name]
    return cell


def record(course: Course, *all_: Examined, stamp: datetime | None = ON_TIME) -> list[Any]:
    with Recorder(course, patience=0.2) as recorder:
        return [recorder.record(one, stamp) for one in all_]


ROWS = {
    "students": "SELECT id, first_name, last_name, email, lms_user_id FROM student",
    "submissions": "SELECT a.name, s.student_id, s.timestamp, s.extension FROM "
    "submitted_assignment s JOIN assignment a ON a.id = s.assignment_id",
    "notebooks": "SELECT n.name, s.student_id, b.flagged, b.late_submission_penalty FROM "
    "submitted_notebook b JOIN notebook n ON n.id = b.notebook_id "
    "JOIN submitted_assignment s ON s.id = b.assignment_id",
    "grades": "SELECT c.name, c.type, s.student_id, g.auto_score, g.manual_score, g.extra_credit, "
    "g.needs_manual_grade FROM grade g JOIN base_cell c ON c.id = g.cell_id "
    "JOIN submitted_notebook b ON b.id = g.notebook_id "
    "JOIN submitted_assignment s ON s.id = b.assignment_id",
    "comments": "SELECT c.name, c.type, s.student_id, m.auto_comment, m.manual_comment "
    "FROM comment m JOIN base_cell c ON c.id = m.cell_id "
    "JOIN submitted_notebook b ON b.id = m.notebook_id "
    "JOIN submitted_assignment s ON s.id = b.assignment_id",
}


def rows(database: Path) -> dict[str, list[Any]]:
    """Everything in a gradebook that is about submissions, without nbgrader's random ids."""
    with closing(sqlite3.connect(database)) as connection:
        return {
            what: sorted(connection.execute(query).fetchall(), key=repr)
            for what, query in ROWS.items()
        }


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()
    }


def state(course: Course) -> tuple[dict[str, list[Any]], dict[str, bytes]]:
    return rows(course.root / "gradebook.db"), files(course.autograded)


# --- the model -------------------------------------------------------------------------------


def test_the_model_has_every_cell_in_order_and_nothing_filled_in(course: Course) -> None:
    released = nbformat.read(course.released(NAME), as_version=4)
    with Recorder(course) as recorder:
        nb = recorder.model(NAME)
    assert [c.cell_type for c in nb.cells] == [c.cell_type for c in released.cells]
    assert [c.source for c in nb.cells] == [c.source for c in released.cells]
    assert all(not c.get("outputs") for c in nb.cells)
    assert cell_of(nb, "corr1d-check").metadata.nbgrader == {
        "cell_type": "code",
        "checksum": cell_of(released, "corr1d-check").metadata.nbgrader.checksum,
        "grade": True,
        "grade_id": "corr1d-check",
        "locked": True,
        "points": 4,
        "schema_version": 3,
        "solution": False,
        "task": False,
    }


def test_text_comes_from_the_gradebook(course: Course) -> None:
    path = course.released(NAME)
    nb = nbformat.read(path, as_version=4)
    cell_of(nb, "corr1d-check").source = "print('fine')"
    nbformat.write(nb, path)
    with Recorder(course) as recorder:
        cell = cell_of(recorder.model(NAME), "corr1d-check")
    assert cell.source == 'check("cross_correlation.corr1d", corr1d)'


def _drop(nb: NotebookNode) -> None:
    nb.cells.remove(cell_of(nb, "corr1d-check"))


def _add(nb: NotebookNode) -> None:
    nb.cells.append(copy.deepcopy(cell_of(nb, "corr1d-check")))
    nb.cells[-1].metadata.nbgrader.grade_id, nb.cells[-1]["id"] = "another", "another"


def _twice(nb: NotebookNode) -> None:
    nb.cells.append(copy.deepcopy(cell_of(nb, "corr1d-check")))
    nb.cells[-1]["id"] = "another"


def _points(nb: NotebookNode) -> None:
    cell_of(nb, "corr1d-check").metadata.nbgrader.points = 100


@pytest.mark.parametrize("change", [_drop, _add, _twice, _points])
def test_a_gradebook_of_another_release_is_no_model(
    course: Course, change: Callable[[NotebookNode], None]
) -> None:
    path = course.released(NAME)
    nb = nbformat.read(path, as_version=4)
    change(nb)
    nbformat.write(nb, path)
    with Recorder(course) as recorder, pytest.raises(CourseError) as caught:
        recorder.model(NAME)
    assert caught.value.code == "not-released"
    assert "Run 'python -m autograder release' first." in caught.value.sentence


def test_what_is_not_released_is_no_model(course: Course) -> None:
    shutil.rmtree(course.exercises)
    with Recorder(course) as recorder, pytest.raises(CourseError) as caught:
        recorder.model(NAME)
    assert caught.value.code == "not-released"


def test_what_the_gradebook_does_not_know_is_no_model_and_not_recorded(course: Course) -> None:
    one = examined(course)
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        connection.execute("UPDATE assignment SET name = 'another'")
        connection.commit()
    with Recorder(course) as recorder:
        for attempt in (lambda: recorder.model(NAME), lambda: recorder.record(one, ON_TIME)):
            with pytest.raises(CourseError) as caught:
                attempt()
            assert caught.value.code == "not-released"


# --- the same as nbgrader --------------------------------------------------------------------


def nbgrader(course: Course, *words: str) -> None:
    command = [str(Path(sys.executable).with_name("nbgrader")), *words]
    ran = subprocess.run(command, cwd=course.root, capture_output=True, text=True, timeout=300)
    assert ran.returncode == 0, ran.stderr


@pytest.fixture(scope="module")
def stock(origin: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Graded by `nbgrader autograde`; gradebooks of earlier moments lie beside its own.

    ``fresh.db`` before anything was graded, ``graded.db`` after, ``marked.db`` with marks and
    comments by hand; `gradebook.db` and `autograded/` after one of them was graded again.
    """
    course = Course(shutil.copytree(origin.root, tmp_path_factory.mktemp("stock") / "course"))
    source = nbformat.read(course.source(NAME).with_suffix(".ipynb"), as_version=4)
    stub = nbformat.read(course.released(NAME), as_version=4)
    solved = copy.deepcopy(stub)
    for cell, right in zip(solved.cells, source.cells, strict=True):
        cell.source = right.source
    silent, partly = copy.deepcopy(solved), copy.deepcopy(solved)
    cell_of(silent, "reflection").source = cell_of(stub, "reflection").source
    cell_of(partly, "convolve1d").source = textwrap.dedent("""
        import sys
        def convolve1d(x, w, mode):
            return np.correlate(x, w, mode)
        for line in range(3000):
            print("line", line)
        print("careful", file=sys.stderr)
    """)
    handed_in = {
        "model": (solved, ON_TIME),
        "stub": (stub, ON_TIME),
        "late": (solved, LATE),
        "excused": (solved, LATE),
        "silent": (silent, None),
        "b'ø \"rk": (partly, LATE),
    }
    for student, (nb, stamp) in handed_in.items():
        folder = course.submitted / student / NAME
        folder.mkdir(parents=True)
        nbformat.write(nb, folder / f"{NAME}.ipynb")
        (folder / "data.csv").write_text("1,2\n", "utf-8")
        if stamp:
            (folder / "timestamp.txt").write_text(f"{stamp} UTC\n", "utf-8")
    with course.gradebook() as gradebook:
        gradebook.add_student("excused", first_name="Ada")
        gradebook.add_submission(NAME, "excused")
        gradebook.grant_extension(NAME, "excused", hours=20)
    book = course.root / "gradebook.db"
    shutil.copy2(book, course.root / "fresh.db")
    nbgrader(course, "autograde", NAME)
    shutil.copy2(book, course.root / "graded.db")
    with course.gradebook() as gradebook:
        mark_by_hand(gradebook, "late")
    shutil.copy2(book, course.root / "marked.db")
    nbgrader(course, "autograde", NAME, "--student", "late", "--force")
    return course


def mark_by_hand(gradebook: Any, student: str) -> None:
    """As formgrader does it."""
    for name, points, extra in (("reflection", 2.5, 0.5), ("corr2d-check", 1.0, None)):
        grade = gradebook.find_grade(name, NAME, NAME, student)
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = points, extra, False
    gradebook.find_comment("reflection", NAME, NAME, student).manual_comment = "Well said."
    gradebook.db.commit()


def of_stock(stock: Course, student: str) -> tuple[Examined, datetime | None]:
    """The notebook that nbgrader ran, and when it was handed in."""
    nb = nbformat.read(stock.autograded / student / NAME / f"{NAME}.ipynb", as_version=4)
    one = Examined(NAME, student, "graded", notebook=nb, files={"data.csv": b"1,2\n"})
    return one, stamp_of(stock.submitted / student / NAME / "timestamp.txt")


@pytest.mark.slow
@pytest.mark.xdist_group("record")
class TestAgainstStock:
    """Slow: nbgrader runs six notebooks."""

    def test_a_first_grading_leaves_the_rows_that_nbgrader_leaves(
        self, stock: Course, course: Course
    ) -> None:
        shutil.copy2(stock.root / "fresh.db", course.root / "gradebook.db")
        with Recorder(course) as recorder:
            for folder in stock.autograded.iterdir():
                recorder.record(*of_stock(stock, folder.name))
        ours, theirs = rows(course.root / "gradebook.db"), rows(stock.root / "graded.db")
        assert ours == theirs
        penalties = {row[1]: row[3] for row in theirs["notebooks"]}
        assert penalties["late"] == 7.5
        assert penalties["excused"] == 2.5
        assert penalties["model"] is None
        assert len(theirs["grades"]) == 48

    def test_grading_again_after_marks_by_hand_leaves_the_rows_that_nbgrader_leaves(
        self, stock: Course, course: Course
    ) -> None:
        shutil.copy2(stock.root / "marked.db", course.root / "gradebook.db")
        one, stamp = of_stock(stock, "late")
        (marks,) = record(course, one, stamp=stamp)
        theirs = rows(stock.root / "gradebook.db")
        assert rows(course.root / "gradebook.db") == theirs != rows(stock.root / "marked.db")
        assert marks.score == POINTS - 4 + 1 + 3
        with stock.gradebook() as gradebook:
            assert gradebook.find_submission(NAME, "late").score == marks.score

    def test_the_autograded_folder_is_as_nbgrader_leaves_it(
        self, stock: Course, course: Course
    ) -> None:
        student = "b'ø \"rk"
        one, stamp = of_stock(stock, student)
        record(course, one, stamp=stamp)
        ours, theirs = (c.autograded / student / NAME for c in (course, stock))
        assert {p.name: p.stat().st_mode for p in ours.iterdir()} == {
            p.name: p.stat().st_mode for p in theirs.iterdir()
        }
        for name in (f"{NAME}.ipynb", "data.csv"):
            assert (ours / name).read_bytes() == (theirs / name).read_bytes()
        assert stamp_of(ours / "timestamp.txt") == stamp_of(theirs / "timestamp.txt") == LATE

    def test_the_model_has_the_metadata_of_an_autograded_notebook(
        self, stock: Course, course: Course
    ) -> None:
        one, _ = of_stock(stock, "late")
        assert one.notebook is not None
        with Recorder(course) as recorder:
            nb = recorder.model(NAME)
        theirs = [c.metadata.get("nbgrader") for c in one.notebook.cells]
        assert [c.metadata.get("nbgrader") for c in nb.cells] == theirs
        assert nb.metadata.kernelspec == one.notebook.metadata.kernelspec


def stamp_of(path: Path) -> datetime | None:
    """When something was handed in, read as nbgrader reads it."""
    return parse_utc(path.read_text("utf-8").strip()) if path.exists() else None


# --- one submission --------------------------------------------------------------------------


def test_points_in_part_errors_and_what_waits_for_a_person(course: Course) -> None:
    one = examined(course, corr1d_check=2.5, corr2d_check=None)
    (marks,) = record(course, one)
    assert marks.cells == {
        "corr1d-check": 2.5,
        "corr2d-check": 0.0,
        "convolve1d-check": 5.0,
        "convolve2d-check": 4.0,
        "kernel_gradient-check": 4.0,
        "find_the_bug-check": 3.0,
        "predict-check": 3.0,
        "reflection": None,
    }
    assert (marks.score, marks.max_score, marks.penalty) == (21.5, POINTS + 3, 0.0)
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, "ada")
        assert submission.score == 21.5
        assert submission.needs_manual_grade
        assert submission.notebooks[0].failed_tests


def test_an_answer_left_as_released_is_no_response(course: Course) -> None:
    one = examined(course)
    with course.gradebook() as gradebook:
        cell_of(one.notebook, "reflection").source = cell_of(
            model(course, gradebook, NAME), "reflection"
        ).source
    (marks,) = record(course, one)
    assert marks.cells["reflection"] == 0
    with course.gradebook() as gradebook:
        assert gradebook.find_comment("reflection", NAME, NAME, "ada").comment == "No response."


def test_a_task_is_marked_by_hand_alone_as_in_nbgrader(course: Course) -> None:
    one = examined(course)
    assert one.notebook is not None
    essay = {"grade_id": "essay", "task": True, "points": 5, "schema_version": 3}
    essay |= {"grade": False, "solution": False, "locked": True, "cell_type": "markdown"}
    task = new_markdown_cell("Write.", metadata={"nbgrader": essay})
    task.metadata.nbgrader["checksum"] = compute_checksum(task)
    one.notebook.cells.append(task)
    text = {"cell_type": "markdown", "source": task.source, "locked": True}
    text["checksum"] = task.metadata.nbgrader.checksum
    with course.gradebook() as gradebook:
        gradebook.add_task_cell("essay", NAME, NAME, max_score=5, cell_type="markdown")
        gradebook.add_source_cell("essay", NAME, NAME, **text)
    theirs = Course(shutil.copytree(course.root, course.root.with_name("theirs")))
    book = theirs.root / "gradebook.db"
    where = {"notebook": NAME, "assignment": NAME, "student": "ada", "db_url": f"sqlite:///{book}"}
    with theirs.gradebook() as gradebook:
        gradebook.add_student("ada")
        gradebook.add_submission(NAME, "ada", timestamp=ON_TIME)
    for by_hand in (False, True):
        for each in (course, theirs) if by_hand else ():
            with each.gradebook() as gradebook:
                grade = gradebook.find_grade("essay", NAME, NAME, "ada")
                grade.manual_score, grade.needs_manual_grade = 4.0, False
                gradebook.db.commit()
        (marks,) = record(course, one)
        SaveAutoGrades().preprocess(copy.deepcopy(one.notebook), {"nbgrader": where})
        assert rows(course.root / "gradebook.db") == rows(book)
        assert (marks.score, marks.max_score) == (POINTS + 4 * by_hand, POINTS + 3 + 5)


def test_outputs_are_limited_as_the_settings_say(course: Course) -> None:
    with (course.root / CONFIG).open("a") as file:
        file.write("c.LimitOutput.max_lines = 3\n")
        file.write("c.IgnorePattern.enabled = True\nc.IgnorePattern.pattern = 'harmless'\n")
    one = examined(course)
    check = cell_of(one.notebook, "corr1d-check")
    check.outputs.insert(0, new_output("stream", name="stdout", text="a\nb\nc\nd\ne"))
    check.outputs.insert(0, new_output("stream", name="stderr", text="a harmless warning"))
    (marks,) = record(Course(course.root), one)
    assert marks.cells["corr1d-check"] == 4
    path = course.autograded / "ada" / NAME / f"{NAME}.ipynb"
    outputs = cell_of(nbformat.read(path, as_version=4), "corr1d-check").outputs
    assert [o.get("text") for o in outputs[:2]] == ["a\nb\n... Output truncated ...", None]


@pytest.mark.parametrize(
    "shown", ["nan", "-1", "4.01", "inf", "-inf", "1e400", "four", "[4]", "'4'", "True"]
)
def test_a_score_that_cannot_be_is_never_written(course: Course, shown: str) -> None:
    record(course, examined(course))
    before = state(course)
    with pytest.raises(CourseError) as caught:
        record(course, examined(course, corr1d_check=shown))
    assert caught.value.code == "odd-score"
    assert "corr1d-check" in caught.value.sentence
    assert state(course) == before


def _never_run(nb: NotebookNode) -> None:
    cell = cell_of(nb, "corr1d-check")
    cell.outputs, cell.execution_count = [], None


def _no_text(nb: NotebookNode) -> None:
    cell_of(nb, "corr1d-check").outputs[-1].data = {"text/html": "<b>4</b>"}


def _worth_more(nb: NotebookNode) -> None:
    cell_of(nb, "corr1d-check").metadata.nbgrader.points = 40


def _checksum(nb: NotebookNode) -> None:
    cell_of(nb, "reflection").metadata.nbgrader.checksum = "0"


@pytest.mark.parametrize("change", [_never_run, _no_text, _worth_more, _checksum, _drop, _twice])
def test_a_notebook_that_no_referee_leaves_is_never_written(
    course: Course, change: Callable[[NotebookNode], None]
) -> None:
    one = examined(course)
    assert one.notebook is not None
    change(one.notebook)
    before = state(course)
    with pytest.raises(CourseError) as caught:
        record(course, one)
    assert caught.value.code == "odd-score"
    assert state(course) == before


def test_a_penalty_that_is_no_number_is_never_written(course: Course) -> None:
    with (course.root / CONFIG).open("a") as file:
        file.write("c.PerHour.points = float('nan')\n")
    before = state(course)
    with pytest.raises(CourseError) as caught:
        record(Course(course.root), examined(course), stamp=LATE)
    assert caught.value.code == "odd-score"
    assert state(course) == before


@pytest.mark.parametrize(("points", "penalty"), [(0.25, 7.5), (1000.0, POINTS), (-3.0, 0.0)])
def test_a_penalty_takes_no_more_than_there_is(
    course: Course, points: float, penalty: float
) -> None:
    with (course.root / CONFIG).open("a") as file:
        file.write(f"c.PerHour.points = {points}\n")
    (marks,) = record(Course(course.root), examined(course), stamp=LATE)
    assert marks.penalty == penalty


def test_time_zones_are_understood_and_no_stamp_keeps_the_last(course: Course) -> None:
    east = timezone(timedelta(hours=9))
    stamp = (LATE + timedelta(hours=9)).replace(tzinfo=east)
    record(course, examined(course), stamp=stamp)
    (marks,) = record(course, examined(course), stamp=None)
    assert marks.penalty == 7.5
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(NAME, "ada").timestamp == LATE


@pytest.mark.parametrize(
    "student",
    [
        "Zoë Ångström",
        "o'brien",
        '"quoted"',
        "a; DROP TABLE grade",
        "%s {0}",
        "學生",
        ".hidden",
        "-f",
    ],
)
def test_a_student_may_be_called_anything(course: Course, student: str) -> None:
    for _ in range(2):
        (marks,) = record(course, examined(course, student))
        assert marks.score == POINTS
    with course.gradebook() as gradebook:
        assert [s.id for s in gradebook.students] == [student]
        assert gradebook.find_submission(NAME, student).score == POINTS
    assert (course.autograded / student / NAME / f"{NAME}.ipynb").is_file()


@pytest.mark.parametrize("student", ["", ".", "..", "a/b", "../ada", "\udcff"])
def test_what_is_no_name_is_refused(course: Course, student: str) -> None:
    with pytest.raises(CourseError) as caught:
        record(course, replace(examined(course), student=student))
    assert caught.value.code == "odd-name"


def test_files_come_along_but_the_exercise_keeps_its_own(course: Course) -> None:
    (course.source(NAME).parent / "given.csv").write_text("right", "utf-8")
    handed_in = {
        "mine.csv": b"1",
        "deep/er.txt": b"2",
        "given.csv": b"wrong",
        "timestamp.txt": b"?",
    }
    handed_in[f"{NAME}.ipynb"] = b"{}"
    record(course, replace(examined(course), files=handed_in))
    found = files(course.autograded / "ada" / NAME)
    assert {k: found[k] for k in ("mine.csv", "deep/er.txt", "given.csv")} == {
        "mine.csv": b"1",
        "deep/er.txt": b"2",
        "given.csv": b"right",
    }
    assert found["timestamp.txt"] == b"2026-10-01 16:00:00.000000 UTC\n"
    assert json.loads(found[f"{NAME}.ipynb"])["cells"]


def test_an_unreadable_timestamp_is_left_behind(course: Course) -> None:
    record(course, replace(examined(course), files={"timestamp.txt": b"soon"}), stamp=None)
    assert list(files(course.autograded / "ada" / NAME)) == [f"{NAME}.ipynb"]


@pytest.mark.parametrize("name", ["../out", "/tmp/out", "a/../../out", ""])
def test_no_file_is_written_outside_of_the_folder(course: Course, name: str) -> None:
    before = state(course)
    with pytest.raises(ValueError, match="outside"):
        record(course, replace(examined(course), files={name: b"x"}))
    assert state(course) == before


def test_half_a_surrogate_pair_is_no_obstacle(course: Course) -> None:
    one = examined(course)
    assert one.notebook is not None
    one.notebook.cells[0].source = "\ud800"
    record(course, one)
    path = course.autograded / "ada" / NAME / f"{NAME}.ipynb"
    assert nbformat.read(path, as_version=4).cells[0].source == "?"


# --- a hand-in that cannot be graded ---------------------------------------------------------


def test_nothing_of_earlier_work_counts_after_a_broken_hand_in(course: Course) -> None:
    earlier = examined(course)
    with course.gradebook() as gradebook:
        untouched = model(course, gradebook, NAME)
    cell_of(earlier.notebook, "corr1d").source = cell_of(untouched, "corr1d").source
    record(course, earlier, examined(course, "bob"), stamp=LATE)
    bob = files(course.autograded / "bob")
    (marks,) = record(course, refused(), stamp=LATE + timedelta(hours=1))
    assert set(marks.cells.values()) == {0.0}
    assert (marks.score, marks.penalty) == (0.0, 0.0)
    assert not (course.autograded / "ada").exists()
    assert files(course.autograded / "bob") == bob
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, "ada")
        assert submission.score == 0
        assert submission.timestamp == LATE + timedelta(hours=1)
        assert not submission.needs_manual_grade
        assert {c.comment for c in submission.notebooks[0].comments} == {None}
        assert gradebook.find_submission(NAME, "bob").score == POINTS


def test_a_broken_first_hand_in_is_a_submission_of_zero_points(course: Course) -> None:
    (marks,) = record(course, refused())
    assert (marks.score, marks.max_score) == (0.0, POINTS + 3)
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == 0
    assert files(course.autograded) == {}


def test_marks_by_hand_outlive_a_broken_hand_in_and_ask_to_be_looked_at(course: Course) -> None:
    record(course, examined(course))
    with course.gradebook() as gradebook:
        mark_by_hand(gradebook, "ada")
    (marks,) = record(course, refused())
    assert marks.score == 1.0 + 2.5 + 0.5
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", NAME, NAME, "ada")
        assert (grade.manual_score, grade.extra_credit) == (2.5, 0.5)
        assert grade.needs_manual_grade
        assert gradebook.find_comment("reflection", NAME, NAME, "ada").comment == "Well said."
    assert record(course, examined(course))[0].cells["corr2d-check"] == 4.0


def test_a_failure_of_the_machinery_changes_nothing(course: Course) -> None:
    record(course, examined(course))
    before = state(course)
    (marks, none) = record(course, refused(code="failed"), refused("bob", "failed"), stamp=LATE)
    assert state(course) == before
    assert marks.score == POINTS
    assert (none.score, none.cells) == (0.0, {})


# --- all or nothing --------------------------------------------------------------------------


@contextmanager
def holding(course: Course, *statements: str) -> Iterator[None]:
    """Another program has the gradebook open."""
    path = course.root / "gradebook.db"
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement).fetchone()
        yield
        connection.execute("ROLLBACK")


@pytest.mark.parametrize("later", [examined, lambda course: refused()])
@pytest.mark.parametrize(
    "statements",
    [
        ("BEGIN EXCLUSIVE",),
        ("BEGIN IMMEDIATE",),
        ("BEGIN", "SELECT id FROM student"),  # a reader: it is the commit that fails
    ],
)
def test_a_locked_gradebook_leaves_all_as_it_was(
    course: Course, statements: tuple[str, ...], later: Callable[..., Examined]
) -> None:
    record(course, examined(course, corr1d_check=0.0))
    one = later(course)
    before = state(course)
    with Recorder(course, patience=0.1) as recorder:
        with holding(course, *statements), pytest.raises(CourseError) as caught:
            recorder.record(one, LATE)
        assert caught.value.code == "gradebook-locked"
        assert "locked" in caught.value.detail
        assert state(course) == before
        assert recorder.record(one, LATE).cells["corr1d-check"] != 0.5  # and goes on
    assert state(course) != before


def test_a_gradebook_locked_from_the_start_is_told(course: Course) -> None:
    with holding(course, "BEGIN EXCLUSIVE"), pytest.raises(CourseError) as caught:
        Recorder(course, patience=0.1).__enter__()
    assert caught.value.code == "gradebook-locked"


@pytest.mark.parametrize("step", [1, 2])
def test_a_folder_that_cannot_be_moved_leaves_all_as_it_was(
    course: Course, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    record(course, examined(course, corr1d_check=0.0))
    one = examined(course)
    before = state(course)
    rename, calls = os.rename, []

    def fails_once(source: Path, target: Path) -> None:
        calls.append(target)
        if len(calls) == step:
            raise PermissionError(13, "Permission denied", str(target))
        rename(source, target)

    monkeypatch.setattr(os, "rename", fails_once)
    with pytest.raises(CourseError) as caught:
        record(course, one)
    assert caught.value.code == "not-writable"
    assert state(course) == before


REPLACING = ["os.mkdir", "os.chmod", "os.rename", "os.rename 2", "os.rename 3", "os.remove"]
REMOVING = ["os.rename", "os.rename 2", "shutil.rmtree", "os.remove 2", "os.rmdir"]


@pytest.mark.parametrize(
    ("moment", "broken"), [(m, False) for m in REPLACING] + [(m, True) for m in REMOVING]
)
def test_killed_at_any_moment_each_folder_is_whole_and_the_next_run_goes_on(
    course: Course, moment: str, broken: bool
) -> None:
    record(course, examined(course, corr1d_check=0.0), examined(course, "bob"))
    later = refused() if broken else examined(course)
    old = files(course.autograded / "ada")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # threads: the child runs none of them
        child = os.fork()
    if child == 0:
        _die_at(moment, course, later)
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    with Recorder(course) as recorder:
        found = files(course.autograded / "ada")
        recorder.record(later, ON_TIME)
    new = files(course.autograded / "ada")
    assert found in (old, new)
    assert old != new
    assert bool(new) is not broken
    with course.gradebook() as gradebook:
        assert gradebook.find_submission(NAME, "ada").score == (0 if broken else POINTS)
        assert gradebook.find_submission(NAME, "bob").score == POINTS


def _die_at(moment: str, course: Course, later: Examined) -> None:
    """Record, and be killed when Python is about to do this (for the how-manieth time)."""
    event, _, left = moment.partition(" ")
    count = int(left or 1)

    def perhaps(this: str, _: tuple[Any, ...]) -> None:
        nonlocal count
        if this == event:
            count -= 1
            if count == 0:
                os.kill(os.getpid(), signal.SIGKILL)

    try:
        with Recorder(course) as recorder:
            sys.addaudithook(perhaps)
            recorder.record(later, ON_TIME)
    finally:
        os._exit(1)


def test_orphans_of_a_killed_run_are_cleared_up(course: Course) -> None:
    record(course, examined(course), examined(course, "bob"))
    ada, bob = course.autograded / "ada", course.autograded / "bob"
    shutil.copytree(ada / NAME, ada / f".{NAME}.coming")
    (bob / NAME).rename(bob / f".{NAME}.leaving")
    with Recorder(course):
        assert [p.name for p in ada.iterdir()] == [NAME]
        assert [p.name for p in bob.iterdir()] == [NAME]


def test_a_full_gradebook_leaves_all_as_it_was(course: Course) -> None:
    record(course, examined(course))
    crowd = [examined(course, f"{n:03}") for n in range(60)]
    with Recorder(course) as recorder:

        def at_most(pages: int) -> None:
            with recorder.gradebook.engine.connect() as connection:
                connection.execute(text(f"PRAGMA max_page_count = {pages}"))

        at_most(1)  # SQLite: no more than there are
        done = []
        with pytest.raises(CourseError) as caught:
            for one in crowd:
                recorder.record(one, ON_TIME)
                done.append(one.student)
        assert caught.value.code == "disk-full"
        assert sorted(p.name for p in course.autograded.iterdir()) == sorted(["ada", *done])
        at_most(100_000)
        assert recorder.record(crowd[len(done)], ON_TIME).score == POINTS


FULL = """
import os, resource, shutil, sys
from pathlib import Path
from autograder.course import Course
from autograder.errors import CourseError
from autograder.record import Recorder
from tests.test_record import ON_TIME, examined, state

folder, tmpfs = Path(sys.argv[1]), sys.argv[2] == "tmpfs"
if tmpfs:  # a disk of its own, full in earnest
    small = folder / "small"
    small.mkdir()
    assert os.system(f"mount -t tmpfs -o size=4m none {small}") == 0
    folder = Path(shutil.copytree(folder / "course", small / "course"))
else:
    folder = folder / "course"
course = Course(folder)
junk = folder / "junk"
with Recorder(course) as recorder:
    recorder.record(examined(course, corr1d_check=0.0), ON_TIME)
    one, before = examined(course), state(course)
    if tmpfs:
        try:
            with junk.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError as error:
            print("full:", error.strerror)
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))
    try:
        recorder.record(one, ON_TIME)
    except CourseError as error:
        print(error.code, "|", error.sentence)
    print("as before:", state(course) == before)
    junk.unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    print("then:", recorder.record(one, ON_TIME).score)
"""


def test_a_full_disk_leaves_all_as_it_was(course: Course) -> None:
    private = ["unshare", "--map-root-user", "--mount"]
    allowed = shutil.which("unshare") and subprocess.run(
        [*private, "mount", "-t", "tmpfs", "none", str(course.root)], capture_output=True
    )
    tmpfs = bool(allowed) and allowed.returncode == 0  # else: a limit to the size of a file
    command = [sys.executable, "-c", FULL, str(course.root.parent), "tmpfs" if tmpfs else "limit"]
    ran = subprocess.run(
        [*private, *command] if tmpfs else command, cwd=ROOT, capture_output=True, text=True
    )
    said = ran.stdout.splitlines()
    assert ran.returncode == 0, ran.stderr
    assert said[-3].startswith("disk-full | The disk with ")
    assert said[-2:] == ["as before: True", f"then: {POINTS}"]


def test_what_may_not_be_written_is_told(course: Course) -> None:
    record(course, examined(course, corr1d_check=0.0))
    one, before = examined(course), state(course)
    with Recorder(course) as recorder:
        with recorder.gradebook.engine.connect() as connection:
            connection.execute(text("PRAGMA query_only = ON"))
        with pytest.raises(CourseError) as caught:
            recorder.record(one, ON_TIME)
    assert caught.value.code == "not-writable"
    assert str(course.root) in caught.value.sentence
    assert state(course) == before


def test_a_damaged_gradebook_is_told(course: Course) -> None:
    (course.root / "gradebook.db").write_bytes(b"this is no database " * 400)
    with pytest.raises(CourseError) as caught:
        Recorder(course).__enter__()
    assert caught.value.code == "gradebook-failed"
    assert "not a database" in caught.value.detail
