"""A gradebook in a real PostgreSQL server says what the one in SQLite says, whatever happens."""

from __future__ import annotations

import io
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import psycopg
import pytest
from rich.console import Console
from sqlalchemy import text

from autograder import feedback, pipeline
from autograder.__main__ import main
from autograder.bench import parity
from autograder.course import Course
from autograder.desk.report import gather, show
from autograder.errors import CourseError
from autograder.export import export
from autograder.marks import cell_marks, marks
from autograder.policy import FILE, Policy
from autograder.release import release
from deploy.postgresql.server import Server
from tests.sandbox.started import until
from tests.small_class import CHAPTERS, slow_class, small_class
from tests.test_pipeline import lines, running, told_by

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("postgresql")]

NAME = CHAPTERS[0]
NUMBERS = count()  # of databases


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Not below pytest's folder, which is closed to the user who runs it where we are root."""
    folder = Path(tempfile.mkdtemp(prefix="postgres-"))
    folder.chmod(0o755)
    made = Server(folder)
    with pytest.MonkeyPatch.context() as environment:
        for name, value in made.environment.items():
            environment.setenv(name, value)
        made.start()
        yield made
        made.stop()
    shutil.rmtree(folder)


Database = Callable[[str], str]


@pytest.fixture(scope="module")
def database(server: Server) -> Database:
    """Makes a database; returns its address."""

    def make(name: str) -> str:
        server.query(f"CREATE DATABASE {name}")
        return server.url(name)

    return make


def said(course: Course) -> dict[tuple[str, ...], dict[str, str]]:
    """All that a gradebook says, by what it is about; the types of databases do not count."""
    found = {}
    with course.gradebook() as gradebook, gradebook.engine.connect() as connection:
        for what, (width, query) in parity.QUERIES.items():
            result = connection.execute(text(query))
            names = list(result.keys())[width:]
            for row in result:
                key = (what, *map(str, row[:width]))
                assert key not in found, f"the gradebook says it twice: {key}"
                found[key] = dict(zip(names, map(_plain, row[width:]), strict=True))
    return found


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return str(int(value))
    return str(value).removesuffix(".000000")


@pytest.fixture(scope="module")
def graded(database: Database, tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, Course]:
    """The same class in SQLite and in PostgreSQL, graded, one answer marked by hand."""
    here = small_class(tmp_path_factory.mktemp("sqlite"))
    there = small_class(tmp_path_factory.mktemp("postgresql"), database("graded"))
    for course in (here, there):
        pipeline.grade(course)
        with course.gradebook() as gradebook:
            grade = gradebook.find_grade("reflection", NAME, NAME, "student-01")
            grade.manual_score, grade.needs_manual_grade = 2.5, False
            comment = gradebook.find_comment("reflection", NAME, NAME, "student-01")
            comment.manual_comment = "Well put."
            gradebook.db.commit()
    assert not (there.root / "gradebook.db").exists()
    return here, there


class TestTheSame:
    def test_cell_for_cell(self, graded: tuple[Course, Course]) -> None:
        here, there = map(said, graded)
        assert there == here
        assert sum(key[0] == "grade" for key in here) > 100

    def test_marks_of_the_class(self, graded: tuple[Course, Course]) -> None:
        here, there = graded
        assert marks(there) == marks(here) and len(marks(here)) > 20
        assert cell_marks(there) == cell_marks(here)
        of = {m.person.id: m for m in marks(there) if m.assignment == NAME}
        assert of["student-01"].raw == 29.5 and of["student-05"].penalty > 0

    def test_marks_as_a_table(self, graded: tuple[Course, Course]) -> None:
        here, there = (export(course).read_text("utf-8") for course in graded)
        assert there == here and "student-01" in here

    def test_feedback_pages(self, graded: tuple[Course, Course]) -> None:
        pages = [feedback.write(course, feedback.stale(course)) for course in graded]
        here, there = ({p.parts[-3:]: p.read_bytes() for p in some} for some in pages)
        assert there == here and len(here) > 10
        (marked,) = [p for k, p in here.items() if k[:2] == ("student-01", NAME)]
        assert b"Well put." in marked

    def test_the_report_in_the_terminal(self, graded: tuple[Course, Course]) -> None:
        shown = []
        for course in graded:
            console = Console(file=io.StringIO(), width=120, record=True)
            show(gather(course), console)
            shown.append(console.export_text())
        assert shown[0] == shown[1]
        assert "student-05" in shown[0]

    def test_a_second_run_does_nothing_and_a_forced_one_keeps_what_was_given_by_hand(
        self, graded: tuple[Course, Course]
    ) -> None:
        assert pipeline.grade(graded[1]) == []
        for course in graded:
            pipeline.grade(course, [NAME], students=["student-01"], force=True)
        here, there = map(said, graded)
        assert there == here
        (reflection,) = [v for k, v in there.items() if k[0] == "grade" and k[2] == "student-01"
                         and k[1] == NAME and k[4] == "reflection"]  # fmt: skip
        assert reflection["manual_score"] == "2.5"


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Six who take their time; to be copied."""
    return slow_class(tmp_path_factory.mktemp("crowd") / "course", 6)


@pytest.fixture
def course(crowd: Course, database: Database, tmp_path: Path) -> Course:
    """The crowd, with an empty gradebook in a database of its own."""
    root = shutil.copytree(
        crowd.root, tmp_path / "course", ignore=shutil.ignore_patterns("gradebook.db")
    )
    name = f"class_{next(NUMBERS)}"
    (root / FILE).write_text(f'database = "{database(name)}"\n', "utf-8")
    made = Course(root)
    release(made)
    return made


def connection(course: Course, server: Server) -> psycopg.Connection:
    """As another program has one."""
    name = Policy.of(course.root).database.rpartition("/")[2]
    return psycopg.connect(host="127.0.0.1", port=server.port, user="course", dbname=name)


class TestTrouble:
    def test_a_locked_gradebook_is_told_and_changes_nothing(
        self, course: Course, server: Server
    ) -> None:
        with connection(course, server) as other:
            other.execute("LOCK TABLE grade IN EXCLUSIVE MODE")
            done = told_by(course)
            other.rollback()
        assert done.returncode == 1
        assert done.stderr.startswith("error gradebook-locked: "), done.stderr
        assert lines(course) == []
        assert not [key for key in said(course) if key[0] == "grade"]
        assert len(pipeline.grade(course)) == 6

    def test_a_server_that_goes_away_is_told_and_the_next_run_does_the_rest(
        self, course: Course, server: Server
    ) -> None:
        with running(course, "--workers", "1") as grader:
            assert until(lambda: len(lines(course)) >= 2, 180)
            server.stop("immediate")
            _, errors = grader.communicate(timeout=240)
        try:
            assert grader.returncode == 1
            assert errors.startswith("error gradebook-unreachable: "), errors
            assert server.url().partition("@")[0] not in errors
            again = told_by(course)
            assert again.returncode == 1
            assert again.stderr.startswith("error gradebook-unreachable: "), again.stderr
        finally:
            server.start()
        kept = [entry["student"] for entry in lines(course)]
        rest = [g.student for g in pipeline.grade(course)]
        assert sorted({*kept, *rest}) == [f"s{n}" for n in range(6)]
        assert len(kept) >= 2 and len(rest) <= 4
        scores = {m.person.id: m.raw for m in marks(course)}
        assert scores == {f"s{n}": 4.0 for n in range(6)}

    def test_somebody_marks_by_hand_while_the_class_is_graded(
        self, course: Course, server: Server
    ) -> None:
        pipeline.grade(course, students=["s0", "s1"])
        stop = threading.Event()
        given: list[float] = []
        idle: list[int] = []

        def mark() -> None:
            with connection(course, server) as other:
                while not stop.wait(0.05):
                    given.append(len(given) % 3 / 2)
                    other.execute(
                        "UPDATE grade SET manual_score = %s FROM base_cell c, submitted_notebook n,"
                        " submitted_assignment a WHERE c.id = grade.cell_id AND c.name = "
                        "'reflection' AND n.id = grade.notebook_id AND a.id = n.assignment_id AND "
                        "a.student_id = 's0'",
                        [given[-1]],
                    )
                    other.commit()
                    waiting = "SELECT count(*) FROM pg_stat_activity WHERE state = 'idle in "
                    waiting += "transaction' AND datname = current_database()"
                    idle.append(other.execute(waiting).fetchone()[0])
                    other.commit()

        somebody = threading.Thread(target=mark)
        somebody.start()
        try:
            done = pipeline.grade(course)
        finally:
            stop.set()
            somebody.join()
        assert sorted(g.student for g in done) == ["s2", "s3", "s4", "s5"]
        assert {g.code for g in done} == {"graded"}
        scores = {m.person.id: m.raw for m in marks(course)}
        assert scores == {f"s{n}": 4.0 for n in range(1, 6)} | {"s0": 4.0 + given[-1]}
        # Whoever holds a transaction open for the whole run keeps others from their upkeep.
        assert idle[len(idle) // 2 :] and sum(idle) < len(idle) / 2

    @pytest.mark.parametrize("command", ["grade", "export", "report"])
    def test_a_wrong_password_is_told_in_every_command_and_shown_in_none(
        self, course: Course, tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        export(course)
        monkeypatch.setenv("PGPASSFILE", str(tmp_path / "none"))
        monkeypatch.setenv("PGPASSWORD", "hunter2")
        streams = io.StringIO(), io.StringIO()
        monkeypatch.setattr("sys.stdout", streams[0])
        monkeypatch.setattr("sys.stderr", streams[1])
        assert main([command, "--course", str(course.root)]) == 1
        out, err = (stream.getvalue() for stream in streams)
        assert err.startswith("error gradebook-unreachable: "), err
        assert "hunter2" not in out + err and "Traceback" not in err

    def test_ctrl_c_keeps_what_is_graded(self, course: Course) -> None:
        with running(course, "--workers", "1") as grader:
            assert until(lambda: len(lines(course)) >= 1, 180)
            grader.send_signal(signal.SIGINT)
            _, errors = grader.communicate(timeout=240)
        assert grader.returncode == 130
        assert errors.startswith("error stopped: ")
        kept = len(lines(course))
        assert len(pipeline.grade(course)) == 6 - kept
        assert len([key for key in said(course) if key[0] == "submission"]) == 6


def test_a_server_that_is_not_there_is_told_without_a_trace(tmp_path: Path) -> None:
    course = small_class(tmp_path)
    nowhere = "postgresql+psycopg://course@127.0.0.1:9/course"
    (course.root / FILE).write_text(f'database = "{nowhere}"\n', "utf-8")
    with pytest.raises(CourseError) as caught:
        pipeline.grade(Course(course.root))
    assert caught.value.code == "gradebook-unreachable"
    assert lines(course) == []
