"""The optimisers and schedules step as torch's do, with its defaults and with other settings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from autograder.reference import optimisers

from .drawing import assert_close, normal

RULES: list[tuple[type[optimisers.Optimiser], Any, dict[str, float]]] = [
    (optimisers.SGD, torch.optim.SGD, {}),
    (optimisers.SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
    (optimisers.AdaGrad, torch.optim.Adagrad, {}),
    (optimisers.AdaGrad, torch.optim.Adagrad, {"lr": 0.5, "eps": 0.1}),
    (optimisers.RMSProp, torch.optim.RMSprop, {}),
    (optimisers.RMSProp, torch.optim.RMSprop, {"lr": 0.1, "alpha": 0.5, "eps": 0.01}),
    (optimisers.AdaDelta, torch.optim.Adadelta, {}),
    (optimisers.AdaDelta, torch.optim.Adadelta, {"lr": 0.5, "rho": 0.5, "eps": 0.01}),
]


def by_torch(rule: Any, w: Any, gradients: Any, **settings: float) -> NDArray[np.float64]:
    """The parameter after torch's rule has made a step for each gradient."""
    parameter = torch.tensor(w, requires_grad=True)
    optimiser = rule([parameter], **settings)
    for g in gradients:
        parameter.grad = torch.tensor(g)
        optimiser.step()
    moved: NDArray[np.float64] = parameter.detach().numpy()
    return moved


@pytest.mark.parametrize(("ours", "theirs", "settings"), RULES)
@pytest.mark.parametrize("seed", range(4))
def test_a_rule_steps_as_torchs_does(ours: Any, theirs: Any, settings: Any, seed: int) -> None:
    w, gradients = normal(seed, 3, 2), normal(seed + 1, 7, 3, 2)
    before = w.copy()
    expected = by_torch(theirs, w, gradients, **settings)
    assert_close(optimisers.after(ours, w, gradients, **settings), expected)
    assert np.array_equal(w, before)


def test_path_and_after_agree() -> None:
    places = optimisers.path(optimisers.SGD, [4.0, -2.0], lambda w: 2 * w, 5, lr=0.1, momentum=0.5)
    assert places.shape == (6, 2)
    moved = optimisers.after(optimisers.SGD, [4.0, -2.0], 2 * places[:-1], lr=0.1, momentum=0.5)
    assert np.allclose(places[-1], moved)


def test_several_parameters_have_a_memory_of_their_own() -> None:
    parameters = [np.zeros(2), np.zeros((1, 3))]
    optimiser = optimisers.SGD(parameters, lr=1, momentum=0.5)
    for _ in range(2):
        optimiser.step([np.ones(2), 2 * np.ones((1, 3))])
    assert parameters[0].tolist() == [-2.5, -2.5]
    assert parameters[1].tolist() == [[-5, -5, -5]]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (
            lambda t: optimisers.exponential(t, 0.3, 0.9),
            lambda o: torch.optim.lr_scheduler.ExponentialLR(o, 0.9),
        ),
        (
            lambda t: optimisers.stepwise(t, 0.3, 0.1, 3),
            lambda o: torch.optim.lr_scheduler.StepLR(o, 3, 0.1),
        ),
        (
            lambda t: optimisers.polynomial(t, 0.3, 2, 6),
            lambda o: torch.optim.lr_scheduler.PolynomialLR(o, 6, 2),
        ),
    ],
)
def test_a_schedule_falls_as_torchs_does(ours: Any, theirs: Any) -> None:
    optimiser = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.3)
    schedule = theirs(optimiser)
    for step in range(9):
        assert optimiser.param_groups[0]["lr"] == pytest.approx(ours(step), abs=1e-12)
        optimiser.step()
        schedule.step()


@pytest.mark.parametrize(
    ("call", "says"),
    [
        (lambda: optimisers.SGD([], lr=-1), "lr must be"),
        (lambda: optimisers.SGD([], momentum=1), "momentum must be"),
        (lambda: optimisers.RMSProp([], alpha=2), "alpha must be"),
        (lambda: optimisers.AdaDelta([], rho=-0.1), "rho must be"),
        (lambda: optimisers.after(optimisers.SGD, [1, 2], [[1, 2, 3]]), "gradients must have"),
        (lambda: optimisers.path(optimisers.SGD, [1], lambda w: w, 0), "steps must be"),
    ],
)
def test_what_makes_no_sense_is_refused(call: Any, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        call()


def test_a_rule_of_no_kind_does_not_step() -> None:
    with pytest.raises(NotImplementedError):
        optimisers.Optimiser([np.zeros(1)], 0.1).step([np.ones(1)])
