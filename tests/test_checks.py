"""Every check of the course keeps the rules that make it fair, and hard to pass by accident."""

from __future__ import annotations

import ast
import copy
import inspect
import textwrap
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import checks
from autograder.checks import chapters, every_check, find, names
from autograder.exercise import Arguments, Check, Function
from autograder.judge import judge

SEEDS = (0, 1, 2, 12345)
DRAWN = [check for check in every_check() if not check.fixed]  # quizzes: see test_quiz
CHECKS = [pytest.param(check, id=check.name) for check in DRAWN]
each_check = pytest.mark.parametrize("check", CHECKS)


@cache
def drawn(name: str) -> list[Arguments]:
    """The cases of a check for all the seeds."""
    return [
        arguments
        for seed in SEEDS
        for rng in [np.random.default_rng(seed)]
        for prop in find(name).properties
        for arguments in prop.draw(rng)
    ]


def column(check: Check, parameter: str) -> list[Any]:
    """The values of one argument in all the cases."""
    return [arguments[check.parameters.index(parameter)] for arguments in drawn(check.name)]


def having(*needed: str) -> list[Any]:
    """The checks that have all of these parameters."""
    return [p for p in CHECKS if set(needed) <= set(p.values[0].parameters)]


def arrays(check: Check) -> dict[str, list[np.ndarray]]:
    columns = {name: column(check, name) for name in check.parameters}
    return {n: v for n, v in columns.items() if all(isinstance(a, np.ndarray) for a in v)}


def pairs(check: Check) -> dict[str, list[tuple[int, int]]]:
    columns = {name: column(check, name) for name in check.parameters}
    return {n: v for n, v in columns.items() if all(isinstance(a, tuple) for a in v)}


# What is asked


def test_there_are_at_least_four_functions_in_each_chapter() -> None:
    counts = {c.__name__: len(set(c.FUNCTIONS) - {"find_the_bug", "predict"}) for c in chapters()}
    assert {name: count for name, count in counts.items() if count < 4} == {}


def test_chapters_come_in_the_order_of_the_book() -> None:
    numbers = [chapter.NUMBER for chapter in chapters()]
    assert numbers == sorted(set(numbers))


def test_every_module_of_a_chapter_is_listed_in_it() -> None:
    on_disk = {
        f"{chapter.__name__.rpartition('.')[2]}.{path.stem}"
        for chapter in chapters()
        for folder in chapter.__path__
        for path in Path(folder).glob("[!_]*.py")
    }
    assert on_disk == set(names())


@each_check
def test_the_name_is_the_place_of_the_module(check: Check) -> None:
    module = import_module(f"{checks.__name__}.{check.name}")
    assert module.check is check
    assert check.name.rpartition(".")[2] == check.function_name


@each_check
def test_the_signature_has_the_names_of_the_reference(check: Check) -> None:
    (function,) = ast.parse(f"def {check.signature}: ...").body
    assert isinstance(function, ast.FunctionDef)
    assert [a.arg for a in function.args.args] == check.parameters


def test_an_unknown_name_is_answered_with_the_names_there_are() -> None:
    with pytest.raises(LookupError) as raised:
        find("cross_correlation.nonsense")
    assert "cross_correlation.nonsense" in str(raised.value)
    assert [name for name in names() if name not in str(raised.value)] == []


@pytest.mark.parametrize("name", ["", "corr2d", "cross_correlation", "../check", "os.path"])
def test_only_whole_names_are_found(name: str) -> None:
    with pytest.raises(LookupError):
        find(name)


# Points, mistakes, words


@each_check
def test_every_property_is_worth_something(check: Check) -> None:
    assert len(check.properties) >= 2
    assert all(p.points >= 1 for p in check.properties)


@each_check
def test_there_are_five_mistakes_and_three_right_ways(check: Check) -> None:
    assert len(check.mistakes) >= 5
    assert len(check.styles) >= 3


@each_check
def test_names_of_mistakes_are_unique_and_hyphenated(check: Check) -> None:
    found = [m.name for m in check.mistakes]
    assert len(set(found)) == len(found)
    assert [n for n in found if not n.replace("-", "").isalnum() or n != n.lower()] == []


@each_check
def test_right_ways_have_names_of_their_own(check: Check) -> None:
    assert len({f.__name__ for f in check.styles}) == len(check.styles)


@each_check
def test_a_mistake_ends_the_sentence_that_it_belongs_to(check: Check) -> None:
    odd = [m.when for m in check.mistakes if m.when[-1] in ".?!" or len(m.when.split()) < 4]
    assert odd == []


@each_check
def test_no_two_mistakes_say_the_same(check: Check) -> None:
    assert len({m.when for m in check.mistakes}) == len(check.mistakes)


@each_check
def test_a_property_ends_the_sentence_your_function(check: Check) -> None:
    says = [p.says for p in check.properties]
    assert [s for s in says if not s[0].islower() or s[-1] in ".?!" or len(s.split()) < 2] == []
    assert len(set(says)) == len(says)


@each_check
def test_a_hint_is_a_sentence_or_a_question(check: Check) -> None:
    odd = [m.hint for m in check.mistakes if m.hint[-1] not in ".?" or len(m.hint.split()) < 5]
    assert odd == []


def answers(function: Function) -> list[str]:
    """What a function returns or assigns, without spaces: what no hint may give away."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    values = [
        ast.unparse(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Return | ast.Assign | ast.AugAssign) and node.value is not None
    ]
    return [text.replace(" ", "") for text in values if len(text) > 7]


@each_check
def test_no_hint_gives_the_answer(check: Check) -> None:
    solutions = [line for style in check.styles for line in answers(style)]
    assert solutions
    hints = {m.name: m.hint.replace(" ", "").replace("−", "-") for m in check.mistakes}
    assert [name for name, hint in hints.items() if any(s in hint for s in solutions)] == []


# The cases


@each_check
def test_every_property_draws_cases_for_every_seed(check: Check) -> None:
    for seed in SEEDS:
        rng = np.random.default_rng(seed)
        assert all(list(p.draw(rng)) for p in check.properties)


@each_check
def test_every_case_has_the_arguments_of_the_signature(check: Check) -> None:
    assert {len(arguments) for arguments in drawn(check.name)} == {len(check.parameters)}


@each_check
def test_another_seed_draws_other_cases(check: Check) -> None:
    seen = [
        repr([list(p.draw(rng)) for p in check.properties])
        for rng in map(np.random.default_rng, range(20))
    ]
    assert len(set(seen)) > 10


@each_check
def test_pictures_and_kernels_are_not_all_square(check: Check) -> None:
    for name, values in arrays(check).items():
        flat = [v for v in values if v.ndim >= 2]
        assert not flat or any(v.shape[-2] > v.shape[-1] for v in flat), f"{name} is never tall"
        assert not flat or any(v.shape[-2] < v.shape[-1] for v in flat), f"{name} is never wide"


@each_check
def test_the_two_numbers_of_a_pair_differ_both_ways(check: Check) -> None:
    for name, values in pairs(check).items():
        assert any(a < b for a, b in values), name
        assert any(a > b for a, b in values), name


@each_check
def test_arrays_hold_negative_and_positive_values(check: Check) -> None:
    for name, values in arrays(check).items():
        assert any((v < 0).any() for v in values), f"{name} is never negative"
        assert any((v > 0).any() for v in values), f"{name} is never positive"


@each_check
def test_no_array_holds_only_zeros_or_only_one_value(check: Check) -> None:
    for name, values in arrays(check).items():
        assert all(v.any() for v in values), name
        assert all(len(set(v.flat)) > 1 for v in values if v.size > 1), name


def test_some_arrays_hold_fractions_and_some_are_integers() -> None:
    values = [v for check in every_check() for a in arrays(check).values() for v in a]
    assert any((v % 1 != 0).any() for v in values)
    assert any(v.dtype.kind == "i" for v in values)


def sizes(arguments: dict[str, Any]) -> list[tuple[int, int, int, int]]:
    """(n, k, stride, padding) of each axis, from numbers or from arrays and pairs."""
    if "n" in arguments:
        return [(arguments["n"], arguments["k"], arguments["stride"], arguments.get("padding", 0))]
    pad = arguments.get("padding", (0, 0))
    return list(
        zip(arguments["x"].shape, arguments["w"].shape, arguments["stride"], pad, strict=True)
    )


STRIDED = having("stride", "n", "k") + having("stride", "x", "w")


@pytest.mark.parametrize("check", STRIDED)
def test_some_stride_does_not_divide_the_kernel(check: Check) -> None:
    axes = [
        a for c in drawn(check.name) for a in sizes(dict(zip(check.parameters, c, strict=True)))
    ]
    assert any(k % stride for _, k, stride, _ in axes)


@pytest.mark.parametrize(
    "check", [p for p in STRIDED if p.values[0].name.startswith("padding_and_stride.")]
)
def test_some_stride_does_not_divide_the_way_of_the_window(check: Check) -> None:
    axes = [
        a for c in drawn(check.name) for a in sizes(dict(zip(check.parameters, c, strict=True)))
    ]
    assert any((n + 2 * p - k) % s for n, k, s, p in axes)
    assert any((n + 2 * p - k) % s == 0 and s > 1 for n, k, s, p in axes)


def test_there_are_strided_checks_to_look_at() -> None:
    assert len(STRIDED) >= 5


# Reference, mistakes and properties together


@each_check
def test_the_reference_answers_in_finite_numbers(check: Check) -> None:
    for arguments in drawn(check.name):
        answer = np.asarray(check.reference(*arguments))
        assert answer.dtype.kind in "if"
        assert np.isfinite(answer).all()


def untouched(function: Function, arguments: Arguments) -> bool:
    given = copy.deepcopy(arguments)
    function(*given)
    return all(np.array_equal(a, b) for a, b in zip(arguments, given, strict=True))


@each_check
def test_neither_reference_nor_right_ways_change_their_arguments(check: Check) -> None:
    for function in (check.reference, *check.styles):
        assert all(untouched(function, arguments) for arguments in drawn(check.name))


@each_check
@pytest.mark.parametrize("seed", SEEDS[:2])
def test_every_mistake_costs_points_and_is_named(check: Check, seed: int) -> None:
    verdicts = {m.name: judge(check, m.function, seed) for m in check.mistakes}
    assert [n for n, v in verdicts.items() if v.points == v.of] == []
    assert [n for n, v in verdicts.items() if v.mistake != n] == []


@each_check
def test_every_property_is_failed_by_some_mistake(check: Check) -> None:
    outcomes = [judge(check, m.function, 0).properties for m in check.mistakes]
    needless = [
        prop.says
        for place, prop in enumerate(check.properties)
        if all(properties[place][2] for properties in outcomes)
    ]
    assert needless == []


@each_check
def test_a_function_that_does_nothing_right_gets_nothing(check: Check) -> None:
    assert judge(check, lambda *arguments: np.full((7, 5, 3), 0.5), 0).points == 0


def test_a_single_answer_for_every_case_is_never_enough() -> None:
    for check in every_check():
        first = check.reference(*drawn(check.name)[0])
        assert judge(check, lambda *arguments, answer=first: answer, 0).points < check.points


def body(function: Function) -> str:
    """The code of a function without its name and docstring."""
    (tree,) = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)
    told = ast.get_docstring(tree) is not None
    return "\n".join(ast.unparse(line) for line in tree.body[told:])


@each_check
def test_right_ways_and_mistakes_are_all_different_code(check: Check) -> None:
    written = [body(f) for f in [*check.styles, *(m.function for m in check.mistakes)]]
    assert len(set(written)) == len(written)
