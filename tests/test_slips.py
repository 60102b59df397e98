"""Mistakes that nobody listed: one small change in a right program, made mechanically."""

from __future__ import annotations

import numpy as np
import pytest

from autograder import slips
from autograder.checks import every_check
from autograder.course import Course
from autograder.exercise import Check, Property
from autograder.slips import Count, Program, more_cases, share_caught

CHECKS = [pytest.param(check, id=check.name) for check in every_check() if not check.fixed]

# Slips that change a value somewhere and pass all the same: which, and why that is no hole.
EXPLAINED: dict[tuple[str, str], str] = {}


def where(source: str) -> list[str]:
    return [slip.where for slip in slips.slips(Program(source, {"np": np}))]


@pytest.mark.parametrize(
    "line, slip",
    [
        ("return x + 1", "x - 1 for x + 1"),
        ("return x + 1", "2 for 1"),
        ("return x[1, 2]", "(2, 1) for (1, 2)"),
        ("return x[::2]", ": for ::2"),
        ("return x.sum(axis=1)", "0 for 1"),
        ("return x.sum(axis=1)", "x.sum() for x.sum(axis=1)"),
        ("return np.dot(x, w)", "np.dot(w, x) for np.dot(x, w)"),
        ("return -x", "x for -x"),
        ("return x < w", "x <= w for x < w"),
        ("x += w", "x = w for x += w"),
        ("return [x[i] for i in range(3)]", "range(1, 3) for range(3)"),
        ("a, b = x.shape", "w for x"),
    ],
)
def test_every_kind_of_slip_is_made(line: str, slip: str) -> None:
    assert f"f, line 2: {slip}" in where(f"def f(x, w):\n    {line}")


def test_a_docstring_and_names_that_are_set_are_left_alone() -> None:
    assert where('def f(x):\n    """1 + 1"""\n    y = x\n    return y') == []


@pytest.fixture
def tall() -> Check:
    """Swaps the axes of tall arrays, and looks at square ones only."""

    def reference(x):
        return x.T

    check = Check(
        "demo.turned",
        "turned(x)",
        reference,
        [Property("turns", 1, lambda rng: [(rng.normal(size=(1, 1)),)])],
    )
    check.style(reference)
    return check


def test_a_check_with_a_hole_lets_slips_through(
    tall: Check, monkeypatch: pytest.MonkeyPatch, repository: Course
) -> None:
    right = Program("def turned(x):\n    return x.T", {})
    monkeypatch.setattr(slips, "programs", lambda check, course: [right])
    assert slips.count(tall, repository) == Count("demo.turned", 0, 1, ())
    x = np.arange(6.0).reshape(2, 3)
    monkeypatch.setattr(slips, "more_cases", lambda check: [((x,), x.T)])
    assert slips.count(tall, repository).survivors == ("turned, line 2: x for x.T",)


def test_more_cases_keep_to_what_the_right_programs_agree_on(tall: Check) -> None:
    tall.style(lambda x: x.T * (2 if x[0, 0] > 0 else 1))
    assert all(x[0, 0] <= 0 for (x,), _ in more_cases(tall))


def test_the_share_leaves_out_what_changes_nothing() -> None:
    assert share_caught([Count("a", 98, 500, ("x", "y")), Count("b", 100, 0, ())]) == 0.99


@pytest.mark.parametrize("check", CHECKS)
def test_slips_are_caught_or_explained(check: Check, repository: Course) -> None:
    found = slips.count(check, repository)
    assert found.caught >= 20
    assert set(found.survivors) == {w for name, w in EXPLAINED if name == check.name}


def test_what_is_explained_is_less_than_a_hundredth(repository: Course) -> None:
    made = sum(
        1 for p in CHECKS for q in slips.programs(p.values[0], repository) for _ in slips.slips(q)
    )
    assert len(EXPLAINED) <= 0.008 * made  # a fifth at most of all slips change no value
