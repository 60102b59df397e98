"""A class through the real engine: what is graded, what is not graded again, what stops a run."""

from __future__ import annotations

import copy
import json
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output

from autograder.course import Course
from autograder.errors import CourseError
from autograder.export import export
from autograder.journal import Journal, jobs
from autograder.pipeline import State, grade
from autograder.submission import Graded
from tests.conftest import ROOT
from tests.sandbox.started import alive, below, until

NAME = "02_cross_correlation"
SOLVED = "def corr1d(x, w):\n    return np.correlate(x, w)"
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("pipeline")]

Change = Callable[[NotebookNode], None]


def cell_of(nb: NotebookNode, name: str) -> NotebookNode:
    (cell,) = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == name]
    return cell


def solved(nb: NotebookNode) -> None:
    cell_of(nb, "corr1d").source = SOLVED


def nothing(nb: NotebookNode) -> None:
    """Handed in as released."""


def slow(nb: NotebookNode) -> None:
    solved(nb)
    nb.cells.append(new_code_cell("import time; time.sleep(0.4)"))


def endless(nb: NotebookNode) -> None:
    nb.cells.append(new_code_cell("import time; time.sleep(60)"))


def ends_itself(nb: NotebookNode) -> None:
    solved(nb)
    nb.cells.insert(3, new_code_cell("import os; os._exit(1)"))


def twice(nb: NotebookNode) -> None:
    nb.cells.append(copy.deepcopy(cell_of(nb, "corr1d-check")))


def deleted(nb: NotebookNode) -> None:
    nb.cells.remove(cell_of(nb, "corr1d-check"))


def retyped(nb: NotebookNode) -> None:
    cell = cell_of(nb, "corr1d-check")
    cell.cell_type = "markdown"
    del cell["outputs"], cell["execution_count"]


def reordered(nb: NotebookNode) -> None:
    nb.cells.append(nb.cells.pop(nb.cells.index(cell_of(nb, "corr1d-check"))))


def other_kernel(nb: NotebookNode) -> None:
    nb.metadata.kernelspec = {"name": "julia-1.9", "display_name": "Julia", "language": "julia"}


def old_schema(nb: NotebookNode) -> None:
    cell_of(nb, "corr1d").metadata.nbgrader.schema_version = 1


def much_output(nb: NotebookNode) -> None:
    cell_of(nb, "corr1d").outputs = [new_output("stream", name="stdout", text="x" * 30_000_000)]


ACCIDENTS: list[Change] = [
    twice,
    deleted,
    retyped,
    reordered,
    other_kernel,
    old_schema,
    much_output,
]


def hand_in(course: Course, student: str, *changes: Change) -> Path:
    nb = nbformat.read(course.released(NAME), as_version=4)
    for change in changes:
        change(nb)
    path = course.submitted / student / NAME / f"{NAME}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(nb), "utf-8")  # as it is: nbformat would repair some accidents
    return path


@pytest.fixture(scope="module")
def origin(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that has handed in; to be copied."""
    course = Course(shutil.copytree(released.root, tmp_path_factory.mktemp("class") / "course"))
    hand_in(course, "ada", solved)
    hand_in(course, "bob", nothing)
    hand_in(course, "cyd").write_text("{ not json", "utf-8")
    hand_in(course, "dan", ends_itself)
    for accident in ACCIDENTS:
        hand_in(course, accident.__name__, solved, accident)
    crlf = hand_in(course, "crlf", solved)
    crlf.write_bytes(crlf.read_bytes().replace(b"\n", b"\r\n"))
    return course


@pytest.fixture(scope="module")
def run(origin: Course) -> tuple[dict[str, Graded], list[State]]:
    """The whole class graded once: the verdicts, and what progress was told."""
    told: list[State] = []
    done = grade(origin, progress=told.append)
    return {g.student: g for g in done}, told


Run = tuple[dict[str, Graded], list[State]]


def due(course: Course) -> list[str]:
    """Who would be graded now."""
    journal = Journal(course.journal)
    return [job.student for job in jobs(course) if not journal.knows(job)]


def marks(course: Course) -> list[Any]:
    """All automatic points, as the gradebook has them."""
    query = (
        "select s.student_id, c.name, g.auto_score from grade g join base_cell c on c.id=g.cell_id "
        "join submitted_notebook n on n.id=g.notebook_id "
        "join submitted_assignment s on s.id=n.assignment_id order by 1, 2"
    )
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
        return connection.execute(query).fetchall()


def command(course: Course, *words: str) -> list[str]:
    return [sys.executable, "-m", "autograder", "grade", "--course", str(course.root), *words]


def told_by(course: Course, *words: str, **more: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(course, *words), cwd=ROOT, capture_output=True, text=True, timeout=60, **more
    )


class TestAClass:
    def test_everybody_has_a_verdict_and_accidents_stop_nobody(self, run: Run) -> None:
        codes = {student: g.code for student, g in run[0].items()}
        wrong = {student: code for student, code in codes.items() if code != "graded"}
        assert wrong == {"cyd": "malformed-notebook"}
        assert len(codes) == 5 + len(ACCIDENTS)

    @pytest.mark.parametrize("name", ["ada", "dan", "crlf", *(a.__name__ for a in ACCIDENTS)])
    def test_an_accident_costs_no_points(self, run: Run, name: str) -> None:
        assert run[0][name].score == 4, run[0][name]

    def test_what_was_repaired_is_told(self, run: Run) -> None:
        assert any("corr1d-check" in note for note in run[0]["deleted"].notes)

    def test_progress_adds_up(self, run: Run) -> None:
        done, told = run
        assert [s.done for s in told] == list(range(len(done) + 1))
        assert {s.total for s in told} == {len(done)}
        assert told[-1].passed == sum(g.passed for g in done.values())
        assert all(s.passed + s.failed == s.done for s in told)
        assert {s.last for s in told[1:]} == {f"{student}/{NAME}" for student in done}

    def test_a_second_run_does_nothing(self, origin: Course, run: Run) -> None:
        assert due(origin) == []
        assert grade(origin) == []

    def test_the_gradebook_has_the_points_of_the_journal(self, origin: Course, run: Run) -> None:
        sums: dict[str, float] = {}
        for student, _, score in marks(origin):
            sums[student] = sums.get(student, 0) + (score or 0)
        assert sums == {student: g.score or 0 for student, g in run[0].items()}

    def test_export_names_every_assignment_and_student(self, origin: Course, run: Run) -> None:
        text = export(origin).read_text("utf-8")
        assert text.count("ada") == len(origin.assignments())
        assert not origin.marks.with_suffix(".partial").exists()


@pytest.fixture
def course(origin: Course, run: Run, tmp_path: Path) -> Course:
    """The graded class, to be changed."""
    shutil.copytree(origin.root, tmp_path / "course")
    return Course(tmp_path / "course")


class TestAgain:
    def test_changed_work_alone_is_graded_again(self, course: Course) -> None:
        hand_in(course, "bob", solved)
        assert [(g.student, g.score) for g in grade(course)] == [("bob", 4)]

    def test_force_grades_again_and_gives_the_same_marks(self, course: Course) -> None:
        before = marks(course)
        assert [g.student for g in grade(course, students=["ada"], force=True)] == ["ada"]
        assert marks(course) == before

    def test_a_changed_setting_makes_everybody_due(self, course: Course) -> None:
        with course.settings.open("a") as file:
            file.write("\n# another policy\n")
        assert len(due(course)) == 5 + len(ACCIDENTS)

    def test_an_unknown_student_is_named(self, course: Course) -> None:
        with pytest.raises(CourseError) as caught:
            grade(course, students=["zoe"])
        assert caught.value.code == "unknown-student"
        assert "zoe" in caught.value.sentence

    def test_an_unknown_isolation_is_refused_and_nothing_is_run(self, course: Course) -> None:
        before = marks(course)
        with pytest.raises(CourseError) as caught:
            grade(course, force=True, isolation="hope")
        assert caught.value.code == "isolation-unavailable"
        assert marks(course) == before


class TestCommand:
    def test_the_isolation_is_said_once(self, course: Course) -> None:
        done = told_by(course, "--force", "--student", "ada", "--exercise", NAME)
        assert done.returncode == 0, done.stderr
        assert done.stdout.count("isolation: ") == 1
        assert "1 submissions graded anew" in done.stdout

    def test_a_locked_gradebook_is_told_and_changes_nothing(self, course: Course) -> None:
        before = marks(course)
        with closing(sqlite3.connect(course.root / "gradebook.db", isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            done = told_by(course, "--force", "--student", "ada")
            other.execute("ROLLBACK")
        assert done.returncode == 1
        assert done.stderr.startswith("error gradebook-locked: ")
        assert "Traceback" not in done.stderr.partition("\n")[0]
        assert marks(course) == before

    def test_a_full_disk_is_told_and_changes_nothing(self, course: Course) -> None:
        before = marks(course)

        def little() -> None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (2000, resource.RLIM_INFINITY))

        done = told_by(course, "--force", "--student", "ada", preexec_fn=little)
        assert done.returncode == 1
        assert done.stderr.startswith("error disk-full: "), done.stderr
        assert marks(course) == before


@contextmanager
def running(course: Course, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A grader of its own; whatever the test does, it is gone afterwards."""
    grader = subprocess.Popen(
        command(course, *words), cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield grader
    finally:
        grader.kill()
        grader.communicate()


def lines(course: Course) -> list[dict[str, Any]]:
    if not course.journal.exists():
        return []
    return [json.loads(line) for line in course.journal.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def crowd(released: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Five who take their time; to be copied."""
    made = Course(shutil.copytree(released.root, tmp_path_factory.mktemp("crowd") / "course"))
    for number in range(5):
        hand_in(made, f"s{number}", slow)
    made.secret.parent.mkdir(exist_ok=True)
    made.secret.write_text("the same in all copies")
    return made


@pytest.fixture(scope="module")
def undisturbed(crowd: Course, tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    """The marks of a run that nothing stops."""
    folder = tmp_path_factory.mktemp("undisturbed") / "course"
    course = Course(shutil.copytree(crowd.root, folder))
    assert len(grade(course)) == 5
    return marks(course)


class TestStopped:
    @pytest.fixture
    def course(self, crowd: Course, tmp_path: Path) -> Course:
        return Course(shutil.copytree(crowd.root, tmp_path / "course"))

    def test_ctrl_c_keeps_what_is_graded_and_the_next_run_does_the_rest(
        self, course: Course, undisturbed: list[Any]
    ) -> None:
        with running(course, "--workers", "1") as grader:
            assert until(lambda: len(lines(course)) >= 2, 30)
            processes = below(grader.pid)
            grader.send_signal(signal.SIGINT)
            _, said = grader.communicate(timeout=20)
        assert grader.returncode == 130
        assert said.startswith("error stopped: ")
        kept = [entry["student"] for entry in lines(course)]
        assert until(lambda: not alive(processes)), processes
        rest = [g.student for g in grade(course)]
        assert sorted(kept + rest) == [f"s{n}" for n in range(5)]
        assert marks(course) == undisturbed

    @pytest.mark.parametrize("moment", [0, 2])
    def test_killed_at_any_moment_it_leaves_nothing_and_the_next_run_does_the_rest(
        self, course: Course, undisturbed: list[Any], moment: int
    ) -> None:
        with running(course, "--workers", "2") as grader:
            assert until(lambda: len(below(grader.pid)) >= 4 and len(lines(course)) >= moment, 30)
            processes = below(grader.pid)
            grader.kill()
            grader.communicate()
        assert until(lambda: not alive(processes)), processes
        kept = Journal(course.journal).verdicts()
        rest = grade(course)
        assert len(kept) + len(rest) == 5
        assert marks(course) == undisturbed

    def test_of_two_graders_the_second_leaves_and_changes_nothing(self, course: Course) -> None:
        hand_in(course, "s0", endless)
        with running(course, "--student", "s0") as first:
            assert until(lambda: len(below(first.pid)) >= 4, 30)
            before = (course.root / "gradebook.db").read_bytes()
            second = told_by(course)
            assert second.returncode == 1
            assert second.stderr.startswith("error grading-already: ")
            assert str(course.root) in second.stderr
            assert (course.root / "gradebook.db").read_bytes() == before
            assert first.poll() is None
