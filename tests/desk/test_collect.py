"""A class's work as platforms hand it out: what is clear is taken in, the rest is listed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from autograder import pipeline
from autograder.__main__ import main
from autograder.course import Course
from autograder.demo.make import Student, fill_in
from autograder.desk.collect import Collected, from_exchange, from_hand_out
from autograder.desk.roster import Roster, keep
from autograder.desk.roster import Student as Person
from autograder.errors import CourseError
from autograder.intake import timestamp

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]
TWO, SEVEN = "02_cross_correlation", "07_transposed_convolution"
PEOPLE = Roster(
    (
        Person("ada", "Ada", "Lovelace", "ada@example.org", "901"),
        Person("bo1", "Bo", "Li", "", "902"),
        Person("bo2", "Bo", "Li", "bo2@example.org"),
        Person("zoë", "Zoë", "O'Brien-Müller"),
    )
)


@pytest.fixture
def course(new_course: Callable[[], Course]) -> Course:
    made = new_course()
    keep(made, PEOPLE)
    return made


def work(course: Course, assignment: str = TWO, style: int = 0) -> str:
    """A right notebook."""
    nb = nbformat.read(course.released(assignment), as_version=4)
    return json.dumps(fill_in(nb, Student("x", "", {}, style=style)))


def packed(path: Path, files: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def asked(found: Collected) -> dict[str, str]:
    return {question.path: question.why for question in found.questions}


class TestCanvas:
    @pytest.fixture
    def source(self, course: Course, tmp_path: Path) -> Path:
        return packed(
            tmp_path / "submissions.zip",
            {
                "lovelaceada_901_5501_my homework-2.ipynb": work(course),
                "lovelaceada_901_5502_notes.csv": "1,2\n",
                "libo_LATE_902_5503_hw.ipynb": work(course, SEVEN),
                "libo_977_5504_hw.ipynb": work(course),
                "whoever_978_5505_hw.ipynb": work(course),
                "obrienmullerzoe_979_5506_Untitled.ipynb": work(course, TWO, 1),
                "obrienmullerzoe_979_5507_thesis.ipynb": json.dumps({"cells": []}),
            },
        )

    def test_what_is_clear_is_taken_in_and_graded(self, course: Course, source: Path) -> None:
        found = from_hand_out(course, source)
        assert found.kind == "canvas" and not found.timed
        assert sorted(found.new) == [f"ada/{TWO}", f"bo1/{SEVEN}", f"zoë/{TWO}"]
        assert found.late == [f"bo1/{SEVEN}"]
        assert (course.submitted / "ada" / TWO / "notes.csv").read_text() == "1,2\n"
        graded = {(g.student, g.assignment): g for g in pipeline.grade(course)}
        assert {g.code for g in graded.values()} == {"graded"}
        assert graded["ada", TWO].passed and graded["bo1", SEVEN].passed

    def test_what_is_unclear_is_listed_and_nothing_is_guessed(
        self, course: Course, source: Path
    ) -> None:
        found = from_hand_out(course, source)
        questions = {q.path: q for q in found.questions}
        assert set(questions) == {
            "libo_977_5504_hw.ipynb",
            "whoever_978_5505_hw.ipynb",
            "obrienmullerzoe_979_5507_thesis.ipynb",
        }
        assert questions["libo_977_5504_hw.ipynb"].candidates == ("bo1", "bo2")
        assert not (course.submitted / "bo2").exists()

    def test_twice_changes_nothing(self, course: Course, source: Path) -> None:
        first = from_hand_out(course, source)
        pipeline.grade(course)
        second = from_hand_out(course, source)
        assert second.new == [] and sorted(second.known) == sorted(first.new)
        assert pipeline.grade(course) == []

    def test_a_dry_run_changes_nothing(self, course: Course, source: Path) -> None:
        found = from_hand_out(course, source, dry=True)
        assert len(found.new) == 3
        assert not course.submitted.exists() and not course.attempts.exists()

    def test_a_time_can_be_given(self, course: Course, source: Path) -> None:
        when = datetime(2027, 3, 1, 17, tzinfo=UTC)
        found = from_hand_out(course, source, received=when)
        assert timestamp(course.submitted / "ada" / TWO) == when.replace(tzinfo=None)
        assert found.late == []

    def test_the_command_says_so_with_its_exit_code(
        self, course: Course, source: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        where = ["--course", str(course.root)]
        assert main(["collect", str(source), "--json", *where]) == 1
        assert len(json.loads(capsys.readouterr().out)["questions"]) == 3
        assert main(["collect", str(source), *where]) == 1
        said = " ".join(capsys.readouterr().out.split())
        assert "read as canvas" in said and "known already: 3" in said
        assert "libo_977_5504_hw.ipynb: this may be several people (bo1, bo2)" in said
        assert "count as in time" not in said  # only of what is new


@pytest.mark.parametrize("layout", ["folders", "flat", "below a folder", "unpacked"])
def test_moodle(course: Course, tmp_path: Path, layout: str) -> None:
    slash = "_" if layout == "flat" else "/"
    files: dict[str, str | bytes] = {
        f"Ada Lovelace_4711_assignsubmission_file{slash}x.ipynb": work(course),
        f"Zoë O'Brien-Müller_4712_assignsubmission_file{slash}y.ipynb": work(course, TWO, 1),
        f"Bo Li_4713_assignsubmission_file{slash}z.ipynb": work(course),
    }
    if layout == "below a folder":
        files = {f"HW2 download/{name}": content for name, content in files.items()}
    source = tmp_path / "moodle.zip"
    if layout == "unpacked":
        source = tmp_path / "moodle"
        for name, content in files.items():
            (source / name).parent.mkdir(parents=True)
            (source / name).write_text(str(content), "utf-8")
    else:
        packed(source, files)
    found = from_hand_out(course, source)
    assert found.kind == "moodle"
    assert sorted(found.new) == [f"ada/{TWO}", f"zoë/{TWO}"]
    assert [q.candidates for q in found.questions] == [("bo1", "bo2")]


def test_gradescope_with_a_group_and_its_time(course: Course, tmp_path: Path) -> None:
    metadata = """\
submission_77:
  :submitters:
  - :name: Ada Lovelace
    :sid: ada
    :email: ada@example.org
  - :name: Bo Li
    :sid: ''
    :email: bo2@example.org
  :created_at: 2027-03-01 16:30:00.000000000 Z
  :score: 0.0
submission_78:
  :submitters:
  - :name: Nobody Here
    :sid: nh
"""
    source = packed(
        tmp_path / "export.zip",
        {
            "assignment_5_export/submission_metadata.yml": metadata,
            "assignment_5_export/submission_77/hw.ipynb": work(course),
            "assignment_5_export/submission_78/hw.ipynb": work(course),
            "assignment_5_export/submission_79/hw.ipynb": work(course),
        },
    )
    found = from_hand_out(course, source)
    assert found.kind == "gradescope" and found.timed
    assert sorted(found.new) == [f"ada/{TWO}", f"bo2/{TWO}"]
    assert timestamp(course.submitted / "bo2" / TWO) == datetime(2027, 3, 1, 16, 30)
    assert len(found.questions) == 2


class TestPlain:
    def test_folders_named_by_student(self, course: Course, tmp_path: Path) -> None:
        for name, text in {
            "ada/02/x.ipynb": work(course),
            "ada/07/x.ipynb": work(course, SEVEN),
            "zoë/x.ipynb": work(course),
            "bo1.ipynb": work(course),
        }.items():
            (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / "in" / name).write_text(text, "utf-8")
        found = from_hand_out(course, tmp_path / "in")
        assert found.kind == "plain" and found.questions == []
        wanted = [f"ada/{TWO}", f"ada/{SEVEN}", f"bo1/{TWO}", f"zoë/{TWO}"]
        assert sorted(found.new) == sorted(wanted)

    def test_two_different_notebooks_for_one_exercise_are_a_question(
        self, course: Course, tmp_path: Path
    ) -> None:
        source = packed(
            tmp_path / "in.zip",
            {
                "ada/old.ipynb": work(course),
                "ada/new.ipynb": work(course, TWO, 1),
                "zoë/a.ipynb": work(course),
                "zoë/copy of a.ipynb": work(course),
            },
        )
        found = from_hand_out(course, source)
        assert found.new == [f"zoë/{TWO}"]  # the same twice is no question
        assert set(asked(found)) == {"ada/old.ipynb", "ada/new.ipynb"}

    def test_with_the_exercise_named_a_broken_notebook_is_taken_in_too(
        self, course: Course, tmp_path: Path
    ) -> None:
        source = packed(
            tmp_path / "in.zip",
            {"ada/x.ipynb": "{ not json", "zoë/x.ipynb": work(course, SEVEN), "bo1/x.txt": "?"},
        )
        found = from_hand_out(course, source, assignment=TWO)
        assert found.new == [f"ada/{TWO}"]  # and gets its verdict
        assert set(asked(found)) == {"zoë/x.ipynb", "bo1/x.txt"}  # another exercise; no notebook
        assert {g.code for g in pipeline.grade(course)} == {"malformed-notebook"}


class TestHostile:
    def test_no_name_leads_out_and_no_bomb_goes_off(self, course: Course, tmp_path: Path) -> None:
        link = zipfile.ZipInfo("zoë/x.ipynb")
        link.external_attr = 0o120777 << 16
        source = tmp_path / "in.zip"
        with zipfile.ZipFile(source, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("../ada/x.ipynb", work(course))
            archive.writestr("/etc/x.ipynb", work(course))
            archive.writestr("ada/../../x.ipynb", work(course))
            archive.writestr(link, "/etc/passwd")
            archive.writestr("bo1/x.ipynb", b"0" * (80 << 20))
            archive.writestr("bo2/x.ipynb", work(course))
        found = from_hand_out(course, source)
        assert found.new == [f"bo2/{TWO}"]
        assert asked(found) == {"bo1/x.ipynb": "larger than any notebook"}
        assert [p.name for p in course.submitted.iterdir()] == ["bo2"]

    def test_one_damaged_member_stops_nobody(self, course: Course, tmp_path: Path) -> None:
        source = packed(
            tmp_path / "in.zip", {"ada/x.ipynb": work(course), "zoë/x.ipynb": work(course, TWO, 1)}
        )
        data = bytearray(source.read_bytes())
        data[200:260] = bytes(60)
        source.write_bytes(data)
        found = from_hand_out(course, source)
        assert found.new == [f"zoë/{TWO}"]
        assert "cannot be read" in asked(found)["ada/x.ipynb"]

    @pytest.mark.parametrize("content", [b"", b"PK", b"no zip at all"])
    def test_what_is_no_zip_is_said(self, course: Course, tmp_path: Path, content: bytes) -> None:
        (tmp_path / "in.zip").write_bytes(content)
        with pytest.raises(CourseError, match="no-hand-out"):
            from_hand_out(course, tmp_path / "in.zip")


def test_from_nbgraders_exchange_with_a_second_attempt(course: Course, tmp_path: Path) -> None:
    exchange = tmp_path / "exchange"
    exchange.mkdir(mode=0o777)
    exchange.chmod(0o777)
    with course.settings.open("a", encoding="utf-8") as file:
        file.write(
            f"\nc.Exchange.root = {str(exchange)!r}\nc.Exchange.path_includes_course = True\n"
        )
    course = Course(course.root)
    student = tmp_path / "student"
    student.mkdir()
    environment = os.environ | {"HOME": str(student), "JUPYTER_CONFIG_DIR": str(student / ".j")}
    course_id = course.config.CourseDirectory.course_id

    def nbgrader(*words: str, cwd: Path) -> None:
        settings = [f"--Exchange.root={exchange}", "--Exchange.path_includes_course=True"]
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *words, *settings, f"--course={course_id}"],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr

    said = course.nbgrader().release_assignment(TWO)
    assert said["success"], said
    nbgrader("fetch_assignment", TWO, cwd=student)
    place = student / course_id / TWO / f"{TWO}.ipynb"
    assert place.exists()
    for style in (0, 1):
        place.write_text(work(course, TWO, style), "utf-8")
        nbgrader("submit", TWO, cwd=student)
        found = from_exchange(course, [TWO])
        (key,) = found.new
        assert key.endswith(f"/{TWO}")
    assert from_exchange(course, [TWO]).new == []
    who = key.partition("/")[0]
    assert len(list((course.attempts / who / TWO).iterdir())) == 2
    assert (course.submitted / who / TWO / f"{TWO}.ipynb").read_text("utf-8") == work(
        course, TWO, 1
    )
