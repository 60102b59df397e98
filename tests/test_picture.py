"""Arrays as grids: what a student sees of a case."""

from __future__ import annotations

import numpy as np
import pytest

from autograder.picture import grid_html, grid_text, number, plane
from tests.page import Page


def cells(html: str) -> list[list[str]]:
    return [[cell.text for cell in row.all("td")] for row in Page(html).all("tr")]


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (3.0, "3"),
        (-7.0, "-7"),
        (0.25, "0.25"),
        (-0.0, "0"),
        (1e-15, "0"),
        (2 / 3, "0.667"),
        (99999.0, "99999"),
        (123456.0, "1.23e+05"),
        (-np.inf, "-inf"),
        (np.nan, "nan"),
    ],
)
def test_a_number_is_written_as_a_person_would(value: float, written: str) -> None:
    assert number(value) == written


def test_every_value_is_in_its_cell() -> None:
    assert cells(grid_html(np.array([[1.0, -2.0, 3.5], [0, 5, 6]]), "x")) == [
        ["1", "-2", "3.5"],
        ["0", "5", "6"],
    ]


def test_the_caption_says_label_and_shape() -> None:
    (caption,) = Page(grid_html(np.zeros((2, 3)), "yours")).all("caption")
    assert caption.text == "yours 2×3"


def test_a_label_is_text_and_not_markup() -> None:
    assert "<i>" not in grid_html(np.zeros((1, 1)), "<i>x</i>")


def test_only_wrong_cells_are_outlined() -> None:
    page = Page(grid_html(np.ones((2, 2)), "y", wrong=np.array([[False, True], [False, False]])))
    assert ["outline" in td["style"] for td in page.all("td")] == [False, True, False, False]


def test_positive_and_negative_values_have_different_colours_and_zero_none() -> None:
    plus, minus, zero = Page(grid_html(np.array([1.0, -1.0, 0.0]), "x")).all("td")
    colours = [
        td["style"].partition("rgba(")[2].partition("background:")[2] for td in (plus, minus)
    ]
    assert colours[0] != colours[1]
    assert "0.00)" in zero["style"].partition("background:")[2]


def test_a_large_array_is_cut_and_the_cut_can_be_seen() -> None:
    rows = cells(grid_html(np.arange(100.0).reshape(10, 10), "x"))
    assert rows[0] == ["0", "1", "2", "3", "4", "5", "6", "7", "…"]
    assert (len(rows), rows[-1]) == (9, ["⋮"])


def test_the_cut_can_be_seen_in_text() -> None:
    lines = grid_text(np.zeros((10, 10))).splitlines()
    assert (lines[0], lines[-1], len(lines)) == ("0 0 0 0 0 0 0 0 …", "⋮", 9)


def test_columns_are_aligned_in_text() -> None:
    assert grid_text(np.array([[1.0, -10.0], [2.5, 3.0]])) == "  1 -10\n2.5   3"


@pytest.mark.parametrize("value", [np.array(3.0), np.array([3.0])])
def test_a_number_and_a_vector_are_a_single_row(value: np.ndarray) -> None:
    assert grid_text(value) == "3"


def test_of_more_axes_the_plane_with_the_error_is_shown() -> None:
    array = np.arange(16.0).reshape(2, 2, 2, 2)
    assert grid_text(array, at=(1, 0, 1, 1)) == " 8  9\n10 11"


def test_the_first_plane_is_shown_where_nothing_is_wrong() -> None:
    values, where = plane(np.arange(8).reshape(2, 2, 2))
    assert (values.tolist(), where) == ([[0, 1], [2, 3]], "[0]")


def test_marks_belong_to_the_plane_that_is_shown() -> None:
    wrong = np.zeros((2, 1, 2), bool)
    wrong[1, 0, 1] = True
    page = Page(grid_html(np.ones((2, 1, 2)), "y", wrong=wrong, at=(1, 0, 1)))
    assert ["outline" in td["style"] for td in page.all("td")] == [False, True]


@pytest.mark.parametrize("shape", [(0,), (0, 3), (3, 0), (0, 2, 2), (2, 0, 2), (0, 0, 0, 0)])
def test_an_array_without_values_is_an_empty_grid(shape: tuple[int, ...]) -> None:
    empty = np.zeros(shape)
    assert Page(grid_html(empty, "yours")).all("td") == []
    assert grid_text(empty).strip() == ""


def test_values_that_are_not_finite_are_written_and_not_coloured() -> None:
    nan, one = Page(grid_html(np.array([np.nan, 1.0]), "yours")).all("td")
    assert (nan.text, one.text) == ("nan", "1")
    assert "background" not in nan["style"]
