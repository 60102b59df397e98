"""A verdict in HTML, in text and as data says the same, and nothing of it is taken for markup."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from autograder.checks import find
from autograder.judge import judge
from autograder.verdict import Verdict
from tests.page import Element, Page

CORR2D = find("cross_correlation.corr2d")


def convolution(x: Any, w: Any) -> Any:
    return CORR2D.reference(x, w[::-1, ::-1])


@pytest.fixture(scope="module")
def rotated() -> Verdict:
    """A kernel that is rotated: all pictures, a name and a hint."""
    return judge(CORR2D, convolution, 0)


def captions(verdict: Verdict) -> list[str]:
    return [c.text.split()[0] for c in Page(verdict._repr_html_()).all("caption")]


def table(verdict: Verdict, label: str) -> Element:
    (found,) = (
        t
        for t in Page(verdict._repr_html_()).all("table")
        if t.all("caption")[0].text.split()[0] == label
    )
    return found


def outlined(table: Element) -> list[bool]:
    return ["outline" in td["style"] for td in table.all("td")]


def test_the_page_shows_inputs_yours_expected_and_difference(rotated: Verdict) -> None:
    assert captions(rotated) == ["x", "w", "yours", "expected", "difference"]


def test_the_grids_hold_the_numbers_of_the_case(rotated: Verdict) -> None:
    case = rotated.case
    assert case is not None
    assert case.yours is not None
    shown = {
        label: [float(td.text) for td in table(rotated, label).all("td")] for label in ("x", "w")
    }
    assert shown == {k: case.inputs[k].ravel().tolist() for k in ("x", "w")}
    (difference,) = table(rotated, "difference").all("td")
    assert float(difference.text) == float(case.yours[0, 0] - case.expected[0, 0])


def test_wrong_cells_are_marked_in_yours_and_in_the_difference() -> None:
    def one_wrong(x: Any, w: Any) -> Any:
        y = CORR2D.reference(x, w)
        y[-1, -1] += 1 if y.size > 1 else 0
        return y

    verdict = judge(CORR2D, one_wrong, 0)
    for label in ("yours", "difference"):
        assert outlined(table(verdict, label)) == [False] * 11 + [True]
    for label in ("x", "w", "expected"):
        assert not any(outlined(table(verdict, label)))


def test_there_is_no_difference_between_shapes_that_do_not_fit() -> None:
    assert captions(judge(CORR2D, lambda x, w: x, 0)) == ["x", "w", "yours", "expected"]


def test_there_is_nothing_of_yours_after_an_error() -> None:
    assert captions(judge(CORR2D, lambda x, w: 1 / 0, 0)) == ["x", "w", "expected"]


def test_an_answer_that_passes_needs_no_picture() -> None:
    verdict = judge(CORR2D, CORR2D.reference, 0)
    assert captions(verdict) == []
    assert verdict.text() == "✓ corr2d(x, w)   4 of 4 points\nRight: every case passes."


def test_arguments_that_are_no_arrays_are_shown_as_words() -> None:
    check = find("padding_and_stride.output_size")
    verdict = judge(check, lambda n, k, stride, padding: -1, 0)
    assert verdict.case is not None
    words = [f"{name} = {value}" for name, value in verdict.case.inputs.items()]
    assert len(words) == 4
    for word in words:
        assert word in verdict.text()
    assert ", ".join(words) in Page(verdict._repr_html_()).text


def test_what_a_student_writes_is_text_and_not_markup() -> None:
    def attack(x: Any, w: Any) -> Any:
        raise ValueError("<script>alert(1)</script><img src=x onerror=alert(1)>&amp;")

    page = Page(judge(CORR2D, attack, 0)._repr_html_())
    assert page.all("script") + page.all("img") == []
    assert "<script>alert(1)</script><img src=x onerror=alert(1)>&amp;" in page.text


def test_the_line_of_an_error_stands_on_a_line_of_its_own() -> None:
    verdict = judge(CORR2D, lambda x, w: x[9], 0)
    assert len(Page(verdict._repr_html_()).all("br")) == 1


def test_the_name_of_a_students_class_is_not_markup_either() -> None:
    odd = type("<b>Odd</b>", (), {})
    page = Page(judge(CORR2D, lambda x, w: odd(), 0)._repr_html_())
    assert "a value of type <b>Odd</b>" in page.text


def test_each_property_is_listed_with_its_points_and_its_mark() -> None:
    integers = next(m for m in CORR2D.mistakes if m.name == "integer-accumulator")
    verdict = judge(CORR2D, integers.function, 0)
    items = [li.text for li in Page(verdict._repr_html_()).all("li")]
    assert [(item[0], item[-3:]) for item in items] == [("✓", "(1)"), ("✓", "(2)"), ("✗", "(1)")]


def test_page_and_terminal_say_the_same(rotated: Verdict) -> None:
    page, text = Page(rotated._repr_html_()).text, rotated.text()
    for words in (
        rotated.signature,
        "0 of 4 points",
        rotated.sentence,
        f"This is what you get when {rotated.when}.",
        f"Next: {rotated.hint}",
        *(says for says, _, _ in rotated.properties),
    ):
        assert words, "an empty sentence would be found anywhere"
        assert (words in page, words in text) == (True, True), words


def test_the_data_are_json_and_complete(rotated: Verdict) -> None:
    data = json.loads(json.dumps(rotated.as_dict()))
    assert (data["check"], data["code"], data["points"], data["of"], data["mistake"]) == (
        "cross_correlation.corr2d",
        "wrong-value",
        0,
        4,
        "rotated",
    )
    assert [p["points"] for p in data["properties"]] == [1, 2, 1]
    assert not any(p["passed"] for p in data["properties"])


def test_data_sentence_is_the_one_that_the_student_reads(rotated: Verdict) -> None:
    assert rotated.as_dict()["sentence"] in rotated.text()


@pytest.mark.parametrize("shape", [(0, 2, 2), (0,), (2, 2, 2, 2), (40, 40)])
def test_an_answer_of_any_shape_can_be_shown(shape: tuple[int, ...]) -> None:
    verdict = judge(CORR2D, lambda x, w: np.zeros(shape), 0)
    assert str(shape) in verdict.text()
    assert any(caption.startswith("yours") for caption in captions(verdict))


def test_of_more_axes_page_and_terminal_say_which_plane_is_shown() -> None:
    verdict = judge(CORR2D, lambda x, w: np.zeros((2, 2, 3, 3)), 0)
    assert "yours[0, 0]" in verdict.text()
    assert "yours[0, 0]" in Page(verdict._repr_html_()).text


def test_the_sign_at_the_edge_is_not_colour_alone() -> None:
    right, wrong = judge(CORR2D, CORR2D.reference, 0), judge(CORR2D, lambda x, w: x, 0)
    assert Page(right._repr_html_()).text.startswith("✓")
    assert Page(wrong._repr_html_()).text.startswith("✗")


def test_an_unknown_mistake_still_gets_a_next_step() -> None:
    verdict = judge(CORR2D, lambda x, w: 7 * CORR2D.reference(x, w), 0)
    assert verdict.mistake is None
    assert "by hand" in verdict.hint
    assert f"Next: {verdict.hint}" in verdict.text()


def test_what_the_function_printed_is_shown_and_cannot_act() -> None:
    def chatty(x: Any, w: Any) -> Any:
        print("window <script>alert(1)</script>", x.shape)
        return CORR2D.reference(x, w) + 1

    verdict = judge(CORR2D, chatty, 0)
    assert "window <script>alert(1)</script> (2, 3)" in verdict.text()
    page = Page(verdict._repr_html_())
    assert page.all("script") == []
    assert page.all("pre")[0].text.strip() == "window <script>alert(1)</script> (2, 3)"


def test_a_flood_of_output_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    def flood(x: Any, w: Any) -> Any:
        for _ in range(10_000):
            print("again and again")
        return 0

    verdict = judge(CORR2D, flood, 0)
    assert verdict.case is not None
    assert 0 < len(verdict.case.printed) <= 500
    assert capsys.readouterr() == ("", "")
