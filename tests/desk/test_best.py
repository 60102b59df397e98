"""Several attempts: each is graded once, the best by its own time counts, nothing is lost."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.checks import find
from autograder.course import Course
from autograder.demo.write import as_cell
from autograder.desk import attempts, ledger, rounds
from autograder.journal import Journal
from autograder.marks import marks
from autograder.policy import FILE
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("graded-class")]

NAME = "02_cross_correlation"
DUE = datetime(2026, 10, 1, 18, tzinfo=UTC)
LATE = "[late]\nper_day = 0.12\nat_most = 0.6\n"
BEST = f'attempts = "best"\n{LATE}[due]\n{NAME} = 2026-10-01T18:00:00Z\n'
RIGHT = {  # 4 points for the first
    name: as_cell(find(f"cross_correlation.{name}").styles[0], name)
    for name in ("corr1d", "convolve1d")
}
Handing = Callable[..., attempts.Attempt]


@pytest.fixture
def best(course: Course) -> Course:
    """The best attempt counts; two have handed in before that was so, the others never."""
    (course.root / FILE).write_text(BEST, "utf-8")
    return course


@pytest.fixture
def hand_in(best: Course, tmp_path: Path) -> Handing:
    """Hands in so many hours after the deadline, with these functions right."""

    def hand(hours: float, *right: str, student: str = "ada", text: str = "") -> attempts.Attempt:
        nb = nbformat.read(best.released(NAME), as_version=4)
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id")
            if name in right:
                cell.source = RIGHT[name]
        nb.cells.append(new_code_cell(f"'{hours} {right}'"))
        inbox = tmp_path / "inbox"
        inbox.mkdir(exist_ok=True)
        (inbox / f"{NAME}.ipynb").write_text(text or json.dumps(nb), "utf-8")
        return attempts.file(best, student, NAME, inbox, DUE + timedelta(hours=hours))

    return hand


def mark(course: Course, student: str = "ada") -> tuple[float, float]:
    (found,) = [(m.raw, m.penalty) for m in marks(course) if m.person.id == student]
    return found


def counting(course: Course, student: str = "ada") -> str:
    found = attempts.standing(course, student, NAME)
    return found.name if found else ""


def test_every_attempt_is_graded_once_and_the_best_counts(best: Course, hand_in: Handing) -> None:
    hand_in(-30, "corr1d")
    good = hand_in(-20, "corr1d", "convolve1d")
    hand_in(-10)
    done = rounds.grade(best, students=["ada"])
    all_ = mark(best)[0]
    assert sorted(g.score or 0 for g in done) == [0, 4, all_] and all_ > 4
    assert counting(best) == good.name
    nb = nbformat.read(best.autograded / "ada" / NAME / f"{NAME}.ipynb", as_version=4)
    assert "-20" in nb.cells[-1].source
    with best.gradebook() as gradebook:
        submission = gradebook.find_submission(NAME, "ada")
        assert submission.timestamp == (DUE - timedelta(hours=20)).replace(tzinfo=None)
    assert [g.student for g in Journal(best.journal).verdicts()].count("ada") == 1
    assert rounds.grade(best, students=["ada"]) == []
    assert len(attempts.of(best, "ada", NAME)) == 3


def test_an_attempt_is_worth_what_its_own_time_leaves_of_it(best: Course, hand_in: Handing) -> None:
    early = hand_in(-1, "corr1d")
    late = hand_in(24 * 4 + 1, "corr1d", "convolve1d")  # 60 % are lost
    rounds.grade(best, students=["ada"])
    assert Journal(best.journal).entries[f"ada/{NAME}@{late.name}"]["score"] == 9
    assert counting(best) == early.name and mark(best) == (4, 0)


def test_another_deadline_lets_another_attempt_count_and_runs_no_code(
    best: Course, hand_in: Handing
) -> None:
    early, late = hand_in(-1, "corr1d"), hand_in(24 * 4 + 1, "corr1d", "convolve1d")
    rounds.grade(best, students=["ada"])
    assert counting(best) == early.name
    extension = f'[[extension]]\nstudent = "ada"\nassignment = "{NAME}"\n'
    (best.root / FILE).write_text(BEST + extension + "until = 2026-10-09T18:00:00Z\n", "utf-8")
    assert rounds.grade(best, students=["ada"]) == []
    assert counting(best) == late.name
    assert mark(best)[0] > 4 and mark(best)[1] == 0
    last = ledger.changes(best, "ada")[-1]
    assert (last.before, last.after) == (4, mark(best)[0])
    (best.root / FILE).write_text(BEST, "utf-8")
    assert rounds.grade(best, students=["ada"]) == []
    assert counting(best) == early.name and mark(best) == (4, 0)


def test_of_equals_the_later_counts_and_what_cannot_be_opened_last(
    best: Course, hand_in: Handing
) -> None:
    hand_in(-3)
    later = hand_in(-2)
    broken = hand_in(-1, text="{ no notebook")
    rounds.grade(best, students=["ada"])
    assert counting(best) == later.name
    entries = Journal(best.journal).entries
    assert entries[f"ada/{NAME}@{broken.name}"]["code"] == "malformed-notebook"
    assert entries[f"ada/{NAME}"]["code"] == "graded"


def test_with_the_last_counting_again_the_newest_does(best: Course, hand_in: Handing) -> None:
    good, newest = hand_in(-3, "corr1d"), hand_in(-2)
    rounds.grade(best, students=["ada"])
    assert counting(best) == good.name
    (best.root / FILE).write_text(BEST.replace("best", "last"), "utf-8")
    rounds.grade(best, students=["ada"])
    assert counting(best) == newest.name and mark(best) == (0, 0)


def test_who_has_no_attempts_is_graded_as_ever(best: Course, hand_in: Handing) -> None:
    hand_in(-3, "corr1d")
    path = best.submitted / "kim" / NAME / f"{NAME}.ipynb"
    nb = nbformat.read(path, as_version=4)
    nb.cells.append(new_code_cell("'changed'"))
    nbformat.write(nb, path)
    done = rounds.grade(best, students=["ada", "kim"])
    assert sorted(g.student for g in done) == ["ada", "kim"]


def test_a_regrade_looks_at_every_attempt(best: Course, hand_in: Handing) -> None:
    hand_in(-3, "corr1d")
    hand_in(-2)
    rounds.grade(best, students=["ada"])
    with best.gradebook() as gradebook:
        grade = gradebook.find_grade("corr1d-check", NAME, NAME, "ada")
        grade.auto_score = 1
        gradebook.db.commit()
    done = rounds.grade(best, students=["ada"], force=True, why="a bit was flipped")
    assert len(done) == 2 and mark(best) == (4, 0)
    assert ledger.changes(best, "ada")[-1].why == "a bit was flipped"


def test_a_killed_run_goes_on_where_it_was(best: Course, hand_in: Handing) -> None:
    good = hand_in(-9, "corr1d")
    for hours in range(-8, 0):
        hand_in(hours)
    script = f"""
import os, signal
from autograder.course import Course
from autograder.desk import rounds

def kill(state):
    if state.done == 4:
        os.kill(os.getpid(), signal.SIGKILL)

rounds.grade(Course({str(best.root)!r}), students=["ada"], progress=kill, workers=1)
"""
    killed = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, timeout=300)
    assert killed.returncode == -signal.SIGKILL
    graded = [k for k in Journal(best.journal).entries if k.startswith("ada/")]
    assert len(graded) == 4
    done = rounds.grade(best, students=["ada"])
    assert len(done) == 5
    assert counting(best) == good.name and mark(best) == (4, 0)
    assert len(attempts.of(best, "ada", NAME)) == 9
    assert sorted(p.name for p in best.journal.parent.iterdir()) == [
        "changes.jsonl",
        "deadlines.json",
        "journal.jsonl",
        "lock",
        "secret",
    ]


def test_what_was_kept_and_is_lost_is_made_again(best: Course, hand_in: Handing) -> None:
    good = hand_in(-3, "corr1d")
    hand_in(-2)
    rounds.grade(best, students=["ada"])
    kept = good.folder.with_name(f".{good.name}.json")
    kept.unlink()
    assert len(rounds.grade(best, students=["ada"])) == 1
    assert kept.exists() and counting(best) == good.name
