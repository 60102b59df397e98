"""Find the bug and predict: one question after another, and no verdict tells the answer."""

from __future__ import annotations

import pytest

from autograder.checks import chapters, every_check
from autograder.demo.write import as_cell
from autograder.exercise import Check
from autograder.judge import judge
from autograder.quiz import Answers, Question, quiz

QUIZZES = [pytest.param(check, id=check.name) for check in every_check() if check.fixed]
each_quiz = pytest.mark.parametrize("check", QUIZZES)


@pytest.fixture
def sizes() -> Check:
    """Two questions, one with a wrong number that is known."""
    slip = ("the last window hangs over the edge", "Draw the last window.")
    return quiz(
        "demo.predict",
        [
            Question("rows", "tells the number of rows", 3, {4: slip}),
            Question("columns", "tells the number of columns", 5),
        ],
    )


def test_each_right_answer_has_its_point(sizes: Check) -> None:
    assert judge(sizes, Answers("right", {"rows": 3, "columns": 5}), 0).points == 2
    assert judge(sizes, Answers("half", {"rows": 3, "columns": 6}), 0).points == 1
    assert judge(sizes, lambda question: 3.0, 0).points == 1


def test_a_known_wrong_number_is_named_whatever_the_other_answers_are(sizes: Check) -> None:
    verdict = judge(sizes, Answers("wrong", {"rows": 4, "columns": 77}), 0)
    assert (verdict.mistake, verdict.points) == ("rows-4", 0)
    assert "the last window hangs over the edge" in verdict.text()


@pytest.mark.parametrize("rows", [4, 7])
def test_no_verdict_tells_the_answer(sizes: Check, rows: int) -> None:
    verdict = judge(sizes, Answers("wrong", {"rows": rows, "columns": 5}), 0)
    assert "'rows' is not" in verdict.text()
    assert verdict.case is None
    assert "3" not in verdict.text() + verdict._repr_html_().partition("</ul>")[2]


def test_a_question_left_out_costs_that_question_alone(sizes: Check) -> None:
    verdict = judge(sizes, Answers("half", {"columns": 5}), 0)
    assert (verdict.code, verdict.points) == ("raised", 1)


def test_answers_can_stand_in_a_cell() -> None:
    space: dict = {}
    exec(as_cell(Answers("right", {"rows": 3}), "predict"), space)
    assert space["predict"]("rows") == 3


def test_every_chapter_has_a_bug_to_find_and_something_to_predict() -> None:
    lacking = [c.__name__ for c in chapters() if c.FUNCTIONS[-2:] != ["find_the_bug", "predict"]]
    assert lacking == []


@each_quiz
def test_there_are_three_questions_and_five_known_wrong_numbers(check: Check) -> None:
    assert len(check.properties) >= 3
    assert len(check.mistakes) >= 5


@each_quiz
def test_every_known_wrong_number_is_named_and_costs_one_point(check: Check) -> None:
    for mistake in check.mistakes:
        verdict = judge(check, mistake.function, 0)
        assert (verdict.mistake, verdict.points) == (mistake.name, check.points - 1)


@each_quiz
def test_no_question_is_answered_by_always_saying_the_same(check: Check) -> None:
    answers = {float(check.reference(*case)) for p in check.properties for case in p.draw(None)}  # type: ignore[arg-type]
    assert len(answers) > 1


@each_quiz
def test_words_end_the_sentences_that_they_belong_to(check: Check) -> None:
    for mistake in check.mistakes:
        assert mistake.when[-1] not in ".?!" and len(mistake.when.split()) >= 4
        assert mistake.hint[-1] in ".?" and len(mistake.hint.split()) >= 4
    for prop in check.properties:
        assert prop.says[0].islower() and prop.says[-1] not in ".?!"
