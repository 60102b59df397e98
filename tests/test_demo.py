"""The demo class through the whole pipeline: marks are what `class.toml` says they deserve."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup

from autograder import feedback, pipeline
from autograder.checks import every_check
from autograder.course import Course
from autograder.demo import make, read_class
from autograder.demo.write import as_cell
from autograder.desk.report import gather
from autograder.exercise import Check
from autograder.export import export
from autograder.judge import judge
from autograder.submission import Graded
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]
STUDENTS = read_class()
HANDED_IN = [(s.id, name) for s in STUDENTS for name in s.marks if s.accidents.get(name) != "never"]


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Course, list[Graded]]:
    course = make(Course(ROOT), tmp_path_factory.mktemp("demo"))
    done = pipeline.grade(course)
    feedback.write(course, feedback.stale(course))
    export(course)
    return course, done


@pytest.fixture(scope="module")
def course(graded: tuple[Course, list[Graded]]) -> Course:
    return graded[0]


@pytest.fixture(scope="module")
def marks(course: Course) -> pd.DataFrame:
    return pd.read_csv(course.marks).set_index(["student_id", "assignment"])


def test_the_class_has_24_students_by_number() -> None:
    assert [s.id for s in STUDENTS] == [f"student-{n:02d}" for n in range(1, 25)]


def test_the_class_covers_every_chapter_rightly_and_wrongly() -> None:
    for name in Course(ROOT).assignments():
        marks = [s.marks[name] for s in STUDENTS if name in s.marks]
        assert len(marks) >= 9 and len(set(marks)) >= 3, name


@pytest.mark.parametrize("student", STUDENTS, ids=lambda s: s.id)
def test_marks_are_what_the_description_says(student, marks: pd.DataFrame) -> None:
    got = {a: marks.loc[(student.id, a), "score"] for a in student.marks}
    assert got == pytest.approx(student.marks), student.story


@pytest.mark.parametrize("assignment", Course(ROOT).assignments())
def test_a_right_answer_of_any_style_carries_the_notebook_to_its_end(
    course: Course, assignment: str
) -> None:
    """Also through the cells below the checks, which use the functions and give no points."""
    right = [s.id for s in STUDENTS if s.id in course.students(assignment) and not s.answers]
    assert len(right) >= 5
    for student in set(right) - {s.id for s in STUDENTS if s.accidents}:
        path = course.autograded / student / assignment / f"{assignment}.ipynb"
        cells = [c for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
        errors = [o for c in cells for o in c.outputs if o.output_type == "error"]
        assert errors == [], student


def test_only_the_broken_upload_could_not_be_graded(graded: tuple[Course, list[Graded]]) -> None:
    codes = Counter(g.code for g in graded[1])
    broken = [g for g in graded[1] if g.code != "graded"]
    assert codes == {"graded": len(HANDED_IN) - 1, "malformed-notebook": 1}
    assert [(g.student, g.assignment) for g in broken] == [("student-23", "03_padding_and_stride")]


def test_what_was_repaired_is_told_to_student_and_instructor(
    graded: tuple[Course, list[Graded]],
) -> None:
    course, done = graded
    notes = {(g.student, g.assignment): " ".join(g.notes) for g in done if g.notes}
    assert sorted(notes) == [
        ("student-20", "02_cross_correlation"),
        ("student-21", "02_cross_correlation"),
        ("student-21", "03_padding_and_stride"),
        ("student-22", "02_cross_correlation"),
        ("student-22", "07_transposed_convolution"),
    ]
    edited = ("student-21", "03_padding_and_stride")
    assert "'output_size-check' had been changed" in notes[edited]
    page = course.feedback / edited[0] / edited[1] / f"{edited[1]}.html"
    shown = BeautifulSoup(page.read_text("utf-8"), "html.parser").get_text()
    assert "Test cell 'output_size-check' had been changed; it is as released again." in shown


def test_every_mistake_made_is_diagnosed_by_its_name(course: Course) -> None:
    not_mistakes = {"stub", "syntax-error", "raises"}
    made = {
        (s.id, check, mistake)
        for s in STUDENTS
        for check, mistake in s.answers.items()
        if mistake not in not_mistakes
    }
    diagnosed = {
        (student, finding.check, finding.mistake)
        for (student, _), work in gather(course).works.items()
        for finding in work.findings
        if finding.mistake
    }
    assert diagnosed == made


def test_feedback_is_written_for_each_graded_notebook(course: Course) -> None:
    pages = sorted(course.feedback.glob("*/*/*.html"))
    assert len(pages) == len(HANDED_IN) - 1
    flipped = course.feedback / "student-06" / "02_cross_correlation" / "02_cross_correlation.html"
    assert "This is what you get when the kernel is flipped." in flipped.read_text("utf-8")


def test_late_work_loses_three_tenths(marks: pd.DataFrame) -> None:
    late = marks.loc[("student-05", "02_cross_correlation")]
    assert (late.raw_score, late.late_submission_penalty) == pytest.approx((27.0, 8.1))


def test_written_answers_wait_for_a_human(course: Course) -> None:
    with course.gradebook() as gradebook:
        submission = gradebook.find_submission("02_cross_correlation", "student-01")
        assert submission.needs_manual_grade


def test_the_submitted_files_are_as_they_were(course: Course) -> None:
    folder = course.submitted / "student-22" / "02_cross_correlation"
    assert (folder / "homework final (2).ipynb").exists()
    broken = course.submitted / "student-23" / "03_padding_and_stride"
    with pytest.raises(nbformat.reader.NotJSONError):
        nbformat.read(broken / "03_padding_and_stride.ipynb", as_version=4)


def test_nothing_is_graded_twice(course: Course) -> None:
    make(Course(ROOT), course.root)
    assert pipeline.grade(course) == []
    assert feedback.stale(course, only_new=True) == []


def test_points_given_by_hand_reach_the_feedback(course: Course) -> None:
    name = "07_transposed_convolution"
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", name, name, "student-02")
        grade.manual_score, grade.needs_manual_grade = 2.5, False
        comment = gradebook.find_comment("reflection", name, name, "student-02")
        comment.manual_comment = "Well put."
        gradebook.db.commit()
    feedback.write(course, feedback.stale(course, [name]))
    page = course.feedback / "student-02" / name / f"{name}.html"
    assert "Well put." in page.read_text("utf-8")
    marks = pd.read_csv(export(course)).set_index(["student_id", "assignment"])
    assert marks.loc[("student-02", name), "score"] == 31.5


def test_a_changed_submission_is_graded_again_and_no_other(course: Course) -> None:
    name = "03_padding_and_stride"
    path = course.submitted / "student-01" / name / f"{name}.ipynb"
    before = path.read_bytes()
    try:
        nb = nbformat.read(path, as_version=4)
        nb.cells.append(nbformat.v4.new_code_cell("# a later thought"))
        nbformat.write(nb, path)
        again = pipeline.grade(course)
        assert [(g.student, g.assignment, g.code) for g in again] == [
            ("student-01", name, "graded")
        ]
    finally:
        path.write_bytes(before)


def test_a_folder_in_use_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("precious", "utf-8")
    with pytest.raises(Exception, match="folder-in-use"):
        make(Course(ROOT), tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.parametrize("check", every_check(), ids=lambda c: c.name)
def test_a_copied_answer_behaves_like_the_original(check: Check) -> None:
    copied = 0
    for mistake in check.mistakes:
        scope: dict = {}
        try:
            cell = as_cell(mistake.function, check.function_name)
        except ValueError:
            continue  # leans on a reference kernel: not for students' notebooks
        exec(f"import numpy as np\n{cell}", scope)
        assert judge(check, scope[check.function_name], seed=3).mistake == mistake.name
        assert "autograder" not in cell
        copied += 1
    assert copied >= 5
