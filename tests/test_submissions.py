"""Whatever a student may hand in gets the verdict that its folder is named after.

A submission is a file that defines `corr2d(x, w)`. Comments at its top may say otherwise:
``# check:`` another check, ``# points:`` what the right part of it is worth (else 0, or all of
them in `pass`), ``# mistake:`` the mistake that must be named (else none may be). ``# here``
marks the line of the student's own that an error message must quote.
"""

from __future__ import annotations

import dataclasses
import json
import re
from pathlib import Path
from typing import Any

import pytest

from autograder.checks import find
from autograder.exercise import Check
from autograder.judge import judge
from autograder.verdict import SENTENCES, Verdict

FOLDER = Path(__file__).parent / "submissions"
FILES = sorted(FOLDER.glob("*/*.py"))
ENGINE_ONLY = {"not-defined", "out-of-memory", "killed", "forbidden"}
WAITING = FOLDER / "timed-out"
SECONDS = 0.3  # is enough to see that these do not end; the others have all the time they need


def said(path: Path, word: str) -> str | None:
    found = re.search(rf"^# {word}: (.+)$", path.read_text("utf-8"), re.MULTILINE)
    return found[1] if found else None


def check_of(path: Path) -> Check:
    check = find(said(path, "check") or "cross_correlation.corr2d")
    return dataclasses.replace(check, time_limit=SECONDS if path.parent == WAITING else 20)


def submitted(path: Path) -> Any:
    """The function, from a module run afresh."""
    names: dict[str, Any] = {"__name__": "submission"}
    exec(compile(path.read_text("utf-8"), str(path), "exec"), names)
    return names[check_of(path).function_name]


@pytest.fixture(scope="module")
def verdicts() -> dict[Path, Verdict]:
    return {}


@pytest.fixture(params=FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")
def case(request: pytest.FixtureRequest, verdicts: dict[Path, Verdict]) -> tuple[Path, Verdict]:
    """A submission and its verdict; each is judged once."""
    path: Path = request.param
    if path not in verdicts:
        verdicts[path] = judge(check_of(path), submitted(path), seed=0)
    return path, verdicts[path]


def test_there_is_a_submission_for_every_code() -> None:
    # A function in a process of its own can come to more ends; the attacks show those.
    attacked = {p.parent.name for p in (FOLDER.parent / "attacks").glob("*/*.py")}
    assert {p.parent.name for p in FILES} == set(SENTENCES) - ENGINE_ONLY
    assert attacked >= ENGINE_ONLY


def test_the_folder_is_the_verdict(case: tuple[Path, Verdict]) -> None:
    path, verdict = case
    assert verdict.code == path.parent.name, verdict.text()


def test_points_are_those_of_the_right_part(case: tuple[Path, Verdict]) -> None:
    path, verdict = case
    check = check_of(path)
    if path.parent.name == "pass":
        expected = sum(p.points for p in check.properties)
    else:
        expected = int(said(path, "points") or 0)
    assert (verdict.points, verdict.of) == (expected, sum(p.points for p in check.properties))


def test_a_mistake_is_named_where_the_submission_makes_one(case: tuple[Path, Verdict]) -> None:
    path, verdict = case
    assert verdict.mistake == said(path, "mistake")


def test_the_verdict_can_be_shown_everywhere(case: tuple[Path, Verdict]) -> None:
    path, verdict = case
    first, *_ = verdict.text().splitlines()
    assert first.endswith(f"{verdict.points} of {verdict.of} points")
    assert f'data-code="{path.parent.name}"' in verdict._repr_html_()
    assert json.loads(json.dumps(verdict.as_dict()))["code"] == path.parent.name
    (verdict.text() + verdict._repr_html_()).encode("utf-8")  # no half characters


@pytest.mark.parametrize("path", sorted(FOLDER.glob("raised/*.py")), ids=lambda p: p.stem)
def test_an_error_quotes_the_line_of_the_student(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    (place,) = (n for n, line in enumerate(lines, 1) if line.endswith("# here"))
    sentence = judge(check_of(path), submitted(path), seed=0).sentence
    assert sentence.endswith(f"line {place}: {lines[place - 1].strip()}")


def test_an_error_says_what_python_says() -> None:
    path = FOLDER / "raised" / "own_assertion.py"
    sentence = judge(check_of(path), submitted(path), seed=0).sentence
    assert "AssertionError: x is not scaled\n  in corr2d, line " in sentence


def test_a_long_error_message_is_cut() -> None:
    path = FOLDER / "raised" / "long_message.py"
    assert len(judge(check_of(path), submitted(path), seed=0).sentence) < 1000


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("not-a-function/array.py", "function here but a ndarray"),
        ("wrong-signature/one_argument.py", "yours takes (x)"),
        ("wrong-signature/keywords_only.py", "yours takes (*, x, w)"),
        ("wrong-signature/no_arguments.py", "yours takes ()"),
        ("unreadable/generator.py", "a value of type generator"),
        ("unreadable/truth_values.py", "ndarray of truth values"),
        ("unreadable/complex_numbers.py", "ndarray of complex numbers"),
        ("unreadable/list_of_tensors.py", "requires grad"),
        ("wrong-shape/first_window_only.py", "shape (1, 1); this case asks for (3, 4)"),
        ("wrong-shape/number_in_a_list.py", "shape (1,); this case asks for () (the single number"),
        ("wrong-value/near_number.py", "The answer here is 3, not 3.0001"),
        ("timed-out/sleeps.py", "the limit is 0.3 s"),
    ],
)
def test_the_sentence_says_what_is_the_matter(file: str, words: str) -> None:
    assert words in judge(check_of(FOLDER / file), submitted(FOLDER / file), seed=0).sentence
