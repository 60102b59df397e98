"""One notebook runs to its end, whatever a cell does to its process; and a verdict from far away is
the verdict from next door."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.errors import CourseError
from autograder.grade import RESTARTS, Execution, execute
from autograder.judge import judge
from autograder.referee import Remote, Unusable
from autograder.sandbox.host import Client, Found
from autograder.sandbox.launch import Sandbox
from autograder.sandbox.limits import Limits
from autograder.sandbox.shell import Shell
from autograder.sandbox.tiers import Tier
from autograder.terms import PRELOAD, STUB, Terms
from autograder.verdict import MIME
from tests.sandbox.started import TIERS
from tests.test_submissions import FILES, check_of, said, submitted

pytestmark = pytest.mark.xdist_group("execution")

EXIT = "import os; os._exit(0)"
IMPORTS = "import numpy as np\nfrom autograder import check"
CORR1D = "def corr1d(x, w):\n    return np.correlate(x, w)"
CHECK = 'check("cross_correlation.corr1d", corr1d)'


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    # Where it can be had, the place to write of one's own: files are made anew with the process.
    with Sandbox(TIERS[0], preload=PRELOAD, stubs={"autograder": STUB}) as sandbox:
        made = Client(sandbox.address)
        yield made
        made.close()


def solution(source: str, grade_id: str) -> NotebookNode:
    meta = {"grade": False, "solution": True, "grade_id": grade_id}
    return new_code_cell(source, metadata={"nbgrader": meta})


def check_cell(source: str, grade_id: str) -> NotebookNode:
    meta = {"grade": True, "solution": False, "grade_id": grade_id, "points": 4}
    return new_code_cell(source, metadata={"nbgrader": meta})


@pytest.fixture
def run(client: Client) -> Callable[..., list[list[dict[str, Any]]]]:
    """Runs cells as one notebook; the outputs of each."""

    def run(
        *cells: str | NotebookNode,
        model: NotebookNode | None = None,
        files: dict[str, bytes] | None = None,
        **limits: float,
    ) -> list[list[dict[str, Any]]]:
        made = [new_code_cell(c) if isinstance(c, str) else c for c in cells]
        nb = new_notebook(cells=made)
        terms = Terms(replace(Limits(), **limits), ())
        shell = Shell.make()
        execute(nb, model or nb, terms, 1, client=client, shell=shell, files=files)
        nbformat.validate(nb)
        return [c.get("outputs", []) for c in nb.cells]

    return run


def names(outputs: list[dict[str, Any]]) -> list[str]:
    return [o["ename"] for o in outputs if o["output_type"] == "error"]


def shown(outputs: list[dict[str, Any]]) -> str:
    return str(outputs[-1]["data"]["text/plain"])


def verdict(outputs: list[dict[str, Any]]) -> dict[str, Any]:
    (found,) = [o["data"][MIME] for o in outputs if MIME in o.get("data", {})]
    return dict(found)


Run = Callable[..., list[list[dict[str, Any]]]]


def test_cells_run_in_order_and_text_does_not(run: Run) -> None:
    outputs = run("n = 1", new_markdown_cell("n = 5"), "n += 1", "", "n")
    assert shown(outputs[-1]) == "2"


def test_cells_are_numbered_as_they_ran(client: Client) -> None:
    nb = new_notebook(cells=[new_code_cell("1"), new_code_cell(" "), new_code_cell("2")])
    execute(nb, nb, Terms(Limits(), ()), 1, client=client, shell=Shell.make())
    assert [c.execution_count for c in nb.cells] == [1, None, 2]
    assert nb.cells[2].outputs[0].execution_count == 2


def test_an_error_costs_its_cell_alone(run: Run) -> None:
    outputs = run("n = 1", "1 / 0", "n")
    assert names(outputs[1]) == ["ZeroDivisionError"]
    assert shown(outputs[2]) == "1"


def test_a_cell_that_ends_its_process_costs_that_cell_alone(run: Run) -> None:
    outputs = run("n = 1", EXIT, "n += 1", "n")
    assert [names(o) for o in outputs] == [[], ["Killed"], [], []]
    assert shown(outputs[-1]) == "2"


def test_what_ran_again_has_had_its_effects_once(run: Run) -> None:
    if TIERS[0] is not Tier.NAMESPACES:
        add = "n = len(open('data').read())"  # there is no place to write
    else:
        add = "print('a', file=open('log', 'a'), end='')\nn = len(open('log').read())"
    outputs = run(add, "print('once')", EXIT, EXIT, "n", files={"data": b"x"})
    assert shown(outputs[-1]) == "1"
    assert [o["text"] for o in outputs[1]] == ["once\n"]


def test_files_are_there_again_after_an_end(run: Run) -> None:
    outputs = run(EXIT, "open('data.csv').read()", files={"data.csv": b"1,2"})
    assert shown(outputs[1]) == "'1,2'"


def test_a_verdict_stands_below_its_test_cell(run: Run) -> None:
    outputs = run(IMPORTS, solution(CORR1D, "corr1d"), check_cell(CHECK, "corr1d-check"))
    assert verdict(outputs[2])["code"] == "pass"
    assert outputs[2][-1]["output_type"] == "execute_result"


def test_a_call_that_ends_the_process_costs_that_check_alone(run: Run) -> None:
    dying = "def corr2d(x, w):\n    import os; os._exit(0)"
    outputs = run(
        IMPORTS,
        solution(dying, "corr2d"),
        solution(CORR1D, "corr1d"),
        check_cell('check("cross_correlation.corr2d", corr2d)', "corr2d-check"),
        check_cell(CHECK, "corr1d-check"),
    )
    assert verdict(outputs[3])["code"] == "killed"
    assert verdict(outputs[3])["points"] == 0
    assert verdict(outputs[4])["code"] == "pass"


def test_an_end_after_some_right_answers_keeps_what_was_earned(run: Run) -> None:
    dying = CORR1D.replace(
        "return",
        "global n; n = globals().get('n', 0) + 1\n"
        "    if n == 3: __import__('os')._exit(0)\n    return",
    )
    outputs = run(IMPORTS, solution(dying, "corr1d"), check_cell(CHECK, "corr1d-check"))
    told = verdict(outputs[2])
    assert told["code"] == "killed"
    assert told["points"] == sum(p["points"] for p in told["properties"] if p["passed"])
    assert told["points"] < told["of"]


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("def corr1d(x, w:", "the cell for it stopped with SyntaxError"),
        ("1 / 0\ndef corr1d(x, w): ...", "the cell for it stopped with ZeroDivisionError"),
        (EXIT, "the cell for it stopped with Killed"),
        ("corr_1d = print", "no cell defines it"),
    ],
)
def test_a_name_that_is_missing_is_told_with_its_reason(run: Run, cell: str, words: str) -> None:
    model = new_notebook(cells=[new_code_cell(IMPORTS), solution(CORR1D, "corr1d")])
    outputs = run(IMPORTS, solution(cell, "corr1d"), check_cell(CHECK, "corr1d-check"), model=model)
    told = verdict(outputs[2])
    assert told["code"] == "not-defined"
    assert words in told["sentence"]


def test_a_cell_has_its_time(run: Run) -> None:
    outputs = run("n = 1", "print('began')\nwhile True: pass", "n", cell_seconds=0.4)
    assert outputs[1][0]["text"] == "began\n"
    assert names(outputs[1]) == ["TimedOut"]
    assert shown(outputs[2]) == "1"


def test_a_call_has_its_time(run: Run) -> None:
    slow = "def corr1d(x, w):\n    while True: pass"
    outputs = run(
        IMPORTS, solution(slow, "corr1d"), check_cell(CHECK, "corr1d-check"), call_seconds=0.3
    )
    told = verdict(outputs[2])
    assert told["code"] == "timed-out"
    assert "0.3 s" in told["sentence"]


def test_a_notebook_has_its_time(run: Run) -> None:
    began = time.monotonic()
    outputs = run(*["while True: pass"] * 5, "1", notebook_seconds=1.0)
    assert time.monotonic() - began < 4
    assert all(names(o) == ["TimedOut"] for o in outputs[:5])


def test_a_notebook_uses_up_so_many_processes_and_no_more(run: Run) -> None:
    outputs = run("n = 1", *[EXIT] * (RESTARTS + 3), "n")
    assert names(outputs[RESTARTS]) == ["Killed"]
    assert names(outputs[-1]) == ["Killed"]
    assert "processes were used up" in outputs[-1][-1]["evalue"]


def test_a_cell_that_goes_wrong_when_run_again_costs_itself_alone(
    client: Client,
) -> None:
    # Its second run takes for ever; the one after it must have run all the same.
    slow = "import os, time\nif os.path.exists('again'): time.sleep(9)"
    limits = Limits(cell_seconds=0.4)
    with Execution(client, limits, {}, new_notebook()) as execution:
        execution.cell(slow, "")
        execution.cell("n = 1", "")
        execution.files = {"again": b""}
        execution.cell(EXIT, "")
        assert shown(execution.cell("n", "")) == "1"


def test_the_seed_decides_and_is_gone_afterwards(run: Run) -> None:
    import os

    from autograder.checking import SEED_VARIABLE

    run(IMPORTS, solution(CORR1D, "corr1d"), check_cell(CHECK, "corr1d-check"))
    assert SEED_VARIABLE not in os.environ


class TestTerms:
    def test_an_exercise_goes_before_the_course(self) -> None:
        model = new_notebook(
            metadata={"grading": {"cell_seconds": 5, "without": ["torch", "scipy"]}}
        )
        terms = Terms.of(model, {"cell_seconds": 60, "memory_mb": 99, "without": ["jax"]})
        assert (terms.limits.cell_seconds, terms.limits.memory_mb) == (5, 99)
        assert terms.without == ("scipy", "torch")

    def test_without_a_word_all_is_as_usual(self) -> None:
        assert Terms.of(new_notebook(), {}) == Terms(Limits(), ())

    @pytest.mark.parametrize("course", [{"cell_secs": 5}, {}])
    def test_an_unknown_limit_is_named_with_those_that_there_are(
        self, course: dict[str, Any]
    ) -> None:
        model = new_notebook(metadata={} if course else {"grading": {"cell_secs": 5}})
        with pytest.raises(CourseError, match="cell_secs") as caught:
            Terms.of(model, course)
        assert caught.value.code == "unknown-setting"
        assert "cell_seconds" in caught.value.sentence


HEAVY = ("import torch", "import scipy")
LIGHT = [f for f in FILES if not any(word in f.read_text("utf-8") for word in HEAVY)]


@pytest.mark.parametrize("path", LIGHT, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_the_verdict_from_far_away_is_the_one_from_next_door(client: Client, path: Path) -> None:
    check = check_of(path)
    here = judge(check, submitted(path), seed=0)
    with Execution(client, Limits(call_seconds=check.time_limit), {}, new_notebook()) as execution:
        assert not names(execution.cell(path.read_text("utf-8"), ""))
        found = execution.look(check.function_name)
        assert isinstance(found, Found)
        function: Any = Remote(execution, check.function_name, found)
        if found.kind == "value":
            function = Unusable("not-a-function", f"a {found.type}")
        there = judge(check, function, seed=0)
    assert (there.code, there.points, there.of) == (here.code, here.points, here.of)
    assert there.properties == here.properties
    assert there.mistake == here.mistake == said(path, "mistake")
