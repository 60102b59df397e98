"""From a function to a verdict: points by property, the case that is shown, the mistake's name."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from numpy.random import Generator

from autograder.checks import find
from autograder.draws import numbers
from autograder.exercise import Check, Property
from autograder.judge import judge


def scaled(time_limit: float = 5.0) -> Check:
    """Asks for 2x: 1 point for a large case and a small one, 2 for negative, 4 for no values."""

    def sizes(rng: Generator) -> list[tuple[Any, ...]]:
        return [(np.abs(numbers(rng, 3, 4)),), (np.abs(numbers(rng, 1, 2)),)]

    return Check(
        "demo.double",
        "double(x)",
        lambda x: 2 * x,
        [
            Property("doubles what is positive", 1, sizes),
            Property("doubles what is negative", 2, lambda rng: [(-np.abs(numbers(rng, 2, 3)),)]),
            Property("copes with nothing at all", 4, lambda rng: [(np.zeros((0, 2)),)]),
        ],
        time_limit=time_limit,
    )


@pytest.fixture
def double() -> Check:
    """The same with three mistakes, two of which cannot be told apart."""
    check = scaled()

    @check.mistake("the number is squared", "Compute 2 · 3.")
    def squared(x: Any) -> Any:
        return x**2

    @check.mistake("the sign is lost", "Compute 2 · (−3).")
    def sign_lost(x: Any) -> Any:
        return 2 * np.abs(x)

    @check.mistake("the number is halved", "Compute 2 · 3.")
    def halved(x: Any) -> Any:
        return x / 2

    @check.mistake("the number is divided by two", "Compute 2 · 3.")
    def divided(x: Any) -> Any:
        return x * 0.5

    return check


def test_all_right_is_all_the_points(double: Check) -> None:
    verdict = judge(double, lambda x: x + x, 0)
    assert (verdict.code, verdict.points, verdict.of) == ("pass", 7, 7)


def test_a_property_that_fails_costs_its_own_points_only(double: Check) -> None:
    verdict = judge(double, lambda x: 2 * np.abs(x), 0)
    assert (verdict.points, [ok for *_, ok in verdict.properties]) == (5, [True, False, True])


def test_one_failing_case_costs_the_whole_property(double: Check) -> None:
    verdict = judge(double, lambda x: 2 * x if x.shape != (1, 2) else x, 0)
    assert [ok for *_, ok in verdict.properties] == [False, True, True]


def test_properties_after_a_failure_are_still_examined(double: Check) -> None:
    def only_empty(x: Any) -> Any:
        return x if x.size == 0 else 1 / 0

    assert judge(double, only_empty, 0).points == 4


def test_a_part_that_is_not_written_leaves_the_points_of_the_rest(double: Check) -> None:
    def no_negatives(x: Any) -> Any:
        if (x < 0).any():
            raise NotImplementedError
        return 2 * x

    verdict = judge(double, no_negatives, 0)
    assert (verdict.code, verdict.points) == ("not-written", 5)


def test_after_the_time_is_up_nothing_more_is_called() -> None:
    calls = []

    def waits(x: Any) -> None:
        calls.append(x.shape)
        while True:
            pass

    verdict = judge(scaled(time_limit=0.5), waits, 0)
    assert (verdict.code, verdict.points, calls) == ("timed-out", 0, [(3, 4)])


def test_what_was_not_reached_in_time_still_stands_in_the_list() -> None:
    def waits_for_negatives(x: Any) -> Any:
        while (x < 0).any():
            pass
        return 2 * x

    verdict = judge(scaled(time_limit=0.5), waits_for_negatives, 0)
    assert [(points, ok) for _, points, ok in verdict.properties] == [
        (1, True),
        (2, False),
        (4, False),
    ]


def test_the_smallest_failing_case_is_shown(double: Check) -> None:
    verdict = judge(double, lambda x: 3 * x, 0)
    assert verdict.case is not None
    assert verdict.case.inputs["x"].shape == (1, 2)


def test_a_smaller_case_that_passes_is_not_shown(double: Check) -> None:
    verdict = judge(double, lambda x: 2 * np.abs(x), 0)
    assert verdict.case is not None
    assert verdict.case.inputs["x"].shape == (2, 3)


def test_the_case_holds_what_was_expected_what_came_and_where_they_differ(double: Check) -> None:
    def first_wrong(x: Any) -> Any:
        y = 2 * x
        y[:1, :1] += 1
        return y

    case = judge(double, first_wrong, 0).case
    assert case is not None
    assert case.wrong is not None
    assert case.yours is not None
    np.testing.assert_array_equal(case.expected, 2 * case.inputs["x"])
    np.testing.assert_array_equal(case.yours - case.expected, [[1, 0]])
    np.testing.assert_array_equal(case.wrong, [[True, False]])


def test_the_case_shown_is_as_it_was_before_the_student_changed_it(double: Check) -> None:
    def spoils(x: Any) -> Any:
        x[:] = 99
        return x

    case = judge(double, spoils, 0).case
    assert case is not None
    assert case.inputs["x"].max() < 10


@pytest.mark.parametrize("name", ["squared", "sign-lost"])
def test_a_mistake_is_called_by_its_name(double: Check, name: str) -> None:
    (mistake,) = (m for m in double.mistakes if m.name == name)
    verdict = judge(double, mistake.function, 0)
    assert (verdict.mistake, verdict.when, verdict.hint) == (name, mistake.when, mistake.hint)


def test_the_same_mistake_in_other_words_is_named_too(double: Check) -> None:
    assert judge(double, lambda x: [[v * v for v in row] for row in x], 0).mistake is None
    assert judge(double, lambda x: np.multiply(x, x), 0).mistake == "squared"


def test_no_name_is_given_where_two_mistakes_fit(double: Check) -> None:
    verdict = judge(double, lambda x: x / 2, 0)
    assert (verdict.code, verdict.mistake, verdict.when) == ("wrong-value", None, "")


def test_two_mistakes_at_once_have_no_name(double: Check) -> None:
    assert judge(double, lambda x: np.abs(x) ** 3, 0).mistake is None


def test_a_mistake_made_in_some_cases_only_has_no_name(double: Check) -> None:
    assert judge(double, lambda x: x**2 if x.shape == (3, 4) else 2 * x, 0).mistake is None


def test_an_answer_that_passes_names_no_mistake(double: Check) -> None:
    @double.mistake("two is added in place of multiplying", "Compute 2 · 3.")
    def harmless(x: Any) -> Any:
        return 2 * x

    assert judge(double, lambda x: 2 * x, 0).mistake is None


def cases(seed: int) -> list[tuple[Any, ...]]:
    """What a student's corr2d is called with."""
    seen: list[tuple[Any, ...]] = []
    judge(find("cross_correlation.corr2d"), lambda x, w: seen.append((x, w)), seed)
    return seen


def test_the_same_seed_asks_the_same() -> None:
    for one, two in zip(cases(3), cases(3), strict=True):
        for a, b in zip(one, two, strict=True):
            np.testing.assert_array_equal(a, b)


def test_the_same_seed_gives_the_same_verdict() -> None:
    check = find("cross_correlation.corr2d")
    texts = {judge(check, lambda x, w: x * 0, 3).text() for _ in range(3)}
    assert len(texts) == 1


def test_another_seed_asks_something_else() -> None:
    assert not any(
        np.array_equal(a, b)
        for one, two in zip(cases(3), cases(4), strict=True)
        for a, b in zip(one, two, strict=True)
    )


def test_answers_learned_from_one_seed_are_wrong_for_another() -> None:
    check = find("cross_correlation.corr2d")
    known = {(x.tobytes(), w.tobytes()): check.reference(x, w) for x, w in cases(0)}

    def remembers(x: Any, w: Any) -> Any:
        return known[x.tobytes(), w.tobytes()]

    assert judge(check, remembers, 0).points == 4
    assert judge(check, remembers, 1).points == 0


def test_what_is_done_to_the_arrays_of_earlier_calls_changes_nothing(double: Check) -> None:
    kept: list[np.ndarray] = []

    def spoils_earlier_ones(x: Any) -> Any:
        for old in kept:
            old[:] = 0
        kept.append(x)
        return 2 * x

    assert judge(double, spoils_earlier_ones, 0).code == "pass"


@pytest.mark.parametrize("function", [3, None, "corr2d", [len]])
def test_what_cannot_be_called_is_refused(function: Any) -> None:
    assert judge(find("cross_correlation.corr2d"), function, 0).code == "not-a-function"


def test_a_function_whose_arguments_python_cannot_tell_is_called_all_the_same() -> None:
    largest = dataclasses.replace(
        scaled(),
        reference=lambda x: np.max(x),
        properties=[Property("finds the largest", 1, lambda rng: [(numbers(rng, 5),)])],
    )
    assert judge(largest, max, 0).code == "pass"


def test_a_class_that_lies_about_its_arguments_is_called_all_the_same() -> None:
    class Liar:
        __signature__ = "nothing"

        def __call__(self, x: Any) -> Any:
            return 2 * x

    assert judge(scaled(), Liar(), 0).code == "pass"


def test_defaults_are_left_out_where_the_arguments_are_told() -> None:
    def double(x: int, y: int, z: int = 12345) -> int:
        return x

    assert judge(scaled(), double, 0).detail == "yours takes (x, y, z)"
