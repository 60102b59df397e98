"""One call of a student's function: what it is given, what is read from it, what is compared."""

from __future__ import annotations

import sys
import warnings
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
import torch

from autograder.outcome import Outcome, agree, call, differing, read


def answers(value: Any) -> Outcome:
    return Outcome("answered", np.asarray(value, dtype=float))


def test_the_function_works_on_copies() -> None:
    mine = np.array([1.0, 2.0])
    seen: list[np.ndarray] = []
    call(lambda x: seen.append(x), (mine,), 10)
    assert not np.shares_memory(seen[0], mine)


def test_arguments_that_are_no_arrays_arrive_as_they_are() -> None:
    seen: list[Any] = []
    call(lambda *given: seen.extend(given), ((2, 3), "same", 7), 10)
    assert seen == [(2, 3), "same", 7]


def test_copies_keep_their_type() -> None:
    seen: list[Any] = []
    call(lambda x: seen.append(x.dtype), (np.array([1, 2], dtype=np.int64),), 10)
    assert seen == [np.int64]


def test_the_value_is_a_copy_that_a_student_cannot_change_later() -> None:
    kept = np.zeros(3)
    outcome = call(lambda: kept, (), 10)
    kept[:] = 5
    assert outcome.value is not None
    assert outcome.value.tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "returned",
    [
        [[1, 2], [3, 4]],
        ((1, 2), (3, 4)),
        np.array([[1, 2], [3, 4]], dtype=np.uint8),
        np.array([[1, 2], [3, 4]], dtype=np.float16),
        np.array([[1, 2], [3, 4]], dtype=np.longdouble),
        torch.tensor([[1, 2], [3, 4]]),
        torch.tensor([[1.0, 2.0], [3.0, 4.0]], requires_grad=True),
        [torch.tensor([1, 2]), torch.tensor([3, 4])],
        np.matrix("1 2; 3 4"),
        [range(1, 3), range(3, 5)],
    ],
    ids=lambda value: type(value).__name__,
)
def test_numbers_in_any_box_are_read_as_float64(returned: Any) -> None:
    outcome = read(returned)
    assert outcome.value is not None
    assert (outcome.value.tolist(), outcome.value.dtype) == ([[1, 2], [3, 4]], np.float64)


def test_what_is_read_is_a_plain_array() -> None:
    class Special(np.ndarray):
        pass

    assert type(read(np.zeros(2).view(Special)).value) is np.ndarray


@pytest.mark.parametrize(
    ("returned", "detail"),
    [
        ("seven", "a value of type str"),
        (True, "a value of type bool"),
        (print, "a value of type builtin_function_or_method"),
        (["a", "b"], "list of text"),
        ([b"a"], "list of bytes"),
        ([Decimal(1)], "list of objects"),
        (np.array([1j]), "ndarray of complex numbers"),
        (np.array(["2026-01-01"], dtype="M8[D]"), "ndarray of datetime64[D]"),
        (torch.tensor([True]), "Tensor of truth values"),
    ],
)
def test_what_is_no_number_is_named(returned: Any, detail: str) -> None:
    assert read(returned) == Outcome("unreadable", None, detail)


def test_a_tensor_that_numpy_does_not_know_is_unreadable() -> None:
    outcome = read(torch.zeros(2, dtype=torch.bfloat16))
    assert (outcome.code, "BFloat16" in outcome.detail) == ("unreadable", True)


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_finite_is_kept_to_be_shown(value: float) -> None:
    outcome = read([1.0, value])
    assert outcome.code == "not-a-number"
    np.testing.assert_array_equal(outcome.value, [1.0, value])


def test_nothing_is_printed(capfd: pytest.CaptureFixture[str]) -> None:
    def loud() -> int:
        print("out")
        print("err", file=sys.stderr)
        warnings.warn("careful", stacklevel=1)
        return int(np.float64(1) / np.float64(0) > 0)

    assert call(loud, (), 10).code == "answered"
    assert capfd.readouterr() == ("", "")


def test_a_coroutine_that_nobody_waits_for_says_nothing_either(
    capfd: pytest.CaptureFixture[str],
) -> None:
    async def later() -> int:
        return 1

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        assert call(later, (), 10).code == "unreadable"
    assert capfd.readouterr() == ("", "")


def test_printing_works_again_afterwards(capsys: pytest.CaptureFixture[str]) -> None:
    call(lambda: 1 / 0, (), 10)
    print("heard")
    assert capsys.readouterr().out == "heard\n"


def test_a_warning_turned_into_an_error_elsewhere_is_no_error_here() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        outcome = call(lambda: float(np.float64(1) / np.float64(0)), (), 10)
    assert outcome.code == "not-a-number"


def test_the_stop_button_still_works() -> None:
    def stopped() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        call(stopped, (), 10)


def test_an_error_without_lines_of_the_student_is_told_all_the_same() -> None:
    outcome = call(np.linalg.inv, (np.zeros((2, 2)),), 10)
    assert outcome == Outcome("raised", None, "numpy.linalg.LinAlgError: Singular matrix")


def test_shapes_are_not_stretched_to_fit() -> None:
    assert not agree(np.ones((1, 1)), np.ones((2, 3)), 1e-5)


def test_the_error_is_measured_by_the_largest_value_expected() -> None:
    expected = np.array([0.0, 1000.0])
    # 1e-5 of 1000 is 0.01: 0.009 passes even at 0, 0.011 does not.
    yours = np.array([0.009, 1000.011])
    assert differing(yours, expected, 1e-5).tolist() == [False, True]


def test_small_expected_values_are_not_held_to_more_than_the_tolerance() -> None:
    assert agree(np.array([0.000009]), np.array([0.0]), 1e-5)


def test_what_is_not_a_number_differs_from_everything() -> None:
    yours, expected = np.array([np.nan, np.inf, 1.0]), np.array([1.0, 1.0, 1.0])
    assert differing(yours, expected, 1e-5).tolist() == [True, True, False]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (answers([1, 2]), answers([1, 2]), True),
        (answers([1, 2]), answers([1, 3]), False),
        (answers([1, 2]), answers([[1, 2]]), False),
        (answers([1, 2]), Outcome("raised"), False),
        (Outcome("raised", detail="IndexError"), Outcome("raised", detail="KeyError"), True),
        (Outcome("raised"), Outcome("returned-nothing"), False),
        (answers([1, 2]), Outcome("changed-input", np.array([1.0, 2.0])), False),
    ],
)
def test_two_calls_are_alike_if_they_end_alike(one: Outcome, other: Outcome, same: bool) -> None:
    assert one.same_as(other, 1e-5) is same
