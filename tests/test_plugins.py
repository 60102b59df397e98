"""What nbgrader is given besides its own: the steps in order, and the price of a day."""

from __future__ import annotations

import pytest
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute

from autograder.plugins import LatePenalty, SandboxedExecute, with_execute


@pytest.mark.parametrize(
    ("hours", "penalty"),
    [(0.1, 2.0), (24, 2.0), (25, 4.0), (60, 6.0), (120, 10.0), (24 * 90, 10.0)],
)
def test_each_day_begun_costs_a_tenth_and_half_at_most(hours: float, penalty: float) -> None:
    assert LatePenalty().late_submission_penalty("ada", 20.0, hours * 3600) == pytest.approx(
        penalty
    )


def test_a_course_may_ask_for_another_price() -> None:
    dear = LatePenalty(per_day=0.5, at_most=1.0)
    assert dear.late_submission_penalty("ada", 20.0, 30 * 3600) == 20.0


def test_our_step_stands_where_nbgraders_own_stood() -> None:
    stock = Autograde.autograde_preprocessors.default_args[0]
    ours = with_execute(SandboxedExecute)
    assert ours.index(SandboxedExecute) == stock.index(Execute)
    assert [step for step in ours if step is not SandboxedExecute] == [
        step for step in stock if step is not Execute
    ]
