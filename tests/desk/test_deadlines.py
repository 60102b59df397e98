"""Deadlines, extensions and rules that change after grading: penalties follow, nothing else."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy import event

from autograder.course import Course
from autograder.desk import deadlines, rounds
from autograder.errors import CourseError
from autograder.marks import marks
from autograder.policy import FILE

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("graded-class")]

NAME = "02_cross_correlation"  # everybody has handed in on 2026-09-30 12:00
EARLIER = "[due]\n02_cross_correlation = 2026-09-29T00:00:00Z\n"  # two days begun since
KIM = f'[[extension]]\nstudent = "kim"\nassignment = "{NAME}"\nuntil = 2026-09-30T11:00:00Z\n'


def say(course: Course, text: str) -> dict[tuple[str, str], str]:
    """What `course.toml` says from now on; returns whose penalty changed, and why."""
    (course.root / FILE).write_text(text, "utf-8")
    return deadlines.apply(Course(course.root))  # settings are read once, as by a command


def taken(course: Course) -> dict[str, float]:
    """The part of their points that each student loses."""
    return {m.person.id: round(m.penalty / m.raw, 6) for m in marks(course)}


def in_gradebook(course: Course, student: str = "kim") -> tuple[datetime | None, timedelta | None]:
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, student)
        return submission.assignment.duedate, submission.extension


def everything(course: Course) -> list[str]:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as connection:
        return list(connection.iterdump())


def test_a_new_deadline_costs_those_who_were_late(course: Course) -> None:
    assert set(taken(course).values()) == {0.0}
    files = {p: p.stat().st_mtime_ns for p in course.autograded.rglob("*")}
    reasons = say(course, EARLIER)
    assert set(taken(course).values()) == {0.2}
    assert in_gradebook(course) == (datetime(2026, 9, 29), None)
    assert len(reasons) == len(taken(course))
    assert set(reasons.values()) == {"deadline was none, is 2026-09-29 00:00 UTC"}
    assert {p: p.stat().st_mtime_ns for p in course.autograded.rglob("*")} == files
    assert say(course, EARLIER) == {}


def test_a_line_taken_out_gives_the_points_back(course: Course) -> None:
    say(course, EARLIER)
    say(course, "")
    assert in_gradebook(course) == (None, None)
    assert set(taken(course).values()) == {0.0}


def test_an_extension_is_for_one_and_can_be_taken_back(course: Course) -> None:
    say(course, EARLIER)
    reasons = say(course, EARLIER + KIM + 'why = "ill"\n')
    assert reasons == {("kim", NAME): "extension until 2026-09-30 11:00 UTC (ill)"}
    assert (taken(course)["kim"], taken(course)["lee"]) == (0.1, 0.2)
    assert in_gradebook(course) == (datetime(2026, 9, 29), timedelta(hours=35))
    assert say(course, EARLIER) == {("kim", NAME): "extension taken back"}
    assert in_gradebook(course)[1] is None


def test_an_extension_keeps_its_date_when_the_deadline_moves(course: Course) -> None:
    say(course, EARLIER + KIM)
    say(course, EARLIER.replace("09-29", "09-30") + KIM)
    assert in_gradebook(course) == (datetime(2026, 9, 30), timedelta(hours=11))
    say(course, KIM + EARLIER.replace("09-29", "10-02"))
    assert in_gradebook(course) == (datetime(2026, 10, 2), timedelta())
    say(course, EARLIER.replace("09-29", "10-02"))
    assert in_gradebook(course)[1] is None


def test_the_rule_may_change_too(course: Course) -> None:
    say(course, EARLIER)
    reasons = say(course, EARLIER + "[late]\nper_day = 0.3\nat_most = 0.5\n")
    assert set(reasons.values()) == {"late penalty worked out anew"}
    assert set(taken(course).values()) == {0.5}
    say(course, EARLIER + "[late]\ngrace_minutes = 2161\n")
    assert set(taken(course).values()) == {0.0}
    say(course, EARLIER + "[late]\ncut_off_days = 1\n")
    assert set(taken(course).values()) == {1.0}


def by_hand(course: Course, due: datetime | None, more: timedelta | None = None) -> None:
    """As formgrader leaves it."""
    with course.gradebook() as gradebook:
        gradebook.find_assignment(NAME).duedate = due
        gradebook.find_submission(NAME, "kim").extension = more
        gradebook.db.commit()


@pytest.mark.parametrize("text", [None, "", "title = 'Spring'\n"])
def test_what_formgrader_says_stays_where_the_file_is_silent(
    course: Course, text: str | None
) -> None:
    by_hand(course, datetime(2026, 9, 29), timedelta(days=1))
    if text is not None:
        (course.root / FILE).write_text(text, "utf-8")
    deadlines.apply(course)
    assert in_gradebook(course) == (datetime(2026, 9, 29), timedelta(days=1))
    assert (taken(course)["kim"], taken(course)["lee"]) == (0.1, 0.2)


def test_what_was_changed_by_hand_outlives_its_line(course: Course) -> None:
    say(course, EARLIER + KIM)
    by_hand(course, datetime(2026, 10, 5), timedelta(days=9))
    say(course, "")
    assert in_gradebook(course) == (datetime(2026, 10, 5), timedelta(days=9))


def test_points_given_by_hand_are_late_too(course: Course) -> None:
    say(course, EARLIER)
    with course.gradebook() as gradebook:
        gradebook.find_grade("reflection", NAME, NAME, "kim").manual_score = 3
        gradebook.db.commit()
    assert say(course, EARLIER) == {("kim", NAME): "late penalty worked out anew"}
    assert taken(course)["kim"] == 0.2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (EARLIER + "02_cros_correlation = 2026-09-29T00:00:00Z\n", "02_cros_correlation"),
        ("[points]\n99_nothing = 3\n", "99_nothing"),
        (EARLIER.replace("02_", "# ") + KIM, "which has no deadline"),
    ],
)
def test_a_slip_of_the_pen_is_told_and_changes_nothing(
    course: Course, text: str, said: str
) -> None:
    before = everything(course)
    with pytest.raises(CourseError) as error:
        say(course, text)
    assert error.value.code == "bad-policy" and said in error.value.sentence
    assert everything(course) == before


def test_a_locked_gradebook_is_told_and_nothing_is_half_done(course: Course) -> None:
    with closing(sqlite3.connect(course.root / "gradebook.db")) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError) as error:
            say(course, EARLIER)
    assert error.value.code == "gradebook-locked"
    assert set(say(course, EARLIER).values()) == {"deadline was none, is 2026-09-29 00:00 UTC"}


def test_who_hands_in_later_has_the_extension(course: Course) -> None:
    until = "2026-10-05T00:00:00Z"
    text = KIM.replace('"kim"', '"eve"').replace("2026-09-30T11:00:00Z", until)
    (course.root / FILE).write_text(EARLIER + text, "utf-8")
    place = course.submitted / "eve" / NAME
    place.mkdir(parents=True)
    for path in (course.submitted / "kim" / NAME).iterdir():
        (place / path.name).write_bytes(path.read_bytes())
    rounds.grade(course, students=["eve"])
    assert taken(course)["eve"] == 0.0
    assert in_gradebook(course, "eve") == (datetime(2026, 9, 29), timedelta(days=6))


def test_a_larger_class_takes_no_more_statements(course: Course, tmp_path: Path) -> None:
    counted = []
    for text, students in ((EARLIER, 0), (EARLIER.replace("29", "28"), 300)):
        with course.gradebook() as gradebook:
            assignment = gradebook.find_assignment(NAME)
            for number in range(students):
                gradebook.add_student(f"more-{number:03}")
                gradebook.add_submission(NAME, f"more-{number:03}", timestamp=datetime(2026, 9, 30))
            assert assignment.num_submissions == 14 + students
        counted.append(statements(course, text + KIM))
    assert counted[0] == counted[1]


def statements(course: Course, text: str) -> int:
    """How many statements the database gets for this change."""
    seen: list[str] = []

    def count(connection, cursor, statement, *rest) -> None:
        seen.append(statement)

    usual = Gradebook.__init__

    def listening(self, *words, **named) -> None:
        usual(self, *words, **named)
        event.listen(self.engine, "before_cursor_execute", count)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gradebook, "__init__", listening)
        assert say(course, text)
    return len(seen)
