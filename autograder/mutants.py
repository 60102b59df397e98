"""Proof of the grader: every mistake must fail its check, every right answer must pass.

``python -m autograder mutants`` runs each listed mistake and each right style through its own
check on many seeds. A mistake that survives is a hole in the check; a right style that fails
is a trap for honest students; a mistake that is caught but not named is a hint not given; one
that costs more on one seed than on another is unfair between two students who made the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from autograder.checks import every_check
from autograder.exercise import Check, Function
from autograder.judge import judge

SEEDS = range(10)
NAMED_AT_LEAST = 0.95


def as_float32(function: Function) -> Function:
    """The same computation in single precision."""

    def single(*arguments: Any) -> Any:
        given = [a.astype(np.float32) if isinstance(a, np.ndarray) else a for a in arguments]
        return np.asarray(function(*given), dtype=np.float32)

    return single


def as_list(function: Function) -> Function:
    """The same answer as (nested) lists."""
    return lambda *arguments: np.asarray(function(*arguments)).tolist()


def as_tensor(function: Function) -> Function:
    """The same answer as a torch tensor that records gradients."""

    def tensor(*arguments: Any) -> Any:
        import torch

        return torch.tensor(np.asarray(function(*arguments), dtype=float), requires_grad=True)

    return tensor


GENERAL_STYLES: list[Callable[[Function], Function]] = [as_float32, as_list, as_tensor]


def right_styles(check: Check) -> dict[str, Function]:
    """Every right implementation by name: the check's own, and the reference in other types."""
    own = {f.__name__: f for f in check.styles}
    return own | {wrap.__name__: wrap(check.reference) for wrap in GENERAL_STYLES}


@dataclass(frozen=True)
class Proof:
    """What the mutants of one check showed."""

    check: str
    mistakes: int
    survivors: tuple[str, ...]  # not caught
    misnamed: tuple[str, ...]  # caught, but not called by their name
    uneven: tuple[str, ...]  # they cost other points on other seeds
    styles: int
    refused: tuple[str, ...]  # right, but not accepted
    quiz: bool = False

    @property
    def caught(self) -> int:
        return self.mistakes - len(self.survivors)

    @property
    def named(self) -> int:
        return self.mistakes - len(self.misnamed)

    @property
    def accepted(self) -> int:
        return self.styles - len(self.refused)


def prove(check: Check, seeds: range = SEEDS) -> Proof:
    """Run the mistakes and the right styles of one check on every seed; one slip counts."""
    survivors, misnamed, uneven, refused = [], [], [], []
    for mistake in check.mistakes:
        verdicts = [judge(check, mistake.function, seed) for seed in seeds]
        if any(v.passed for v in verdicts):
            survivors.append(mistake.name)
        if any(v.mistake != mistake.name for v in verdicts):
            misnamed.append(mistake.name)
        if len({v.points for v in verdicts}) > 1:
            uneven.append(mistake.name)
    styles = right_styles(check)
    for name, function in styles.items():
        if not all(judge(check, function, seed).passed for seed in seeds):
            refused.append(name)
    return Proof(
        check.name,
        len(check.mistakes),
        tuple(survivors),
        tuple(misnamed),
        tuple(uneven),
        len(styles),
        tuple(refused),
        check.fixed,
    )


def prove_all(tell: Callable[[Check], None] = lambda check: None) -> list[Proof]:
    """Every check in the order of the book; `tell` hears which one is next."""
    proofs = []
    for check in every_check():
        tell(check)
        proofs.append(prove(check))
    return proofs


def totals(proofs: list[Proof]) -> dict[str, int]:
    """The sums that ``--json`` prints. A quiz is no function, and counts apart."""
    quizzes = [p for p in proofs if p.quiz]
    proofs = [p for p in proofs if not p.quiz]
    return {
        "functions": len(proofs),
        "mistakes": sum(p.mistakes for p in proofs),
        "caught": sum(p.caught for p in proofs),
        "named": sum(p.named for p in proofs),
        "styles": sum(p.styles for p in proofs),
        "accepted": sum(p.accepted for p in proofs),
        "quizzes": len(quizzes),
        "wrong_answers": sum(q.mistakes for q in quizzes),
        "wrong_answers_caught": sum(q.caught for q in quizzes),
        "wrong_answers_named": sum(q.named for q in quizzes),
    }


def holds(proofs: list[Proof]) -> bool:
    """All caught at the same cost on every seed, all right styles accepted, 95 % rightly named."""
    sums = totals(proofs)
    return (
        sums["caught"] == sums["mistakes"]
        and sums["accepted"] == sums["styles"]
        and sums["named"] >= NAMED_AT_LEAST * sums["mistakes"]
        and sums["wrong_answers"] == sums["wrong_answers_caught"] == sums["wrong_answers_named"]
        and not any(p.refused or p.uneven for p in proofs)
    )


def as_dict(proofs: list[Proof]) -> dict[str, Any]:
    """Totals and details as one JSON-ready object."""
    return totals(proofs) | {"checks": [asdict(p) for p in proofs]}
