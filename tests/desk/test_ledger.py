"""The log of marks: every change, once, with its reason; nothing in it is ever written over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime

import nbformat
import pytest

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk import ledger, rounds
from autograder.desk.ledger import Change
from autograder.errors import CourseError
from autograder.marks import marks
from autograder.policy import FILE
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("graded-class")]

NAME = "02_cross_correlation"
LOG = "changes.jsonl"


@pytest.fixture
def noted(course: Course) -> Course:
    """A class whose marks are in the log."""
    ledger.note(course)
    return course


def short(change: Change) -> tuple[str, float | None, float | None, str, str]:
    return (change.student, change.before, change.after, change.who, change.why)


def mark(course: Course, student: str) -> float:
    (found,) = [m.counts for m in marks(course) if m.person.id == student]
    return found


def give(course: Course, student: str, points: float | None) -> None:
    """Points for the written answer, as formgrader gives them."""
    with course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", NAME, NAME, student)
        grade.manual_score, grade.needs_manual_grade = points, False
        gradebook.db.commit()


def test_first_marks_come_from_nothing_and_are_noted_once(course: Course) -> None:
    before = datetime.now(UTC).replace(microsecond=0)
    first = ledger.note(course)
    assert {(c.student, c.after) for c in first} == {(m.person.id, m.counts) for m in marks(course)}
    assert {(c.before, c.why, c.who) for c in first} == {(None, "graded", ledger.person())}
    assert all(before <= c.when <= datetime.now(UTC) for c in first)
    assert ledger.note(course) == []
    assert ledger.changes(course) == first


def test_points_by_hand_are_noticed_and_named(noted: Course) -> None:
    had = mark(noted, "kim")
    give(noted, "kim", 2.5)
    assert list(map(short, ledger.note(noted))) == [
        ("kim", had, had + 2.5, "formgrader", "points by hand")
    ]
    give(noted, "kim", None)
    assert [c.after for c in ledger.note(noted)] == [had]


def test_a_deadline_is_given_as_the_reason(noted: Course) -> None:
    (noted.root / FILE).write_text(f"[due]\n{NAME} = 2026-09-30T00:00:00Z\n", "utf-8")
    give(noted, "kim", 3)
    found = rounds.catch_up(noted)
    assert [c.why for c in found if c.student == "kim"] == [
        "points by hand",
        "deadline was none, is 2026-09-30 00:00 UTC",
    ]
    last = ledger.newest(noted)["kim", NAME]
    assert (last.by_hand, last.penalty) == (3.0, pytest.approx(mark(noted, "kim") / 9))


def test_another_scale_is_given_as_the_reason(noted: Course) -> None:
    (noted.root / FILE).write_text(f"[points]\n{NAME} = 10\n", "utf-8")
    found = rounds.catch_up(noted)
    assert {c.why for c in found} == {"what full marks count was changed"}
    kim = next(c for c in found if c.student == "kim")
    assert kim.before is not None and kim.after == pytest.approx(kim.before / 3)


def test_what_is_taken_out_of_the_gradebook_is_noted(noted: Course) -> None:
    had = mark(noted, "kim")
    with noted.gradebook() as gradebook:
        gradebook.remove_submission(NAME, "kim")
    assert list(map(short, ledger.note(noted))) == [
        ("kim", had, None, ledger.person(), "taken out of the gradebook")
    ]
    assert ledger.note(noted) == []


def test_regrading_needs_a_reason_and_notes_it(
    noted: Course, said: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        main(["regrade", NAME, "--course", str(noted.root)])
    assert "--why" in capsys.readouterr().err
    path = noted.submitted / "kim" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    for cell in nb.cells:
        if cell.metadata.get("nbgrader", {}).get("grade_id") == "corr1d":
            cell.source = "def corr1d(x, w):\n    return None"
    nbformat.write(nb, path)
    words = ["regrade", NAME, "--student", "kim", "--student", "lee", "--why", "her file was old"]
    assert main([*words, "--course", str(noted.root)]) == 0
    assert "2 submissions graded anew" in said()
    (change,) = ledger.changes(noted)[14:]
    assert change.before is not None
    assert short(change)[2:] == (change.before - 4, ledger.person(), "her file was old")


def test_the_reason_of_a_killed_run_is_not_lost(noted: Course) -> None:
    script = f"""
import os, signal
from autograder.course import Course
from autograder.desk import ledger
course = Course({str(noted.root)!r})
with ledger.grading(course, "the third case was wrong"):
    with course.gradebook() as gradebook:
        gradebook.find_grade("corr1d-check", {NAME!r}, {NAME!r}, "kim").auto_score = 1
        gradebook.db.commit()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=120)
    assert killed.returncode == -signal.SIGKILL
    give(noted, "lee", 1)
    found = {c.student: c.why for c in rounds.catch_up(noted)}
    assert found == {"kim": "the third case was wrong", "lee": "points by hand"}
    rounds.grade(noted, students=["kim"])
    give(noted, "kim", 1)
    assert [c.why for c in ledger.note(noted)] == ["points by hand"]


def test_the_log_only_grows_and_survives_a_line_cut_off(noted: Course) -> None:
    log = noted.journal.with_name(LOG)
    whole = log.read_bytes()
    log.write_bytes(whole[:-40])  # the last line of a run that was killed
    (again,) = ledger.note(noted)
    assert log.read_bytes().startswith(whole[:-40] + b"\n")
    assert again == ledger.changes(noted)[-1]
    give(noted, "kim", 1)
    before = log.read_bytes()
    ledger.note(noted)
    assert log.read_bytes().startswith(before) and len(log.read_bytes()) > len(before)


def test_changes_shows_the_log(
    noted: Course, said: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    give(noted, "kim", 2)
    assert main(["changes", "kim", "--course", str(noted.root)]) == 0
    had = mark(noted, "kim") - 2
    text = said()
    assert f"kim {NAME} – → {had:g}" in text and f"{had:g} → {had + 2:g}" in text
    assert "formgrader: points by hand" in text and "lee" not in text
    assert main(["changes", "--json", "--course", str(noted.root)]) == 0
    entries = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [e["student"] for e in entries] == [c.student for c in ledger.changes(noted)]
    assert entries[-1].keys() >= {"student", "assignment", "from", "to", "who", "when", "why"}
    assert main(["changes", "nobody", "--course", str(noted.root)]) == 1
    assert "error unknown-student" in capsys.readouterr().err


def test_while_somebody_grades_changes_shows_what_is_known(
    noted: Course, said: Callable[[], str]
) -> None:
    script = f"""
import sys
from autograder.course import Course
with Course({str(noted.root)!r}).alone():
    print("ready", flush=True)
    sys.stdin.read()
"""
    command = [sys.executable, "-c", script]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, text=True, **pipes) as grader:
        assert grader.stdout is not None and grader.stdin is not None
        assert grader.stdout.readline() == "ready\n"
        with pytest.raises(CourseError, match="grading-already"):
            ledger.note(noted)
        assert main(["changes", "kim", "--course", str(noted.root)]) == 0
        assert "graded" in said()
        grader.stdin.close()


def test_a_feedback_page_older_than_the_mark_is_written_anew(
    noted: Course, said: Callable[[], str]
) -> None:
    assert main(["grade", "--course", str(noted.root)]) == 0
    assert "14 feedback pages written anew" in said()
    assert rounds.pages(noted, only_new=True) == []
    page = noted.feedback / "kim" / NAME / f"{NAME}.html"
    for path in (noted.autograded / "kim" / NAME / f"{NAME}.ipynb", page):
        os.utime(path, (page.stat().st_mtime - 3600,) * 2)  # as if made before the mark changed
    assert rounds.pages(noted, only_new=True) == [(NAME, "kim")]
    assert rounds.pages(noted, ["03_padding_and_stride"], only_new=True) == []
    assert main(["grade", "--course", str(noted.root)]) == 0
    assert "1 feedback pages written anew" in said()
