"""Run a student's function through a check and say what came of it.

Steps: signature → draw the cases from the seed → call, compare with the reference → points by
property → the smallest failing case → which mistake behaves the same → `Verdict`.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder.exercise import Arguments, Check, Function, Mistake
from autograder.outcome import Elsewhere, Outcome, call, differing
from autograder.picture import number
from autograder.verdict import HINTS, Shown, Verdict


@dataclass(frozen=True)
class Trial:
    """One case, called: the arguments, what was expected and what came."""

    arguments: Arguments
    expected: np.ndarray
    outcome: Outcome
    code: str  # "pass", or why not

    @property
    def size(self) -> int:
        """How much there is to look at; the smallest failing case is shown."""
        return sum(a.size if isinstance(a, np.ndarray) else 1 for a in self.arguments)


def judge(check: Check, function: Any, seed: int) -> Verdict:
    """Examine `function` on the cases that `seed` draws.

    Examples
    --------
    >>> from autograder.checks import find
    >>> judge(find("cross_correlation.corr1d"), lambda x, w: None, seed=0).code
    'returned-nothing'
    """
    refused = _refuse(check, function)
    if refused:
        code, detail = refused
        return Verdict(check.name, check.signature, code, 0, check.points, detail=detail)

    trials = _trials(check, function, seed)
    passed = tuple(
        (p.says, p.points, bool(mine) and all(t.code == "pass" for t in mine))
        for p, mine in zip(check.properties, trials, strict=True)
    )
    points = sum(worth for _, worth, right in passed if right)
    called = [t for mine in trials for t in mine]
    failing = [t for t in called if t.code != "pass"]
    if not failing:
        return Verdict(check.name, check.signature, "pass", points, check.points, passed)
    worst = min(failing, key=lambda t: t.size)
    found = diagnose(check, [worst] if check.fixed else called)
    return Verdict(
        check.name,
        check.signature,
        worst.code,
        points,
        check.points,
        passed,
        _detail(check, worst),
        _show(check, worst),
        found.name if found else None,
        found.when if found else "",
        found.hint if found else "" if check.fixed else HINTS.get(worst.code, ""),
    )


def passes(check: Check, function: Function, seed: int) -> bool:
    """Whether every case passes; quicker than `judge`, as the first that does not is enough."""
    rng = np.random.default_rng(seed)
    return all(
        _try(check, function, arguments).code == "pass"
        for prop in check.properties
        for arguments in prop.draw(rng)
    )


def _trials(check: Check, function: Function, seed: int) -> list[list[Trial]]:
    """The cases of each property, called. Once time is up, or the process of the function gone,
    the rest is not: it would only take as long, or end as badly, again."""
    rng = np.random.default_rng(seed)
    trials: list[list[Trial]] = []
    alive = True
    for prop in check.properties:
        trials.append([])
        for arguments in prop.draw(rng):
            if alive:
                trials[-1].append(_try(check, function, arguments))
                alive = trials[-1][-1].code not in ("timed-out", "killed")
    return trials


def diagnose(check: Check, trials: list[Trial]) -> Mistake | None:
    """The listed mistake that behaves like the student on every case, if just one does."""
    alike = [mistake for mistake in check.mistakes if _behaves_like(check, mistake, trials)]
    return alike[0] if len(alike) == 1 else None


def _behaves_like(check: Check, mistake: Mistake, trials: list[Trial]) -> bool:
    """Whether the mistake gives the student's answer in every case, one failing case at least.

    Where the mistake itself stops with an error it only says that the case fails: two programs
    with one wrong idea (a kernel that no longer fits, say) rarely break down in the same way.
    """
    evidence = False
    for trial in trials:
        theirs = call(mistake.function, trial.arguments, check.time_limit)
        if theirs.same_as(trial.outcome, check.tolerance):
            evidence = evidence or trial.code != "pass"
        elif theirs.value is not None or trial.code == "pass":
            return False
    return evidence


def _refuse(check: Check, function: Any) -> tuple[str, str] | None:
    """Why `function` cannot be called as the signature asks, or None."""
    if isinstance(function, Elsewhere):
        if function.why_not:
            return function.why_not
        signature = function.signature
    elif not callable(function):
        return "not-a-function", f"a {type(function).__name__}"
    else:
        try:
            signature = inspect.signature(function)
        except (TypeError, ValueError):  # some built-in functions have no signature to read
            signature = None
    if signature is None:
        return None
    try:
        signature.bind(*check.parameters)
    except TypeError:
        plain = [
            p.replace(default=p.empty, annotation=p.empty) for p in signature.parameters.values()
        ]
        takes = signature.replace(parameters=plain, return_annotation=signature.empty)
        return "wrong-signature", f"yours takes {takes}"
    return None


def _try(check: Check, function: Function, arguments: Arguments) -> Trial:
    expected = np.asarray(check.reference(*arguments), dtype=np.float64)
    outcome = call(function, arguments, check.time_limit)
    if outcome.code != "answered" or outcome.value is None:
        code = outcome.code
    elif outcome.value.shape != expected.shape:
        code = "wrong-shape"
    elif differing(outcome.value, expected, check.tolerance).any():
        code = "wrong-value"
    else:
        code = "pass"
    return Trial(arguments, expected, outcome, code)


def _wrong(check: Check, trial: Trial) -> np.ndarray | None:
    yours = trial.outcome.value
    if yours is None or yours.shape != trial.expected.shape:
        return None
    return differing(yours, trial.expected, check.tolerance)


def _detail(check: Check, trial: Trial) -> str:
    wrong = _wrong(check, trial)
    if trial.code != "wrong-value" or wrong is None:
        return trial.outcome.detail
    if check.fixed and trial.outcome.value is not None:
        return f"The answer to {trial.arguments[0]!r} is not {number(float(trial.outcome.value))}"
    if wrong.ndim == 0 and trial.outcome.value is not None:
        expected, yours = float(trial.expected), float(trial.outcome.value)
        told = number(expected), number(yours)
        if told[0] == told[1]:  # close, but not the same
            told = f"{expected:.10g}", f"{yours:.10g}"
        return f"The answer here is {told[0]}, not {told[1]}"
    if wrong.size == 1:
        return "The shape is right, but the value is not"
    return f"The shape is right, but {int(wrong.sum())} of {wrong.size} values differ"


def _show(check: Check, trial: Trial) -> Shown | None:
    if trial.code == "not-written" or check.fixed:  # a question has one answer: it stays hidden
        return None
    inputs = dict(zip(check.parameters, trial.arguments, strict=True))
    outcome = trial.outcome
    return Shown(inputs, trial.expected, outcome.value, _wrong(check, trial), outcome.printed)
