"""Tables for Canvas and Moodle: what is written there is read back by the platforms' own rules."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk.platforms import CANVAS, MOODLE, hand_on
from autograder.errors import CourseError
from autograder.marks import marks
from tests.desk.conftest import ASSIGNMENT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]

# As Canvas exports it: a posting row, a row of points, read-only columns at the end.
CANVAS_EXPORT = f"""\
Student,ID,SIS User ID,SIS Login ID,Section,Essay (11),{ASSIGNMENT} (12),Final Score
,,,,,Manual Posting,,
    Points Possible,,,,,10,27,(read only)
"Kim, ""K"" O'Neill",901,S-1,kim,"Monday, 10h",7.5,,55.1
"Lee, =HYPERLINK(1)",902,S-2,LEE,Monday,8,3,60
"Doe, Jo",903,S-3,jo,Monday,9,,70
"""
HEADER = (
    "First name,Last name,ID number,Institution,Email address,"
    f"Assignment: {ASSIGNMENT} (Real),Course total (Real),Last downloaded from this course"
)
MOODLE_EXPORT = f"""\
\ufeff{HEADER}
Kim,O'Neill,,,KIM@example.org,-,55.10,1792837000
Lee,Li,lee,,lee@example.org,3.00,60.00,1792837000
"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def score(course: Course, student: str) -> float:
    (mark,) = [m for m in marks(course) if m.person.id == student]
    return mark.counts


@pytest.fixture
def with_address(course: Course) -> Course:
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("kim", email="kim@example.org", first_name="Kim")
    return course


class TestCanvas:
    def test_its_own_export_is_filled_in_and_nothing_else_changes(
        self, course: Course, tmp_path: Path
    ) -> None:
        into = tmp_path / "exported.csv"
        into.write_text(CANVAS_EXPORT, "utf-8")
        handed = hand_on(course, CANVAS, tmp_path / "out.csv", into=into)
        before, after = rows(into), rows(handed.path)
        column = f"{ASSIGNMENT} (12)"
        assert float(after[2][column]) == pytest.approx(score(course, "kim"), abs=0.005)
        assert float(after[3][column]) == pytest.approx(score(course, "lee"), abs=0.005)
        assert after[4][column] == ""  # Jo is nobody of ours
        for old, new in zip(before, after, strict=True):
            assert {**old, column: ""} == {**new, column: ""}
        assert handed.filled == 2 and handed.without_marks == ["Doe, Jo"]
        assert "student-01" in handed.without_row and len(handed.without_row) == 12
        assert into.read_text("utf-8") == CANVAS_EXPORT

    def test_a_title_of_course_toml_finds_its_column(self, course: Course, tmp_path: Path) -> None:
        (course.root / "course.toml").write_text(
            f'[titles]\n{ASSIGNMENT} = "Essay"\n[points]\n{ASSIGNMENT} = 10\n', "utf-8"
        )
        into = tmp_path / "exported.csv"
        into.write_text(CANVAS_EXPORT.replace(ASSIGNMENT, "Other"), "utf-8")
        hand_on(course, CANVAS, tmp_path / "out.csv", into=into)
        (kim,) = [row for row in rows(tmp_path / "out.csv") if row["SIS Login ID"] == "kim"]
        (mark,) = [m for m in marks(course) if m.person.id == "kim"]
        assert float(kim["Essay (11)"]) == round(mark.score * 10 / mark.of, 2) <= 10

    def test_two_rows_of_one_name_are_not_chosen_between(
        self, course: Course, tmp_path: Path
    ) -> None:
        into = tmp_path / "exported.csv"
        into.write_text(CANVAS_EXPORT.replace(",jo,", ",kim,"), "utf-8")
        handed = hand_on(course, CANVAS, tmp_path / "out.csv", into=into)
        assert "kim" in handed.without_row
        assert [r[f"{ASSIGNMENT} (12)"] for r in rows(handed.path)[2:]][0::2] == ["", ""]

    def test_a_new_table_has_all_that_canvas_asks_for(self, course: Course, tmp_path: Path) -> None:
        with course.gradebook() as gradebook:
            evil = '=cmd|"/c calc"!A1'
            gradebook.update_or_create_student("kim", last_name=evil, first_name="Kim")
        hand_on(course, CANVAS, tmp_path / "out.csv")
        found = rows(tmp_path / "out.csv")
        assert list(found[0])[:5] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section"]
        assert found[0]["Student"] == "Points Possible"
        by_login = {row["SIS Login ID"]: row for row in found[1:]}
        assert float(found[0][ASSIGNMENT]) == next(m.of for m in marks(course))
        assert float(by_login["lee"][ASSIGNMENT]) == pytest.approx(score(course, "lee"), abs=0.005)
        assert by_login["kim"]["Student"].startswith("'=")  # what a spreadsheet does not run

    def test_nothing_right_and_no_time_is_a_zero_all_the_same(
        self, course: Course, tmp_path: Path
    ) -> None:
        with course.gradebook() as gradebook:
            submission = gradebook.find_submission(ASSIGNMENT, "kim")
            submission.timestamp = None
            for grade in submission.notebooks[0].grades:
                grade.auto_score = 0.0
            gradebook.db.commit()
        hand_on(course, CANVAS, tmp_path / "out.csv")
        by_login = {row["SIS Login ID"]: row for row in rows(tmp_path / "out.csv")}
        assert by_login["kim"][ASSIGNMENT] == "0"

    def test_what_was_not_handed_in_stays_empty_or_becomes_zero(
        self, course: Course, tmp_path: Path
    ) -> None:
        with course.gradebook() as gradebook:
            gradebook.update_or_create_student("jo")
        into = tmp_path / "exported.csv"
        into.write_text(CANVAS_EXPORT, "utf-8")
        column = f"{ASSIGNMENT} (12)"
        hand_on(course, CANVAS, tmp_path / "out.csv", into=into)
        assert rows(tmp_path / "out.csv")[4][column] == ""
        hand_on(course, CANVAS, tmp_path / "out.csv", into=into, missing=True)
        assert rows(tmp_path / "out.csv")[4][column] == "0"

    @pytest.mark.parametrize(
        "content", [b"", b"name,points\nkim,3\n", b"Student,ID\n\xff\xfe", b'ID,x\n"open,1\n']
    )
    def test_another_file_is_refused_with_what_to_do(
        self, course: Course, tmp_path: Path, content: bytes
    ) -> None:
        into = tmp_path / "exported.csv"
        into.write_bytes(content)
        with pytest.raises(CourseError, match="bad-export"):
            hand_on(course, CANVAS, tmp_path / "out.csv", into=into)
        assert not (tmp_path / "out.csv").exists()


class TestMoodle:
    def test_people_are_found_by_number_or_address(
        self, with_address: Course, tmp_path: Path
    ) -> None:
        into = tmp_path / "exported.csv"
        into.write_text(MOODLE_EXPORT, "utf-8")
        handed = hand_on(with_address, MOODLE, tmp_path / "out.csv", into=into)
        column = f"Assignment: {ASSIGNMENT} (Real)"
        found = {row["First name"]: row for row in rows(handed.path)}
        assert handed.columns == {ASSIGNMENT: column}
        for name in ("kim", "lee"):
            marked = float(found[name.capitalize()][column])
            assert marked == pytest.approx(score(with_address, name), abs=0.005)
        # Moodle maps by the address as it stands in its own table, letter for letter.
        assert found["Kim"]["Email address"] == "KIM@example.org"
        assert found["Kim"]["Course total (Real)"] == "55.10"

    def test_a_new_table_can_be_mapped_by_number_or_address(
        self, with_address: Course, tmp_path: Path
    ) -> None:
        hand_on(with_address, MOODLE, tmp_path / "out.csv")
        found = {row["ID number"]: row for row in rows(tmp_path / "out.csv")}
        assert len(found) == 14 and found["kim"]["Email address"] == "kim@example.org"
        assert float(found["kim"][ASSIGNMENT]) == pytest.approx(
            score(with_address, "kim"), abs=0.005
        )


def test_the_command_says_what_found_no_place(
    course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    into, out = tmp_path / "exported.csv", tmp_path / "out.csv"
    into.write_text(CANVAS_EXPORT.replace(ASSIGNMENT, "Other"), "utf-8")
    words = ["export", "canvas", "--into", str(into), "--out", str(out)]
    assert main([*words, "--course", str(course.root)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "0 marks" in said and f"for: {ASSIGNMENT}" in said and "course.toml" in said
    assert main([*words, "--json", "--course", str(course.root)]) == 0
    assert json.loads(capsys.readouterr().out)["without_column"] == [ASSIGNMENT]
    assert main(["export", "--into", str(into), "--course", str(course.root)]) == 1
    assert "error plain-export" in capsys.readouterr().err


@pytest.mark.parametrize(("exporter", "key"), [("Canvas", "SIS Login ID"), ("Moodle", "ID number")])
def test_nbgrader_exports_the_same_table(
    course: Course, tmp_path: Path, exporter: str, key: str
) -> None:
    run_nbgrader(course, f"{exporter}Exporter", tmp_path / "theirs.csv")
    platform = {"Canvas": CANVAS, "Moodle": MOODLE}[exporter]
    hand_on(course, platform, tmp_path / "ours.csv")
    assert (tmp_path / "theirs.csv").read_text() == (tmp_path / "ours.csv").read_text()
    assert "kim" in {row[key] for row in rows(tmp_path / "theirs.csv")}


def test_nbgraders_own_table_without_formulas(course: Course, tmp_path: Path) -> None:
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("kim", last_name='=1+1,"x"')
    run_nbgrader(course, "SafeCsvExporter", tmp_path / "safe.csv")
    (kim,) = [row for row in rows(tmp_path / "safe.csv") if row["student_id"] == "kim"]
    assert kim["last_name"] == '\'=1+1,"x"'
    assert float(kim["score"]) == pytest.approx(score(course, "kim"))


def run_nbgrader(course: Course, exporter: str, to: Path) -> None:
    command = [sys.executable, "-m", "nbgrader", "export", f"--to={to}"]
    command += [f"--exporter=autograder.exporters.{exporter}"]
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(course.root / ".jupyter")}
    done = subprocess.run(
        command, cwd=course.root, env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
