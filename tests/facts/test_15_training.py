"""Figures of chapter 15, *Training settings*."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from autograder.reference import layers, normalisation, optimisers
from tests.facts import fact


def steps_in_an_epoch(n: int, batch_size: int) -> int:
    return sum(1 for _ in layers.batches(n, batch_size, np.random.default_rng(0)))


@fact("15.1")
@pytest.mark.parametrize(
    ("n", "batch_size", "steps"),
    [(10, 4, 3), (1437, 32, 45), (1000, 64, 16), (60000, 128, 469), (60000, 256, 235)],
)
def test_an_epoch_has_as_many_steps_as_batches(n: int, batch_size: int, steps: int) -> None:
    assert steps_in_an_epoch(n, batch_size) == steps
    assert len(torch.utils.data.DataLoader(range(n), batch_size)) == steps  # type: ignore[arg-type]


@fact("15.1")
def test_an_epoch_sees_every_sample_once_and_is_one_step_for_the_full_batch_alone() -> None:
    seen = np.concatenate(list(layers.batches(10, 4, np.random.default_rng(0))))
    assert sorted(seen) == list(range(10))
    assert [b for b in range(1, 12) if steps_in_an_epoch(10, b) == 1] == [10, 11]


@fact("15.2")
def test_noise_falls_with_the_square_root_of_the_batch() -> None:
    rng = np.random.default_rng(15)
    x, labels = rng.normal(size=(500, 8)), rng.integers(3, size=500)
    _, dz = layers.cross_entropy(x[:, :3], labels)
    alone = 500 * np.einsum("nk,nm->nkm", dz, x).reshape(500, -1)
    full = alone.mean(axis=0)

    def noise(b: int) -> float:
        drawn = rng.integers(500, size=(2000, b))
        return float(np.sqrt(((alone[drawn].mean(axis=1) - full) ** 2).sum(axis=1).mean()))

    spread = float(np.sqrt(((alone - full) ** 2).sum(axis=1).mean()))
    for b in (1, 4, 16, 64):
        assert noise(b) == pytest.approx(spread / np.sqrt(b), rel=0.05)
    assert np.linalg.norm(alone[rng.permutation(500)].mean(axis=0) - full) < 1e-12


@fact("15.3")
@pytest.mark.parametrize("curvature", [0.5, 1.0, 8.0])
@pytest.mark.parametrize("share", [0.1, 0.9, 1.1, 1.9, 2.1])
def test_a_parabola_converges_below_2_over_its_curvature(curvature: float, share: float) -> None:
    w = optimisers.path(
        optimisers.SGD, [1.0], lambda w: curvature * w, 60, lr=share / curvature
    ).ravel()
    assert (abs(w[-1]) < 0.01) == (share < 2)
    assert (abs(w[-1]) > 100) == (share > 2)
    assert (w[0] * w[1] < 0) == (share > 1)  # to the other side: it oscillates


@fact("15.3")
def test_a_small_rate_is_slow() -> None:
    for share, steps in ((0.1, 44), (0.9, 3)):
        w = optimisers.path(optimisers.SGD, [1.0], lambda w: w, 60, lr=share).ravel()
        assert int(np.argmax(w < 0.0099)) == steps


def test_the_gentle_direction_needs_228_steps() -> None:
    assert 2 / 200 == 0.01
    assert 0.98**227 > 0.01 > 0.98**228
    assert 2 / 8 == 0.25


@fact("15.4")
@pytest.mark.parametrize(
    ("ours", "theirs", "settings"),
    [
        (optimisers.SGD, torch.optim.SGD, {"lr": 0.001, "momentum": 0}),
        (optimisers.SGD, torch.optim.SGD, {"lr": 0.1, "momentum": 0.9}),
        (optimisers.AdaGrad, torch.optim.Adagrad, {"lr": 0.01, "eps": 1e-10}),
        (optimisers.RMSProp, torch.optim.RMSprop, {"lr": 0.01, "alpha": 0.99, "eps": 1e-8}),
        (optimisers.AdaDelta, torch.optim.Adadelta, {"lr": 1.0, "rho": 0.9, "eps": 1e-6}),
    ],
)
def test_a_rule_has_torchs_defaults_and_steps(ours: Any, theirs: Any, settings: Any) -> None:
    rng = np.random.default_rng(15)
    w, gradients = rng.normal(size=5), rng.normal(size=(12, 5))
    defaults = {} if settings.get("momentum") != 0.9 else settings
    parameter = torch.tensor(w, requires_grad=True)
    optimiser = theirs([parameter], **defaults)
    assert all(optimiser.defaults[name] == value for name, value in settings.items())
    for g in gradients:
        parameter.grad = torch.tensor(g)
        optimiser.step()
    expected = parameter.detach().numpy()
    assert np.allclose(optimisers.after(ours, w, gradients, **defaults), expected)
    assert np.allclose(optimisers.after(ours, w, gradients, **settings), expected)


def test_steps_by_hand() -> None:
    after = optimisers.after
    halves = {"lr": 1, "momentum": 0.5}
    assert [after(optimisers.SGD, [10], [[2]] * t, **halves)[0] for t in (1, 2, 3)] == [8, 5, 1.5]
    assert after(optimisers.SGD, [10], [[2], [4]], **halves)[0] == 3
    assert after(optimisers.AdaGrad, [10], [[3], [4]], lr=1)[0] == pytest.approx(8.2)
    assert after(optimisers.RMSProp, [10], [[4]], lr=1, alpha=0.75, eps=0)[0] == 8
    moved = after(optimisers.AdaDelta, [10], [[4]], lr=1, rho=0.75, eps=5)[0]
    assert round(moved, 2) == 7.02


@pytest.mark.parametrize(
    ("rule", "settings", "length"),
    [
        (optimisers.SGD, {"lr": 0.1}, 0.1),
        (optimisers.SGD, {"lr": 0.1, "momentum": 0.9}, 1.0),
        (optimisers.AdaGrad, {"lr": 0.1}, 0.01),
    ],
)
def test_the_hundredth_step_on_a_ramp(rule: Any, settings: Any, length: float) -> None:
    before, after = (
        optimisers.after(rule, [0.0], np.ones((t, 1)), **settings)[0] for t in (99, 100)
    )
    assert before - after == pytest.approx(length, abs=3e-5)


@pytest.mark.parametrize(
    ("rate", "expected"),
    [
        (lambda: optimisers.exponential(4, 8, 0.5), 0.5),
        (lambda: optimisers.stepwise(4, 8, 0.5, 3), 4),
        (lambda: optimisers.polynomial(1, 8, 2, 4), 4.5),
        (lambda: optimisers.polynomial(5, 8, 2, 4), 0),
        (lambda: optimisers.stepwise(75, 0.1, 0.1, 30), 0.001),
    ],
)
def test_rates_by_hand(rate: Callable[[], float], expected: float) -> None:
    assert rate() == pytest.approx(expected)


def test_a_noisy_parabola_stays_at_a_height_that_the_rate_decides() -> None:
    rng, rate = np.random.default_rng(0), 0.5
    w = np.zeros(20000)
    for _ in range(60):
        w = w - rate * (w + rng.normal(size=w.size))
    assert (w**2).mean() / 2 == pytest.approx(rate / (2 - rate) / 2, rel=0.05)


def test_batch_normalisation_by_hand() -> None:
    x = np.reshape([1.0, 3.0], (2, 1, 1, 1))
    during = normalisation.batch_norm(x, [10], [5], training=True, eps=0)
    after = normalisation.batch_norm(x, [10], [5], [1], [4], eps=0)
    assert during.ravel().tolist() == [-5, 15]
    assert after.ravel().tolist() == [5, 15]
