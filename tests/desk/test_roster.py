"""Who is in the class, from whatever list there is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk.roster import Roster, Student, keep, read, roster
from autograder.errors import CourseError

CLASS = Roster(
    (
        Student("ada", "Ada", "Lovelace", "ada@example.org", "901"),
        Student("bo1", "Bo", "Li"),
        Student("bo2", "Bo", "Li"),
        Student("zoë", "Zoë", "O'Brien-Müller", "zoe@example.org"),
    )
)


@pytest.mark.parametrize(
    ("ids", "name", "who"),
    [
        (["ada"], "", ["ada"]),
        (["ADA@Example.org"], "", ["ada"]),
        (["901"], "lovelaceada", ["ada"]),
        (["999"], "lovelaceada", ["ada"]),  # a number that nobody has yet: the name decides
        ([], "Ada Lovelace", ["ada"]),
        ([], "OBRIENMULLERZOE", ["zoë"]),
        ([], "Bo Li", ["bo1", "bo2"]),  # two of one name
        (["bo2"], "Bo Li", ["bo2"]),
        (["901"], "Zoë O'Brien-Müller", ["ada", "zoë"]),  # they contradict each other
        ([], "Ada", []),  # half a name is no name
        (["", "nobody"], "", []),
    ],
)
def test_one_or_nobody_or_several(ids: list[str], name: str, who: list[str]) -> None:
    assert [student.id for student in CLASS.find(ids, name)] == who


def test_canvas_gradebook_is_read(tmp_path: Path) -> None:
    path = tmp_path / "canvas.csv"
    path.write_text(
        "Student,ID,SIS User ID,SIS Login ID,Section,HW (1)\n,,,,,Manual Posting\n"
        "    Points Possible,,,,,10\n"
        '"Lovelace, Ada",901,S-1,ada,Mon,7\n"Student, Test",999,,,Mon,\n"Li, Bo",902,S-2,,Mon,3\n',
        "utf-8",
    )
    assert read(path).students == (
        Student("ada", "Ada", "Lovelace", "", "901"),
        Student("S-2", "Bo", "Li", "", "902"),
    )


def test_moodle_list_is_read_with_mark_and_semicolons(tmp_path: Path) -> None:
    path = tmp_path / "moodle.csv"
    path.write_text(
        "\ufeffFirst name;Last name;ID number;Email address\nZoë;O'Brien;zoë;zoe@example.org\n",
        "utf-8",
    )
    assert read(path).students == (Student("zoë", "Zoë", "O'Brien", "zoe@example.org"),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name,points\nada,3\n", "no column names the students"),
        ("id,email\nada,a@x\n,b@x\n", "line 3 has no id"),
        ("id\n../ada\n", "line 2"),
        ("id,email\nada,a@x\nbo,A@X\n", "a@x stands there for more than one person"),
        ("id\nada\nada\n", "ada stands there"),
    ],
)
def test_what_is_wrong_is_said_with_the_line(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "roster.csv"
    path.write_text(text, "utf-8")
    with pytest.raises(CourseError, match=f"bad-roster.*{said}"):
        read(path)


def test_it_is_written_read_and_known_to_the_gradebook(new_course: Callable[[], Course]) -> None:
    course = new_course()
    assert keep(course, CLASS) == 4
    assert roster(course) == CLASS
    with course.gradebook() as gradebook:
        ada = gradebook.find_student("ada")
        assert (ada.first_name, ada.email) == ("Ada", "ada@example.org")
    (course.root / "roster.csv").unlink()
    assert {s.id for s in roster(course).students} == {"ada", "bo1", "bo2", "zoë"}


def test_the_command(
    new_course: Callable[[], Course], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    course = new_course()
    where = ["--course", str(course.root)]
    assert main(["roster", *where]) == 1
    assert "error bad-roster: There is no" in capsys.readouterr().err
    (tmp_path / "list.csv").write_text("id,first name\nada,Ada\nbo,\n", "utf-8")
    assert main(["roster", str(tmp_path / "list.csv"), *where]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "2 students" in said and "1 of them without a name" in said
    assert (course.root / "roster.csv").read_text("utf-8").splitlines()[1] == "ada,Ada,,,"
