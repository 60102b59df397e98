"""`course.toml`: what it may say, and that everybody who grades takes the same penalty by it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest

from autograder import pipeline
from autograder.course import CONFIG, Course
from autograder.errors import CourseError
from autograder.marks import marks
from autograder.policy import FILE, Extension, Late, Policy
from autograder.release import release
from tests.conftest import ROOT

NAME = "02_cross_correlation"
FULL = """
title = "Convolution by Hand, spring"
id = "conv-spring"
time_zone = "Europe/Zurich"
attempts = "best"
database = "postgresql+psycopg://grader@localhost/conv"

[late]
per_day = 0.2
at_most = 0.6
grace_minutes = 15
cut_off_days = 7

[due]
02_cross_correlation = 2027-03-01T18:00:00
03_padding_and_stride = 2027-07-01T18:00:00Z

[points]
02_cross_correlation = 10

[titles]
02_cross_correlation = "Homework 2"

[[extension]]
student = "ada"
assignment = "02_cross_correlation"
until = 2027-03-08T18:00:00
why = "ill"

[[extension]]
student = "ada"
assignment = "02_cross_correlation"
until = 2027-03-04T18:00:00
"""


def written(folder: Path, text: str) -> Policy:
    (folder / FILE).write_text(text, "utf-8")
    return Policy.of(folder)


def test_without_the_file_all_is_as_it_was(tmp_path: Path) -> None:
    policy = Policy.of(tmp_path)
    assert policy == Policy()
    assert (policy.id, policy.attempts, policy.due, policy.late) == (
        "convolution-by-hand",
        "last",
        {},
        Late(0.1, 0.5),
    )


def test_everything_that_may_be_said_is_understood(tmp_path: Path) -> None:
    policy = written(tmp_path, FULL)
    until = datetime(2027, 3, 8, 17, tzinfo=UTC)  # Zurich's winter is an hour ahead
    assert policy == Policy(
        title="Convolution by Hand, spring",
        id="conv-spring",
        time_zone="Europe/Zurich",
        database="postgresql+psycopg://grader@localhost/conv",
        attempts="best",
        late=Late(0.2, 0.6, 15, 7),
        due={
            "02_cross_correlation": datetime(2027, 3, 1, 17, tzinfo=UTC),
            "03_padding_and_stride": datetime(2027, 7, 1, 18, tzinfo=UTC),
        },
        points={"02_cross_correlation": 10.0},
        titles={"02_cross_correlation": "Homework 2"},
        extensions=(
            Extension("ada", NAME, until, "ill"),
            Extension("ada", NAME, datetime(2027, 3, 4, 17, tzinfo=UTC)),
        ),
    )
    assert policy.deadline(NAME, "ada") == until
    assert policy.deadline(NAME, "bob") == datetime(2027, 3, 1, 17, tzinfo=UTC)
    assert policy.deadline("07_transposed_convolution", "ada") is None


def test_an_extension_never_takes_time_away(tmp_path: Path) -> None:
    policy = written(tmp_path, FULL)
    due = datetime(2027, 3, 1, 17)
    assert policy.extension(NAME, "ada", due) == timedelta(days=7)
    assert policy.extension(NAME, "ada", due + timedelta(days=30)) == timedelta()
    assert policy.extension(NAME, "bob", due) is None
    assert policy.extension(NAME, "ada", None) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("titel = 'x'", "nothing is known about 'titel'"),
        ("id = 'two words'", "id is 'two words'"),
        ("id = '../up'", "id is '../up'"),
        ("attempts = 'first'", "may be 'last' or 'best'"),
        ("time_zone = 'Zürich'", "no time_zone 'Zürich'"),
        ("[late]\nper_day = -0.1", "late.per_day is -0.1, and must be a number from 0 to 1"),
        ("[late]\nper_day = true", "late.per_day is True"),
        ("[late]\nper_day = '10%'", "late.per_day is '10%'"),
        ("[late]\nper_week = 0.1", "late.per_week is not one of per_day"),
        ("[due]\n02_x = '2027-03-01'", "must be a time such as 2027-03-01T18:00:00"),
        ("[due]\n02_x = 2027-03-01", "must be a time such as 2027-03-01T18:00:00"),
        ("[points]\n02_x = nan", "points.02_x is nan"),
        (
            "[[extension]]\nstudent = 'ada'\nuntil = 2027-03-01T18:00:00",
            "extension.assignment is missing",
        ),
        ("[[extension]]\nstudent = 'ada'\nassignment = 'x'", "extension.until is missing"),
        ("late = 3", "late is 3, and must be a table, under a line [late]"),
        ("due = 3", "due is 3"),
        ("extension = 'ada'", "under a line [[extension]]"),
        ("[due", "Expected ']'"),
        ("[points]\n02_x = inf", "points.02_x is inf"),
        ("[[extension]]\nstuden = 'ada'", "extension.studen is not one of student, assignment"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(CourseError) as error:
        written(tmp_path, text)
    assert error.value.code == "bad-policy"
    assert said in error.value.sentence and str(tmp_path / FILE) in error.value.sentence


@pytest.mark.parametrize(
    ("late", "costs"),
    [
        (Late(), {0.1: 2, 24: 2, 25: 4, 240: 10}),
        (Late(per_day=0), {0.1: 0, 240: 0}),
        (Late(0.1, 1.0, grace_minutes=30), {0.5: 0, 0.51: 2, 24: 2, 240: 20, 2400: 20}),
        (Late(0.1, 0.5, cut_off_days=2), {48: 4, 48.1: 20}),
        (Late(0.0, 0.0, grace_minutes=60, cut_off_days=0), {1: 0, 1.1: 20}),
    ],
    ids=["usual", "none", "grace", "cut-off", "nothing late"],
)
def test_lateness_costs_what_the_rule_says(late: Late, costs: dict[float, float]) -> None:
    assert {hours: late.penalty(20.0, hours * 3600) for hours in costs} == pytest.approx(costs)


# --- everybody takes the same ------------------------------------------------------------------

DUE = datetime(2026, 10, 1, 18, 0)
RULES = """
id = "policy"
[late]
per_day = 0.15
at_most = 0.4
grace_minutes = 20
cut_off_days = 5
[due]
02_cross_correlation = 2026-10-01T18:00:00Z
[[extension]]
student = "ill"
assignment = "02_cross_correlation"
until = 2026-10-03T18:00:00Z
"""
# 4 points each for corr1d: hours after the deadline, and what is taken off.
CLASS = {
    "early": (-1, 0),
    "grace": (0.3, 0),
    "late": (0.4, 0.15 * 4),
    "later": (30, 0.3 * 4),
    "much": (100, 0.4 * 4),
    "over": (121, 4),
    "ill": (47, 0),
}


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """One exercise with rules of its own; seven have handed in, none is graded."""
    folder = tmp_path_factory.mktemp("policy") / "course"
    source = folder / "solutions" / NAME
    source.mkdir(parents=True)
    shutil.copy2(ROOT / "solutions" / NAME / f"{NAME}.py", source)
    shutil.copy2(ROOT / CONFIG, folder / CONFIG)
    (folder / FILE).write_text(RULES, "utf-8")
    course = Course(folder)
    release(course)
    with course.gradebook() as gradebook:
        gradebook.update_or_create_assignment(NAME, duedate=DUE)
    for student, (hours, _) in CLASS.items():
        nb = nbformat.read(course.released(NAME), as_version=4)
        (cell,) = [
            c for c in nb.cells if c.metadata.get("nbgrader", {}).get("grade_id") == "corr1d"
        ]
        cell.source = "def corr1d(x, w):\n    return np.correlate(x, w)"
        place = course.submitted / student / NAME
        place.mkdir(parents=True)
        nbformat.write(nb, place / f"{NAME}.ipynb")
        stamp = DUE + timedelta(hours=hours)
        (place / "timestamp.txt").write_text(f"{stamp:%Y-%m-%d %H:%M:%S} UTC", "utf-8")
    return course


def nbgrader(course: Course, *words: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    command = ["nbgrader", *words]
    return subprocess.run(
        command, cwd=course.root, env=os.environ | {"PATH": path}, capture_output=True, text=True,
        timeout=600,
    )  # fmt: skip


def taken(course: Course) -> dict[str, tuple[float, float]]:
    return {m.person.id: (m.raw, m.penalty) for m in marks(course)}


@pytest.mark.slow
def test_nbgrader_and_ours_take_the_same_penalty(origin: Course, tmp_path: Path) -> None:
    ours = Course(shutil.copytree(origin.root, tmp_path / "ours"))
    stock = Course(shutil.copytree(origin.root, tmp_path / "stock"))
    assert {g.score for g in pipeline.grade(ours)} == {4.0}
    ran = nbgrader(stock, "autograde", NAME)
    assert ran.returncode == 0, ran.stderr
    expected = {student: (4.0, penalty) for student, (_, penalty) in CLASS.items()}
    assert taken(ours) == taken(stock) == pytest.approx(expected)
    for course in (ours, stock):
        with course.gradebook() as gradebook:
            assert gradebook.find_submission(NAME, "ill").extension == timedelta(days=2)


@pytest.mark.slow
def test_nbgrader_does_not_grade_by_rules_it_cannot_read(origin: Course, tmp_path: Path) -> None:
    course = Course(shutil.copytree(origin.root, tmp_path / "course"))
    (course.root / FILE).write_text("[late]\nper_day = 'much'\n", "utf-8")
    ran = nbgrader(course, "autograde", NAME)
    assert ran.returncode != 0
    assert "late.per_day is 'much'" in ran.stderr
    assert not course.autograded.exists()
