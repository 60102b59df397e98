"""The chapters show how, and leave the graded functions to the reader."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib
import pytest

from autograder.checks import every_check
from autograder.judge import judge

BOOK = Path(__file__).resolve().parent.parent / "book"
CHAPTERS = sorted(page.name for page in BOOK.glob("[0-9][0-9]_*.md"))
GRADED = {check.function_name for check in every_check()}

CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
OPTIONS = re.compile(r"\A(---\n.*?^---\n|(:[^\n]*\n)+)?", re.MULTILINE | re.DOTALL)


def cells(page: str) -> list[str]:
    """The code of a page, cell by cell, without the options at the head of a cell."""
    text = (BOOK / page).read_text("utf-8")
    return [OPTIONS.sub("", cell, count=1) for cell in CELL.findall(text)]


def bound(code: str) -> Iterator[str]:
    """Every name that the code defines, assigns or imports, inside functions too."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]


def functions(page: str) -> dict[str, Callable[..., Any]]:
    """What a reader could paste: the functions at hand after the last cell of a page."""
    space: dict[str, Any] = {"__name__": page}
    for number, code in enumerate(cells(page), 1):
        exec(compile(code, f"{page}, cell {number}", "exec"), space)
    return {name: value for name, value in space.items() if inspect.isroutine(value)}


def answers(given: dict[str, Callable[..., Any]]) -> list[str]:
    """Those that pass the check of a graded function, of whatever chapter."""
    return [
        f"{name} passes {check.name}"
        for name, function in given.items()
        for check in every_check()
        if judge(check, function, seed=0).code == "pass"
    ]


def test_the_chapters_are_found_with_their_cells() -> None:
    assert len(CHAPTERS) >= 3
    assert all(len(cells(page)) > 10 for page in CHAPTERS)


@pytest.mark.parametrize("page", [*CHAPTERS, "how_to_use.md"])
def test_no_cell_binds_the_name_of_a_graded_function(page: str) -> None:
    names = {name for code in cells(page) for name in bound(code)}
    assert not names & GRADED


def test_an_answer_is_recognised_under_any_name() -> None:
    right = every_check()[0].styles[0]
    assert answers({"harmless": right}) == [f"harmless passes {every_check()[0].name}"]


@pytest.mark.slow
@pytest.mark.parametrize("page", CHAPTERS)
def test_no_function_of_a_chapter_answers_an_exercise(
    page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BOOK)  # as when the book is built: cells import `figures`
    monkeypatch.syspath_prepend(BOOK)
    matplotlib.use("agg")
    from matplotlib import pyplot

    try:
        with matplotlib.rc_context({"figure.max_open_warning": 0}):
            given = functions(page)
    finally:
        pyplot.close("all")
    assert "one_channel" in given  # the cells have run
    assert answers(given) == []
