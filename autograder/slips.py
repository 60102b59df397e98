"""Slips of the pen: wrong programs that nobody listed, made mechanically from the right ones.

One small change each, as a tired person makes it: an operator, a number, an index, an axis, an
argument. ``python -m autograder mutants --slips`` makes all of them from the reference, the right
styles and the model solution of each check, and counts those that change a value and still pass.

1. `slips` changes the syntax tree of a function in every single place;
2. `survives` runs each through the check, as grading would;
3. what passes is run on many more cases than the check draws (`more_cases`): where it never
   differs from the reference, the change is none.
"""

from __future__ import annotations

import ast
import copy
import inspect
import itertools
import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from autograder.course import Course
from autograder.exercise import Arguments, Check, Function
from autograder.judge import passes
from autograder.outcome import agree, call

SEED = 1
ENOUGH = 0.99  # of the slips that change a value
LIMIT = 0.5  # seconds for a call: a changed loop may have no end
PATIENT = 20.0  # of one that has passed so far: that the machine is busy is no other answer
MORE_SEEDS = range(100, 112)
CROSSED = 300  # cases made by taking arguments from several others
WRONG_CALLS = {
    "sum": "mean", "mean": "sum", "max": "min", "min": "max", "argmax": "argmin",
    "maximum": "minimum", "minimum": "maximum", "zeros": "ones", "ceil": "floor",
    "floor": "ceil", "cumsum": "sum", "prod": "sum", "sqrt": "abs", "exp": "abs",
}  # fmt: skip
OPERATORS: dict[type[ast.operator], list[type[ast.operator]]] = {
    ast.Add: [ast.Sub, ast.Mult],
    ast.Sub: [ast.Add],
    ast.Mult: [ast.Add, ast.Div],
    ast.Div: [ast.Mult, ast.FloorDiv],
    ast.FloorDiv: [ast.Div, ast.Mod],
    ast.Mod: [ast.FloorDiv],
    ast.Pow: [ast.Mult],
}
COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip


@dataclass(frozen=True)
class Program:
    """A right program as text, and the names that it needs from elsewhere."""

    source: str
    names: dict[str, Any]


@dataclass(frozen=True)
class Slip:
    """A changed program: where and how, and the program itself."""

    where: str  # "loops, line 4: n + 1 for n"
    function: Function


@dataclass(frozen=True)
class Count:
    """What the slips of one check showed; `equal` change no value in any case tried."""

    check: str
    caught: int
    equal: int
    survivors: tuple[str, ...]


def count(check: Check, course: Course) -> Count:
    """Run every slip of the right programs of this check through it."""
    quick = replace(check, time_limit=LIMIT)
    cases = None
    caught, equal, survivors = 0, 0, []
    for slip in itertools.chain.from_iterable(map(slips, programs(check, course))):
        if not passes(quick, slip.function, SEED):
            caught += 1
            continue
        cases = more_cases(check) if cases is None else cases
        if differs(slip.function, cases, check.tolerance):
            survivors.append(slip.where)
        else:
            equal += 1
    return Count(check.name, caught, equal, tuple(survivors))


def share_caught(counts: list[Count]) -> float:
    """Of the slips that change a value, the part that a check catches."""
    caught = sum(c.caught for c in counts)
    return caught / (caught + sum(len(c.survivors) for c in counts))


def programs(check: Check, course: Course) -> list[Program]:
    """The model solution, and what the check's own module has: reference and right styles."""
    home = f"autograder.checks.{check.name}"
    found = [
        Program(textwrap.dedent(inspect.getsource(f)), f.__globals__)
        for f in [check.reference, *check.styles]
        if inspect.isfunction(f) and f.__module__ == home
    ]
    for assignment in course.assignments():
        text = course.source(assignment).read_text("utf-8")
        if f'check("{check.name}"' in text:
            found += [
                Program(ast.unparse(node), {"np": np})
                for node in ast.parse(text).body
                if isinstance(node, ast.FunctionDef) and node.name == check.function_name
            ]
    return found


def differs(function: Function, cases: list[tuple[Arguments, np.ndarray]], within: float) -> bool:
    """Whether a program gives another answer than the reference in any of the cases."""
    for arguments, expected in cases:
        outcome = call(function, arguments, PATIENT)
        if outcome.value is None or not agree(outcome.value, expected, within):
            return True
    return False


def more_cases(check: Check) -> list[tuple[Arguments, np.ndarray]]:
    """Cases from other seeds, and arguments of several of them together where that makes sense.

    It does if the reference and all the right styles say the same.
    """
    rights = [check.reference, *check.styles]
    drawn = [
        arguments
        for seed in MORE_SEEDS
        for rng in [np.random.default_rng(seed)]
        for prop in check.properties
        for arguments in prop.draw(rng)
    ]
    rng = np.random.default_rng(0)
    places = range(len(check.parameters))
    crossed = [
        tuple(drawn[int(rng.integers(len(drawn)))][place] for place in places)
        for _ in range(CROSSED * (len(places) > 1))
    ]
    found = []
    for arguments in [*drawn, *crossed]:
        answers = [call(f, arguments, LIMIT).value for f in rights]
        first = answers[0]
        if first is not None and all(
            a is not None and agree(a, first, check.tolerance) for a in answers[1:]
        ):
            found.append((arguments, first))
    return found


def slips(program: Program) -> Iterator[Slip]:
    """Every slip of one program; those that do not even compile are left out.

    >>> [slip.where for slip in slips(Program("def next(n): return n + 1", {}))][:2]
    ['next, line 1: n - 1 for n + 1', 'next, line 1: n * 1 for n + 1']
    """
    tree = ast.parse(program.source)
    assert isinstance(tree.body[0], ast.FunctionDef)
    tree.body[0].decorator_list = []
    name = tree.body[0].name
    beside = _siblings(tree)
    seen = {ast.unparse(tree)}
    for place in range(sum(1 for _ in _children(tree))):
        for number in itertools.count():
            changed = copy.deepcopy(tree)
            parent, field, index, child = next(itertools.islice(_children(changed), place, None))
            others = list(_replacements(child, beside, field))
            if number == len(others):
                break
            new = ast.fix_missing_locations(ast.copy_location(others[number], child))
            before, after = ast.unparse(child), ast.unparse(new)
            _put(parent, field, index, new)
            source = ast.unparse(changed)
            if source in seen:
                continue
            seen.add(source)
            space = dict(program.names)
            try:
                exec(compile(source, f"<{name}>", "exec"), space)
            except SyntaxError:
                continue
            line = getattr(child, "lineno", 0)
            yield Slip(f"{name}, line {line}: {after} for {before}", space[name])


def _children(tree: ast.AST) -> Iterator[tuple[ast.AST, str, int | None, ast.AST]]:
    """Every node with its parent and its place in it, docstrings left out."""
    for parent in ast.walk(tree):
        for field, value in ast.iter_fields(parent):
            if field in ("annotation", "returns", "args") and isinstance(parent, ast.FunctionDef):
                continue
            if isinstance(value, list):
                for index, child in enumerate(value):
                    if isinstance(child, ast.AST):
                        yield parent, field, index, child
            elif isinstance(value, ast.AST):
                yield parent, field, None, value


def _put(parent: ast.AST, field: str, index: int | None, new: ast.AST) -> None:
    if index is None:
        setattr(parent, field, new)
    else:
        getattr(parent, field)[index] = new


def _siblings(tree: ast.AST) -> dict[str, list[str]]:
    """Names that are easily confused: unpacked side by side, or parameters side by side."""
    beside: dict[str, list[str]] = {}
    rows = [
        [e.id for e in node.elts if isinstance(e, ast.Name)]
        for node in ast.walk(tree)
        if isinstance(node, ast.Tuple) and isinstance(node.ctx, ast.Store)
    ]
    rows += [[a.arg for a in n.args.args] for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]
    for row in rows:
        for one, other in itertools.pairwise(row):
            beside.setdefault(one, []).append(other)
            beside.setdefault(other, []).append(one)
    return beside


def _replacements(node: ast.AST, beside: dict[str, list[str]], field: str) -> Iterator[ast.AST]:
    """What somebody might write instead of this."""
    rule = _RULES.get(type(node))
    if rule is not None:
        yield from rule(copy.deepcopy(node))
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        for other in beside.get(node.id, []):
            yield ast.Name(other, ast.Load())


def _with(node: Any, **changed: Any) -> Any:
    new = copy.deepcopy(node)
    for name, value in changed.items():
        setattr(new, name, value)
    return new


def _operator(node: ast.BinOp) -> Iterator[ast.AST]:
    for other in OPERATORS.get(type(node.op), []):
        yield _with(node, op=other())


def _in_place(node: ast.AugAssign) -> Iterator[ast.AST]:
    for other in OPERATORS.get(type(node.op), []):
        yield _with(node, op=other())
    yield ast.Assign([node.target], node.value)


def _comparison(node: ast.Compare) -> Iterator[ast.AST]:
    if len(node.ops) == 1 and type(node.ops[0]) in COMPARISONS:
        yield _with(node, ops=[COMPARISONS[type(node.ops[0])]()])


def _number(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int | float):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)


def _sign(node: ast.UnaryOp) -> Iterator[ast.AST]:
    if isinstance(node.op, ast.USub | ast.Not):
        yield node.operand


def _pair(node: ast.Tuple) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        for place in range(len(node.elts) - 1):
            swapped = list(node.elts)
            swapped[place : place + 2] = reversed(swapped[place : place + 2])
            yield _with(node, elts=swapped)


def _slice(node: ast.Slice) -> Iterator[ast.AST]:
    for part in ("lower", "upper", "step"):
        if getattr(node, part) is not None:
            yield _with(node, **{part: None})
    if node.step is None:
        yield _with(node, step=ast.UnaryOp(ast.USub(), ast.Constant(1)))


def _call(node: ast.Call) -> Iterator[ast.AST]:
    for place in range(len(node.args) - 1):
        swapped = list(node.args)
        swapped[place : place + 2] = reversed(swapped[place : place + 2])
        yield _with(node, args=swapped)
    for left_out in node.keywords:
        yield _with(node, keywords=[k for k in node.keywords if k is not left_out])
    if isinstance(node.func, ast.Name) and node.func.id == "range" and len(node.args) == 1:
        yield _with(node, args=[ast.Constant(1), *node.args])
        yield _with(node, args=[ast.BinOp(node.args[0], ast.Sub(), ast.Constant(1))])


def _attribute(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr in WRONG_CALLS:
        yield _with(node, attr=WRONG_CALLS[node.attr])
    if node.attr == "T":
        yield node.value


def _either(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield _with(node, op=ast.Or() if isinstance(node.op, ast.And) else ast.And())


_RULES: dict[type[ast.AST], Callable[[Any], Iterator[ast.AST]]] = {
    ast.BinOp: _operator,
    ast.AugAssign: _in_place,
    ast.Compare: _comparison,
    ast.Constant: _number,
    ast.UnaryOp: _sign,
    ast.Tuple: _pair,
    ast.Slice: _slice,
    ast.Call: _call,
    ast.Attribute: _attribute,
    ast.BoolOp: _either,
}
