"""Whatever a student's process sends as outputs, a notebook holds only what is inert."""

from __future__ import annotations

from typing import Any

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from autograder.sandbox import outputs
from autograder.sandbox.outputs import clean, error
from autograder.verdict import MIME

PICTURE = "iVBORw0KGgo="
INERT = {"text/plain", "image/png", "image/jpeg"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)
TYPES = ["stream", "error", "display_data", "execute_result", "update_display_data", "evil"]
MIMES = ["text/plain", "text/html", "image/svg+xml", "image/png", "application/javascript", MIME]
HOSTILE = st.lists(
    st.fixed_dictionaries(
        {"output_type": st.sampled_from(TYPES) | JSON},
        optional={
            "name": st.sampled_from(["stdout", "stderr"]) | JSON,
            "text": JSON,
            "ename": JSON,
            "evalue": JSON,
            "traceback": JSON,
            "data": st.dictionaries(st.sampled_from(MIMES), JSON) | JSON,
            "metadata": JSON,
            "execution_count": JSON,
            "transient": JSON,
        },
    )
    | JSON,
    max_size=4,
)


def shown(data: Any, kind: str = "display_data") -> dict[str, Any]:
    return {"output_type": kind, "data": data, "metadata": {"a": "b"}}


@given(HOSTILE | JSON)
def test_whatever_comes_is_a_valid_notebook_of_inert_outputs_afterwards(sent: Any) -> None:
    kept = clean(sent)
    nb = new_notebook(cells=[new_code_cell("", outputs=[nbformat.from_dict(o) for o in kept])])
    nbformat.validate(nb)
    nbformat.writes(nb).encode("utf-8")
    assert all(set(o.get("data", {})) <= INERT for o in kept)
    assert all(o.get("metadata", {}) == {} for o in kept)


def test_honest_outputs_stay_as_they_are() -> None:
    sent = [
        {"output_type": "stream", "name": "stdout", "text": "κ\n"},
        {"output_type": "stream", "name": "stderr", "text": "careful\n"},
        {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["E: e"]},
        {
            "output_type": "display_data",
            "data": {"text/plain": "<Figure>", "image/png": PICTURE},
            "metadata": {},
        },
    ]
    assert clean(sent) == sent


@pytest.mark.parametrize(
    "mime",
    [
        "text/html",
        "text/markdown",
        "text/latex",
        "image/svg+xml",
        "application/javascript",
        "application/json",
        "application/vnd.jupyter.widget-view+json",
        MIME,
    ],
)
def test_what_a_page_would_interpret_is_left_out_and_its_plain_text_stays(mime: str) -> None:
    (kept,) = clean([shown({"text/plain": "plain", mime: "<script>"})])
    assert kept["data"] == {"text/plain": "plain"}


@pytest.mark.parametrize(
    "picture",
    ['"><script>', "iVBOR w0", 1, ["iVBOR"], "A" * outputs.PICTURE],
    ids=lambda p: f"{p}"[:9],
)
def test_what_is_no_picture_is_left_out(picture: Any) -> None:
    (kept,) = clean([shown({"text/plain": "", "image/png": picture})])
    assert set(kept["data"]) == {"text/plain"}


def test_half_a_pair_of_surrogates_is_spelled_out() -> None:
    (kept,) = clean([{"output_type": "stream", "name": "stdout", "text": "\ud800"}])
    assert kept["text"] == "\\ud800"


def test_an_unknown_stream_is_that_of_prints() -> None:
    (kept,) = clean([{"output_type": "stream", "name": "referee", "text": ""}])
    assert kept["name"] == "stdout"


def test_too_many_outputs_are_cut() -> None:
    one = {"output_type": "stream", "name": "stdout", "text": "x"}
    assert len(clean([one] * 10_000)) == outputs.MOST


def test_too_long_a_text_is_cut() -> None:
    one = {"output_type": "stream", "name": "stdout", "text": "x" * 10**7}
    assert len(clean([one])[0]["text"]) == outputs.TEXT


def test_too_long_an_error_is_cut() -> None:
    (kept,) = clean(
        [
            {
                "output_type": "error",
                "ename": "N" * 10**6,
                "evalue": "v" * 10**6,
                "traceback": ["t" * 10**6] * 10**3,
            }
        ]
    )
    assert len(str(kept)) < 10**6


def test_an_error_of_ours_is_one_that_a_notebook_holds() -> None:
    nbformat.validate(
        new_notebook(cells=[new_code_cell("", outputs=[nbformat.from_dict(error("E", "why"))])])
    )
    assert clean([error("E", "why")]) == [error("E", "why")]
