"""The proof of the grader: it finds a bad check, and it finds none in the course."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import numpy as np
import pytest

from autograder.checks import names
from autograder.draws import numbers
from autograder.exercise import Check, Property
from autograder.mutants import Proof, as_dict, holds, prove, totals
from autograder.quiz import Question, quiz
from tests.conftest import ROOT

SEEDS = range(3)


def negate() -> Check:
    """A sound check of a small function: one mistake, one right way."""
    check = Check(
        "demo.negate",
        "negate(x)",
        lambda x: -x,
        [Property("changes the sign of every value", 2, lambda rng: [(numbers(rng, 2, 3),)])],
    )

    @check.mistake("nothing is done", "What is the sign of −3, turned round?")
    def unchanged(x: Any) -> Any:
        return x

    @check.style
    def subtract(x: Any) -> Any:
        return 0 - x

    return check


def with_survivor() -> Check:
    """The mistake shows only where a value is zero, and no case has one."""
    check = negate()

    @check.mistake("zero is taken for one", "What is −0?")
    def zero_is_one(x: Any) -> Any:
        return np.where(x == 0, 1, -x)

    return check


def with_misnamed() -> Check:
    """Two mistakes that no case can tell apart."""
    check = negate()

    @check.mistake("the sign is changed twice", "How often does your code negate?")
    def twice(x: Any) -> Any:
        return np.negative(-x)

    return check


def with_uneven() -> Check:
    """There is always a 9 in a case of the first property, in that of the second by chance."""
    check = negate()
    draw = check.properties[0].draw
    check.properties = [
        Property("changes a 9 as well", 2, lambda rng: [*draw(rng), (np.array([9.0, 1.0]),)]),
        Property("changes every value of a row", 1, lambda rng: [(numbers(rng, 9),)]),
    ]

    @check.mistake("9 is left alone", "What is 9, turned round?")
    def nine_left_alone(x: Any) -> Any:
        return np.where(x == 9, x, -x)

    return check


def with_refused() -> Check:
    """An answer that is right, but to another question."""
    check = negate()

    @check.style
    def as_a_row(x: Any) -> Any:
        return -x.ravel()

    return check


def test_a_sound_check_holds() -> None:
    proof = prove(negate(), SEEDS)
    assert (proof.survivors, proof.misnamed, proof.uneven, proof.refused) == ((), (), (), ())
    assert holds([proof])


def test_a_mistake_that_passes_is_a_survivor() -> None:
    assert prove(with_survivor(), SEEDS).survivors == ("zero-is-one",)


def test_mistakes_that_cannot_be_told_apart_are_misnamed() -> None:
    proof = prove(with_misnamed(), SEEDS)
    assert (proof.survivors, proof.misnamed) == ((), ("unchanged", "twice"))


def test_a_mistake_that_costs_more_on_some_seeds_is_uneven() -> None:
    """It is caught on every seed, and called by its name: only the points differ."""
    proof = prove(with_uneven(), SEEDS)
    assert (proof.survivors, proof.misnamed, proof.uneven) == ((), (), ("nine-left-alone",))


def test_a_right_way_that_fails_is_refused() -> None:
    assert prove(with_refused(), SEEDS).refused == ("as_a_row",)


def test_a_reference_that_loses_precision_is_refused() -> None:
    """The general right ways, float32 among them, are tried without being listed."""
    check = negate()
    check.reference = lambda x: -x + 1e-3
    check.tolerance = 1e-9
    assert "as_float32" in prove(check, SEEDS).refused


@pytest.mark.parametrize("bad", [with_survivor, with_misnamed, with_uneven, with_refused])
def test_one_bad_check_spoils_the_proof(bad: Any) -> None:
    good = prove(negate(), SEEDS)
    assert not holds([good, prove(bad(), SEEDS), good])


def test_one_slip_on_one_seed_counts() -> None:
    """A case that shows the mistake for two seeds of three is not enough."""
    check = with_survivor()
    check.properties.append(
        Property(
            "leaves zero alone",
            1,
            lambda rng: [(np.array([[0.0, 1.0]]) if rng.random() < 0.5 else np.array([[1.0]]),)],
        )
    )
    assert prove(check, range(12)).survivors == ("zero-is-one",)


def proof(mistakes: int, misnamed: int) -> Proof:
    return Proof("demo.f", mistakes, (), tuple(map(str, range(misnamed))), (), 3, ())


@pytest.mark.parametrize(("misnamed", "enough"), [(0, True), (5, True), (6, False)])
def test_five_of_a_hundred_names_may_be_missing(misnamed: int, enough: bool) -> None:
    assert holds([proof(100, misnamed)]) is enough


def test_totals_are_sums() -> None:
    bad = Proof("demo.g", 4, ("a",), ("a", "b"), (), 6, ("c",))
    assert totals([proof(10, 1), bad]) == {
        "functions": 2,
        "mistakes": 14,
        "caught": 13,
        "named": 11,
        "styles": 9,
        "accepted": 8,
        "quizzes": 0,
        "wrong_answers": 0,
        "wrong_answers_caught": 0,
        "wrong_answers_named": 0,
    }


def test_a_quiz_counts_apart() -> None:
    slip = ("the last window hangs over the edge", "Draw the last window.")
    asked = quiz("demo.predict", [Question("rows", "tells the number of rows", 3, {4: slip})])
    sums = totals([proof(10, 0), prove(asked, SEEDS)])
    assert (sums["functions"], sums["mistakes"]) == (1, 10)
    assert (sums["quizzes"], sums["wrong_answers"], sums["wrong_answers_named"]) == (1, 1, 1)


def test_the_data_say_what_is_wrong_with_which_check() -> None:
    data = json.loads(json.dumps(as_dict([prove(with_survivor(), SEEDS)])))
    assert data["checks"][0]["check"] == "demo.negate"
    assert data["checks"][0]["survivors"] == ["zero-is-one"]
    assert data["checks"][0]["uneven"] == []


# The course's own checks, by the command that an instructor runs


@pytest.fixture(scope="module")
def run() -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "autograder", "mutants", "--json"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=600,
        check=False,
    )


@pytest.fixture(scope="module")
def printed(run: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return dict(json.loads(run.stdout))


def test_the_command_ends_well(run: subprocess.CompletedProcess[str]) -> None:
    assert run.returncode == 0, run.stdout + run.stderr


def test_every_check_of_the_course_is_proved(printed: dict[str, Any]) -> None:
    assert [c["check"] for c in printed["checks"]] == names()
    assert printed["functions"] + printed["quizzes"] == len(names())
    assert printed["functions"] >= 60 and printed["mistakes"] >= 320


def test_there_is_something_to_prove(printed: dict[str, Any]) -> None:
    # At least five mistakes, three right ways and three general ones for each function.
    assert printed["mistakes"] >= 5 * printed["functions"]
    assert printed["styles"] >= 6 * printed["functions"]


def test_every_mistake_is_caught(printed: dict[str, Any]) -> None:
    assert [c["survivors"] for c in printed["checks"] if c["survivors"]] == []
    assert printed["caught"] == printed["mistakes"]


def test_every_mistake_costs_the_same_on_every_seed(printed: dict[str, Any]) -> None:
    assert [(c["check"], c["uneven"]) for c in printed["checks"] if c["uneven"]] == []


def test_every_right_way_is_accepted(printed: dict[str, Any]) -> None:
    assert [c["refused"] for c in printed["checks"] if c["refused"]] == []
    assert printed["accepted"] == printed["styles"]


def test_nearly_every_mistake_is_called_by_its_name(printed: dict[str, Any]) -> None:
    assert printed["named"] >= 0.95 * printed["mistakes"]
