"""``check(...)`` as a student calls it: in a terminal and in a real notebook."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

from autograder import check
from autograder.checking import SEED_VARIABLE, Points
from autograder.checks import find
from autograder.verdict import MIME
from tests.conftest import ROOT

CELLS = [
    """
import sys, warnings
import numpy as np
from autograder import check

def corr2d(x, w):
    print("on the way")
    print("to stderr", file=sys.stderr)
    warnings.warn("slow")
    np.array([1.0]) / 0
    y = np.zeros_like(x)[w.shape[0] - 1 :, w.shape[1] - 1 :]
    for i, j in np.ndindex(y.shape):
        y[i, j] = (x[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return y

check("cross_correlation.corr2d", corr2d)
""",
    "check('cross_correlation.corr1d', lambda x, w: np.correlate(x, w, 'valid'))",
    """
def helper(w):
    return 1 / 0
""",
    """
def corr1d(x, w):
    return x * helper(w)

check("cross_correlation.corr1d", corr1d)
""",
    "check('cross_correlation.corr3d', corr2d)",
]


@pytest.fixture(scope="module")
def notebook() -> nbformat.NotebookNode:
    """The cells above, run by a real kernel."""
    nb = new_notebook(cells=[new_code_cell(source.strip()) for source in CELLS])
    NotebookClient(
        nb,
        timeout=120,
        kernel_name="python3",
        allow_errors=True,
        resources={"metadata": {"path": str(ROOT)}},
    ).execute()
    return nb


def outputs(nb: nbformat.NotebookNode, cell: int, kind: str) -> list[nbformat.NotebookNode]:
    return [o for o in nb.cells[cell].outputs if o.output_type == kind]


def test_a_cell_shows_one_verdict_and_returns_one_number(notebook: nbformat.NotebookNode) -> None:
    kinds = [o.output_type for o in notebook.cells[0].outputs]
    assert kinds == ["display_data", "execute_result"]


def test_the_verdict_comes_as_page_as_text_and_as_data(notebook: nbformat.NotebookNode) -> None:
    (shown,) = outputs(notebook, 0, "display_data")
    assert set(shown.data) == {"text/html", "text/plain", MIME}
    assert shown.data["text/html"].startswith('<div class="verdict" data-code="wrong-value"')
    assert "corr2d(x, w)   3 of 4 points" in shown.data["text/plain"]
    assert shown.data[MIME]["mistake"] == "integer-accumulator"


def test_the_number_is_what_nbgrader_reads(notebook: nbformat.NotebookNode) -> None:
    (result,) = outputs(notebook, 0, "execute_result")
    assert result.data["text/plain"] == "3"
    assert "3 of 4 points" in result.data["text/html"]


def test_nothing_is_written_to_the_streams_of_a_cell(notebook: nbformat.NotebookNode) -> None:
    assert outputs(notebook, 0, "stream") == []


def test_full_marks_are_the_points_of_the_cell(notebook: nbformat.NotebookNode) -> None:
    (result,) = outputs(notebook, 1, "execute_result")
    assert float(result.data["text/plain"]) == find("cross_correlation.corr1d").points


def test_an_error_quotes_the_line_in_the_cell_of_the_function(
    notebook: nbformat.NotebookNode,
) -> None:
    (shown,) = outputs(notebook, 3, "display_data")
    assert "ZeroDivisionError" in shown.data["text/plain"]
    assert "in corr1d, line 2: return x * helper(w)" in shown.data["text/plain"]


def test_an_unknown_name_is_an_error_of_the_cell(notebook: nbformat.NotebookNode) -> None:
    (error,) = outputs(notebook, 4, "error")
    assert error.ename == "LookupError"


@pytest.mark.usefixtures("in_a_terminal")
def test_in_a_terminal_the_verdict_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    points = check("cross_correlation.corr1d", lambda x, w: None)
    out, err = capsys.readouterr()
    assert out.startswith("✗ corr1d(x, w)   0 of 4 points\n")
    assert "Does it end with a return?" in out
    assert (err, points) == ("", 0)


def test_points_print_as_a_plain_number() -> None:
    assert [repr(Points(3, 4)), repr(Points(0, 4)), str(Points(4, 4))] == ["3", "0", "4"]


def test_points_are_a_number_that_knows_its_best() -> None:
    points = Points(3, 4)
    assert (points + 1, points.of) == (4, 4)


@pytest.mark.parametrize("name", ["corr2d", "cross_correlation.corr3d", "numpy.zeros"])
def test_an_unknown_name_lists_the_names_there_are(name: str) -> None:
    with pytest.raises(LookupError, match=r"cross_correlation\.corr2d, cross_correlation\."):
        check(name, lambda: None)


def asked(monkeypatch: pytest.MonkeyPatch, seed: str | None) -> list[list[float]]:
    """The signals that a student's corr1d is called with."""
    if seed is None:
        monkeypatch.delenv(SEED_VARIABLE, raising=False)
    else:
        monkeypatch.setenv(SEED_VARIABLE, seed)
    seen: list[list[float]] = []

    def spy(x: np.ndarray, w: np.ndarray) -> None:
        seen.append(x.tolist())

    check("cross_correlation.corr1d", spy)
    return seen


def test_the_variable_is_the_one_that_instructors_know() -> None:
    assert SEED_VARIABLE == "CONVOLUTION_SEED"


def test_a_student_is_asked_the_same_every_time(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, None) == asked(monkeypatch, None) == asked(monkeypatch, "0")


def test_another_seed_in_the_environment_asks_something_else(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert asked(monkeypatch, "7") != asked(monkeypatch, None)


def test_a_large_seed_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert asked(monkeypatch, str(2**128)) != asked(monkeypatch, "0")


def test_a_script_needs_no_notebook() -> None:
    script = (
        "from autograder import check\n"
        "import json\n"
        "points = check('padding_and_stride.same_padding', lambda k: (k // 2, (k - 1) // 2))\n"
        "print(json.dumps([points, points.of]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        env=os.environ | {"PYTHONIOENCODING": "utf-8"},
        timeout=120,
        check=True,
    )
    *verdict, numbers = done.stdout.splitlines()
    assert verdict == ["✓ same_padding(k)   4 of 4 points", "Right: every case passes."]
    assert json.loads(numbers) == [4, 4]
    assert done.stderr == ""
