"""Whatever happened to a notebook, it comes out in the shape of the released one."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from autograder.course import Course
from autograder.intake import read_submission
from autograder.refused import Refused
from autograder.sanitise import sanitise

NAME = "02_cross_correlation"
ASSIGNMENTS = ["02_cross_correlation", "03_padding_and_stride", "07_transposed_convolution"]
ANSWER = "def corr1d(x, w):\n    return 1"


@pytest.fixture
def model(repository: Course) -> NotebookNode:
    return nbformat.read(repository.released(NAME), as_version=4)


@pytest.fixture
def handed_in(model: NotebookNode) -> NotebookNode:
    nb = copy.deepcopy(model)
    cell_of(nb, "corr1d").source = ANSWER
    return nb


def grade_id(cell: NotebookNode) -> str:
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def place_of(nb: NotebookNode, name: str) -> int:
    places = [i for i, c in enumerate(nb.cells) if grade_id(c) == name]
    assert len(places) == 1, f"{len(places)} cells are called {name}"
    return places[0]


def cell_of(nb: NotebookNode, name: str) -> NotebookNode:
    return nb.cells[place_of(nb, name)]


def texts(nb: NotebookNode) -> list[tuple[str, str]]:
    return [(c.cell_type, c.source) for c in nb.cells]


def check_shape(nb: NotebookNode, model: NotebookNode) -> None:
    """What must hold of every result, whatever came in."""
    assert len({c.id for c in nb.cells}) == len(nb.cells)  # nbformat would mend that on the way
    nbformat.validate(nb)
    graded = [c for c in nb.cells if "nbgrader" in c.metadata]
    wanted = {grade_id(c): c for c in model.cells if "nbgrader" in c.metadata}
    assert sorted(map(grade_id, graded)) == sorted(wanted)
    for cell in graded:
        released = wanted[grade_id(cell)]
        assert dict(cell.metadata) == {"nbgrader": dict(released.metadata.nbgrader)}
        assert cell.cell_type == released.cell_type
        if released.metadata.nbgrader.locked:
            assert cell.source == released.source
    for cell in nb.cells:
        assert cell.get("outputs", []) == []
        assert set(cell.metadata) <= {"nbgrader"}
    assert nb.metadata.kernelspec == model.metadata.kernelspec
    for name in wanted:
        if name.endswith("-check"):
            assert place_of(nb, name) > place_of(nb, name.removesuffix("-check"))
    json.dumps(nb).encode()
    assert all(c.source.encode() is not None for c in nb.cells)


def repaired(nb: NotebookNode, model: NotebookNode) -> tuple[NotebookNode, str]:
    result, notes = sanitise(nb, model)
    check_shape(result, model)
    return result, "\n".join(notes)


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_proper_submission_keeps_its_cells_and_gets_no_notes(
    repository: Course, assignment: str
) -> None:
    released = nbformat.read(repository.released(assignment), as_version=4)
    nb = copy.deepcopy(released)
    answers = [c for c in nb.cells if c.metadata.get("nbgrader", {}).get("solution")]
    for number, cell in enumerate(answers):
        cell.source = f"answer = {number}"
    nb.cells.insert(4, new_code_cell("scratch = 1"))
    nb.cells.append(new_markdown_cell("Thanks! $a \\le b$ **bold** [link](https://example.org)"))
    before, untouched = copy.deepcopy(nb), copy.deepcopy(released)
    result, notes = sanitise(nb, released)
    check_shape(result, released)
    assert notes == []
    assert texts(result) == texts(nb)
    assert [c.id for c in result.cells] == [c.id for c in nb.cells]
    assert (nb, released) == (before, untouched), "an argument was changed"


def test_a_deleted_test_cell_comes_back_behind_its_answer(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    del handed_in.cells[place_of(handed_in, "corr1d-check")]
    result, notes = repaired(handed_in, model)
    assert place_of(result, "corr1d-check") == place_of(result, "corr1d") + 1
    assert notes == "Cell 'corr1d-check' was missing; it is back as released."


def test_a_deleted_answer_comes_back_before_what_the_student_wrote_elsewhere(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    """Or the released stub would replace an answer that was written in a new cell."""
    place = place_of(handed_in, "corr1d")
    handed_in.cells[place] = new_code_cell(ANSWER)
    result, notes = repaired(handed_in, model)
    mine = [c.source for c in result.cells].index(ANSWER)
    assert place_of(result, "corr1d") < mine < place_of(result, "corr1d-check")
    assert "'corr1d' was missing" in notes


def test_an_emptied_notebook_gets_every_graded_cell_back_in_order(model: NotebookNode) -> None:
    nb = nbformat.v4.new_notebook()
    result, _ = repaired(nb, model)
    assert [grade_id(c) for c in result.cells] == [
        grade_id(c) for c in model.cells if "nbgrader" in c.metadata
    ]
    assert "raise NotImplementedError" in cell_of(result, "corr1d").source


def test_of_two_copies_the_last_counts_and_is_tested(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    second = copy.deepcopy(cell_of(handed_in, "corr1d"))
    second.source = "def corr1d(x, w):\n    return 2"
    handed_in.cells.append(second)
    result, notes = repaired(handed_in, model)
    assert cell_of(result, "corr1d").source.endswith("return 2")
    assert ("code", ANSWER) in texts(result), "the first copy stays, as an ordinary cell"
    assert "is a copy of 'corr1d'" in notes
    assert "'corr1d-check' stood before its answer" in notes


def test_a_copied_test_cell_is_graded_once(handed_in: NotebookNode, model: NotebookNode) -> None:
    place = place_of(handed_in, "corr2d-check")
    handed_in.cells.insert(place, copy.deepcopy(handed_in.cells[place]))
    result, notes = repaired(handed_in, model)
    assert place_of(result, "corr2d-check") == place + 1
    assert notes.count("copy") == 1


@pytest.mark.parametrize("both_keep_the_metadata", [True, False])
def test_a_split_answer_is_whole_before_its_test(
    handed_in: NotebookNode, model: NotebookNode, both_keep_the_metadata: bool
) -> None:
    place = place_of(handed_in, "corr1d")
    first = handed_in.cells[place]
    second = new_code_cell("rest = 2")
    if both_keep_the_metadata:  # as JupyterLab does
        second.metadata = copy.deepcopy(first.metadata)
    handed_in.cells.insert(place + 1, second)
    result, _ = repaired(handed_in, model)
    assert texts(result)[place : place + 2] == [("code", ANSWER), ("code", "rest = 2")]
    assert place_of(result, "corr1d-check") == place + 2


def test_a_test_that_was_dragged_up_goes_behind_the_whole_of_its_answer(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    check = handed_in.cells.pop(place_of(handed_in, "corr1d-check"))
    handed_in.cells.insert(place_of(handed_in, "corr1d") + 1, new_code_cell("rest = 2"))
    handed_in.cells.insert(0, check)
    result, notes = repaired(handed_in, model)
    assert place_of(result, "corr1d-check") == place_of(result, "corr1d") + 2
    assert notes == "Test cell 'corr1d-check' stood before its answer; it comes after it now."


def test_a_test_that_was_dragged_down_stays_there(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    handed_in.cells.append(handed_in.cells.pop(place_of(handed_in, "corr1d-check")))
    result, notes = repaired(handed_in, model)
    assert place_of(result, "corr1d-check") == len(result.cells) - 1
    assert notes == ""


def test_exercises_done_in_another_order_stay_in_that_order(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    pair = [handed_in.cells.pop(place_of(handed_in, n)) for n in ("corr2d", "corr2d-check")]
    place = place_of(handed_in, "corr1d")
    handed_in.cells[place:place] = pair
    result, notes = repaired(handed_in, model)
    assert texts(result) == texts(handed_in)
    assert notes == ""


def test_a_test_of_two_answers_comes_after_both(model: NotebookNode) -> None:
    """A chapter may ask for two functions and test them together."""
    check = model.cells[place_of(model, "corr1d-check")]
    model.cells.remove(check)
    nb = copy.deepcopy(model)
    model.cells.insert(place_of(model, "corr2d") + 1, check)
    nb.cells.insert(place_of(nb, "corr1d") + 1, copy.deepcopy(check))
    result, notes = sanitise(nb, model)
    assert place_of(result, "corr1d-check") == place_of(result, "corr2d") + 1
    assert len(notes) == 1


def test_an_edited_test_cell_gets_its_text_and_points_back(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    cell = cell_of(handed_in, "corr1d-check")
    cell.source, cell.metadata.nbgrader.points = "print('fine')", 100
    result, notes = repaired(handed_in, model)
    assert cell_of(result, "corr1d-check").metadata.nbgrader.points == 4
    assert "'corr1d-check' had been changed" in notes
    assert "metadata are as released again: 'corr1d-check'" in notes


@pytest.mark.parametrize("kind", ["raw", "markdown"])
@pytest.mark.parametrize("name", ["corr1d", "corr1d-check"])
def test_a_retyped_cell_gets_its_type_back_and_keeps_the_answer(
    handed_in: NotebookNode, model: NotebookNode, name: str, kind: str
) -> None:
    cell = cell_of(handed_in, name)
    cell.cell_type = kind
    del cell["outputs"], cell["execution_count"]
    result, notes = repaired(handed_in, model)
    assert cell_of(result, "corr1d").source == ANSWER
    assert f"{name!r} was a {kind} cell; it is code again" in notes


def test_a_written_answer_that_became_code_is_text_again(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    place = place_of(handed_in, "reflection")
    meta = handed_in.cells[place].metadata
    handed_in.cells[place] = new_code_cell("Because it is *not* flipped.", metadata=meta)
    result, _ = repaired(handed_in, model)
    assert cell_of(result, "reflection").source == "Because it is *not* flipped."


@pytest.mark.parametrize("version", [1, 2, 99, "3", None])
def test_any_schema_version_is_put_right(
    handed_in: NotebookNode, model: NotebookNode, version: Any
) -> None:
    cell_of(handed_in, "corr2d").metadata.nbgrader.schema_version = version
    result, notes = repaired(handed_in, model)
    assert cell_of(result, "corr2d").metadata.nbgrader.schema_version == 3
    assert notes.endswith("'corr2d'.")


def test_a_checksum_of_an_earlier_release_is_no_edit(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    cell_of(handed_in, "corr2d").metadata.nbgrader.checksum = "0" * 32
    assert repaired(handed_in, model)[1] == ""


@pytest.mark.parametrize(
    "junk", [None, [], "nbgrader", 3, {}, {"grade_id": None}, {"grade_id": [["corr1d"]]}]
)
def test_an_answer_whose_metadata_are_lost_is_known_by_its_id(
    handed_in: NotebookNode, model: NotebookNode, junk: Any
) -> None:
    dict.__setitem__(cell_of(handed_in, "corr1d").metadata, "nbgrader", junk)
    result, _ = repaired(handed_in, model)
    assert cell_of(result, "corr1d").source == ANSWER


def test_a_cell_of_another_exercise_is_an_ordinary_cell(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    meta = {"nbgrader": {"grade_id": "<script>", "grade": True, "points": 1000}}
    handed_in.cells.append(new_code_cell("1 + 1", metadata=meta))
    result, notes = repaired(handed_in, model)
    assert result.cells[-1].metadata == {}
    assert "'?script?', which is no cell of this exercise" in notes


def test_tags_and_other_metadata_are_gone(handed_in: NotebookNode, model: NotebookNode) -> None:
    for cell in handed_in.cells:
        cell.metadata.update(tags=["skip-execution", "raises-exception"], collapsed=True)
    handed_in.metadata.update(title="<script>", widgets={"state": {}})
    result, notes = repaired(handed_in, model)
    assert set(result.metadata) == {"kernelspec"}
    assert notes == ""


def test_a_wrong_kernelspec_is_put_right(handed_in: NotebookNode, model: NotebookNode) -> None:
    handed_in.metadata.kernelspec = {"name": "my-venv", "display_name": "x", "language": "R"}
    assert repaired(handed_in, model)[0].metadata.kernelspec.name == "python3"


def test_windows_line_ends_are_no_edit(handed_in: NotebookNode, model: NotebookNode) -> None:
    expected = texts(handed_in)
    for cell in handed_in.cells:
        cell.source = cell.source.replace("\n", "\r\n")
    result, notes = repaired(handed_in, model)
    assert texts(result) == expected
    assert notes == ""


def test_pasted_cells_that_share_an_id_get_their_own(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    for odd in ("corr1d", "scratch", "scratch", "no id!", "x" * 65):
        cell = new_code_cell("1")
        cell["id"] = odd
        handed_in.cells.append(cell)
    result, _ = repaired(handed_in, model)
    assert cell_of(result, "corr1d").id == "corr1d"
    assert len({c.id for c in result.cells}) == len(result.cells)


def test_a_raw_cell_is_shown_and_not_copied_into_the_page(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    handed_in.cells.append(new_raw_cell("<script>alert(1)</script>"))
    result, notes = repaired(handed_in, model)
    assert texts(result)[-1] == ("markdown", "```\n<script>alert(1)</script>\n```")
    assert "was a raw cell" in notes


def test_a_written_answer_is_made_inert(handed_in: NotebookNode, model: NotebookNode) -> None:
    cell_of(handed_in, "reflection").source = "<img src=x onerror=alert(1)> if $a<b$"
    result, _ = repaired(handed_in, model)
    assert cell_of(result, "reflection").source == "< img src=x onerror=alert(1)> if $a< b$"


def test_half_characters_that_no_file_can_hold_are_replaced(
    handed_in: NotebookNode, model: NotebookNode
) -> None:
    cell_of(handed_in, "corr1d").source = "x = '\ud800'"
    assert cell_of(repaired(handed_in, model)[0], "corr1d").source == "x = '\ufffd'"


@pytest.mark.parametrize("source", [None, 3, {"a": 1}, ["x", 3], [["x"]]])
def test_a_source_that_is_no_text_is_empty(
    handed_in: NotebookNode, model: NotebookNode, source: Any
) -> None:
    dict.__setitem__(cell_of(handed_in, "corr1d"), "source", source)
    result, notes = repaired(handed_in, model)
    assert cell_of(result, "corr1d").source == ""
    assert "could not be read" in notes


@pytest.mark.parametrize(
    "cells",
    [[new_code_cell("1")] * 501, [new_code_cell("x" * 400_000)] * 3],
)
def test_a_notebook_beyond_all_measure_is_refused(
    model: NotebookNode, cells: list[NotebookNode]
) -> None:
    with pytest.raises(Refused) as refusal:
        sanitise(NotebookNode(cells=cells), model)
    assert refusal.value.code == "refused-file"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def damage(value: Any, luck: random.Random, junk: Any) -> Any:
    """`value` with one thing in it, at any depth, lost, doubled, moved or replaced by junk."""
    if not isinstance(value, (dict, list)) or not value or luck.random() < 0.03:
        return junk
    key = luck.choice(list(value) if isinstance(value, dict) else range(len(value)))
    if luck.random() < 0.75:
        value[key] = damage(value[key], luck, junk)
        return value
    if isinstance(value, list) and luck.random() < 0.7:
        item = copy.deepcopy(value[key]) if luck.random() < 0.5 else value.pop(key)
        value.insert(luck.randint(0, len(value)), item)
    else:
        del value[key]
    return value


@settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(seed=st.integers(), junk=st.lists(JUNK, min_size=1, max_size=8))
def test_no_damage_gets_in_the_way(
    repository: Course, tmp_path: Path, seed: int, junk: list[Any]
) -> None:
    luck = random.Random(seed)
    text = repository.released(NAME).read_text("utf-8")
    released = nbformat.reads(text, as_version=4)
    data = json.loads(text)
    for piece in junk:
        data = damage(data, luck, piece)
    folder = tmp_path / "submitted" / "ada" / NAME
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{NAME}.ipynb").write_text(json.dumps(data), "utf-8")
    try:
        result, _ = sanitise(read_submission(folder, released, NAME).notebook, released)
    except Refused as refusal:
        assert refusal.code == "malformed-notebook"
    else:
        check_shape(result, released)
