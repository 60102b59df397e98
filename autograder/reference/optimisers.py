"""Rules by which training steps: SGD with momentum, AdaGrad, RMSProp, AdaDelta; and schedules.

Names, formulas and default settings are those of `torch.optim`. A rule keeps what it remembers of
the gradients so far, one array for each parameter, and changes the parameters in place.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from ._arguments import Array, numbers, same_shape, whole


class Optimiser:
    """A rule with its memory. `change` says how far one parameter moves for one gradient."""

    def __init__(self, parameters: Sequence[Array], lr: float) -> None:
        if not lr >= 0:
            raise ValueError(f"lr must be a number from 0 up, got {lr!r}")
        self.parameters, self.lr = list(parameters), lr
        self.memory = [self.start(p) for p in self.parameters]

    def start(self, p: Array) -> dict[str, Array]:
        """What is remembered before the first step."""
        return {}

    def change(self, g: Array, memory: dict[str, Array]) -> Array:
        """What is added to a parameter with the gradient g."""
        raise NotImplementedError

    def step(self, gradients: Sequence[Array]) -> None:
        """Move every parameter, given its gradient."""
        for p, g, memory in zip(self.parameters, gradients, self.memory, strict=True):
            p += self.change(g, memory)


class SGD(Optimiser):
    """Gradient descent with momentum: v ← momentum·v + g, w ← w - lr·v.

    Source: Polyak (1964), "Some methods of speeding up the convergence of iteration methods".

    >>> after(SGD, [0.0], [[1.0], [1.0]], lr=0.1, momentum=0.9).round(4).tolist()
    [-0.29]
    """

    def __init__(self, parameters: Sequence[Array], lr: float = 0.001, momentum: float = 0) -> None:
        self.momentum = _share("momentum", momentum)
        super().__init__(parameters, lr)

    def start(self, p: Array) -> dict[str, Array]:
        return {"v": np.zeros_like(p)}

    def change(self, g: Array, memory: dict[str, Array]) -> Array:
        memory["v"] = self.momentum * memory["v"] + g
        return -self.lr * memory["v"]


class AdaGrad(Optimiser):
    """A rate of its own for each number: s ← s + g², w ← w - lr·g / (√s + eps).

    Source: Duchi, Hazan and Singer (2011), "Adaptive subgradient methods".

    >>> after(AdaGrad, [0.0], [[3.0], [4.0]], lr=1).round(4).tolist()
    [-1.8]
    """

    def __init__(self, parameters: Sequence[Array], lr: float = 0.01, eps: float = 1e-10) -> None:
        self.eps = eps
        super().__init__(parameters, lr)

    def start(self, p: Array) -> dict[str, Array]:
        return {"s": np.zeros_like(p)}

    def change(self, g: Array, memory: dict[str, Array]) -> Array:
        memory["s"] = memory["s"] + g**2
        return -self.lr * g / (np.sqrt(memory["s"]) + self.eps)


class RMSProp(Optimiser):
    """AdaGrad that forgets: s ← alpha·s + (1 - alpha)·g², w ← w - lr·g / (√s + eps).

    Source: Tieleman and Hinton (2012), lecture 6.5 of "Neural networks for machine learning".

    >>> after(RMSProp, [0.0], [[2.0]], lr=0.1, alpha=0.75, eps=0).tolist()
    [-0.2]
    """

    def __init__(
        self,
        parameters: Sequence[Array],
        lr: float = 0.01,
        alpha: float = 0.99,
        eps: float = 1e-8,
    ) -> None:
        self.alpha, self.eps = _share("alpha", alpha), eps
        super().__init__(parameters, lr)

    def start(self, p: Array) -> dict[str, Array]:
        return {"s": np.zeros_like(p)}

    def change(self, g: Array, memory: dict[str, Array]) -> Array:
        memory["s"] = self.alpha * memory["s"] + (1 - self.alpha) * g**2
        return -self.lr * g / (np.sqrt(memory["s"]) + self.eps)


class AdaDelta(Optimiser):
    """Steps measured by the steps so far: d = g·√(u + eps) / √(s + eps), w ← w - lr·d.

    s and u are forgetting means of g² and d²: s is brought up to date before d, u after it.

    Source: Zeiler (2012), "ADADELTA: an adaptive learning rate method", algorithm 1.

    >>> after(AdaDelta, [0.0], [[2.0]], lr=1, rho=0.75, eps=1).round(4).tolist()
    [-1.4142]
    """

    def __init__(
        self,
        parameters: Sequence[Array],
        lr: float = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
    ) -> None:
        self.rho, self.eps = _share("rho", rho), eps
        super().__init__(parameters, lr)

    def start(self, p: Array) -> dict[str, Array]:
        return {"s": np.zeros_like(p), "u": np.zeros_like(p)}

    def change(self, g: Array, memory: dict[str, Array]) -> Array:
        memory["s"] = self.rho * memory["s"] + (1 - self.rho) * g**2
        d = g * np.sqrt(memory["u"] + self.eps) / np.sqrt(memory["s"] + self.eps)
        memory["u"] = self.rho * memory["u"] + (1 - self.rho) * d**2
        return -self.lr * d


def _share(name: str, value: float) -> float:
    if not 0 <= value < 1:
        raise ValueError(f"{name} must be a number from 0 up and below 1, got {value!r}")
    return value


def after(rule: type[Optimiser], w: ArrayLike, gradients: ArrayLike, **settings: Any) -> Array:
    """The parameter w after a step for each of the gradients, which are given beforehand.

    w has any shape, gradients one axis more, in front: the steps. w itself stays as it is.

    Raises ValueError for gradients of another shape, and settings that the rule refuses.

    >>> after(SGD, [1.0, 1.0], [[1.0, 2.0]], lr=0.5).tolist()
    [0.5, 0.0]
    """
    moved = numbers("w", w)
    steps = numbers("gradients", gradients)
    steps = same_shape("gradients", steps, (len(steps), *moved.shape), "one of w's for each step")
    optimiser = rule([moved], **settings)
    for g in steps:
        optimiser.step([g])
    return moved


def path(
    rule: type[Optimiser],
    w: ArrayLike,
    gradient: Callable[[Array], Array],
    steps: int,
    **settings: Any,
) -> Array:
    """Where w is before the first step and after each: an array of (steps + 1, *w.shape).

    Raises ValueError for a number of steps that is none, and settings that the rule refuses.

    >>> path(SGD, [8.0], lambda w: w, 3, lr=0.5).ravel().tolist()
    [8.0, 4.0, 2.0, 1.0]
    """
    moved = numbers("w", w)
    optimiser = rule([moved], **settings)
    places = [moved.copy()]
    for _ in range(whole("steps", steps)):
        optimiser.step([gradient(moved)])
        places.append(moved.copy())
    return np.array(places)


def exponential(step: int, lr: float, gamma: float) -> float:
    """The rate after so many steps, when each multiplies it by gamma.

    >>> exponential(2, 0.8, 0.5)
    0.2
    """
    return lr * gamma**step


def stepwise(step: int, lr: float, gamma: float, step_size: int) -> float:
    """The rate after so many steps, when every step_size of them multiply it by gamma.

    >>> [stepwise(step, 0.8, 0.5, 2) for step in range(5)]
    [0.8, 0.8, 0.4, 0.4, 0.2]
    """
    return lr * gamma ** (step // step_size)


def polynomial(step: int, lr: float, power: float, total: int) -> float:
    """The rate after so many steps, when it falls to 0 in `total` of them and then stays there.

    >>> [polynomial(step, 1.0, 2, 4) for step in range(6)]
    [1.0, 0.5625, 0.25, 0.0625, 0.0, 0.0]
    """
    return float(lr * (1 - min(step, total) / total) ** power)
