"""Works that are alike: who copied is named, who only writes as everybody does is not."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from bs4 import BeautifulSoup

from autograder.__main__ import main
from autograder.course import Course
from autograder.desk.similar import Work, alike, compare, page, starter
from tests.desk.conftest import ASSIGNMENT, COPIED, UNUSUAL

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("desk")]


def test_the_copy_is_found_in_spite_of_new_names_and_layout(graded: Course) -> None:
    found = alike(graded, ASSIGNMENT)
    assert found.works == 14
    best, *others = found.pairs
    assert {best.first, best.second} == {"kim", "lee"} and best.shared > 0.95
    # Of 91 pairs, hardly one more: to share an idea or two is no news.
    assert len(others) <= 2 and not {"kim", "lee"} & {
        n for p in others for n in (p.first, p.second)
    }


def test_what_everybody_has_says_nothing_however_much_it_is() -> None:
    same = (
        "def f(x):\n    out = np.zeros(len(x))\n    for i in range(len(x)):\n        out[i] = x[i]"
    )
    assert compare("same", [Work(f"s{n}", same) for n in range(10)]).pairs == ()


def test_starter_code_is_left_out(graded: Course) -> None:
    given = starter(graded, ASSIGNMENT)
    assert "def corr1d" in given
    untouched = [Work(f"s{n}", given) for n in range(2)]
    assert compare("given", untouched, given).pairs == ()
    assert len(compare("given", untouched).pairs) == 1  # which is what the starter code is for


def test_the_rarer_what_two_share_the_more_it_counts() -> None:
    """Ten works; a passage that two of them have, against one that five have."""
    rng = np.random.default_rng(3)

    def lines(seed: int) -> str:
        draw = np.random.default_rng(seed)
        ops = [str(draw.choice(["+", "-", "*", "//", "%", "**"])) for _ in range(12)]
        return "\n".join(f"    a {op}= {draw.integers(100)} {op} b" for op in ops)

    own = [int(rng.integers(10_000)) for _ in range(10)]
    works = []
    for number in range(10):
        shared = lines(1) if number < 2 else lines(2) if number < 7 else ""
        works.append(Work(f"s{number}", f"def f(a, b):\n{shared}\n{lines(own[number])}"))
    found = compare("rare", works)
    assert [(p.first, p.second) for p in found.pairs] == [("s0", "s1")]
    rare = found.pairs[0]
    assert rare.alike == pytest.approx(rare.shared, rel=0.15)


def test_too_little_code_is_never_named() -> None:
    tiny = "def f(x): return 2*x"
    assert compare("tiny", [Work("a", tiny), Work("b", tiny)]).pairs == ()


def test_the_page_shows_both_side_by_side_and_is_inert(course: Course) -> None:
    evil = "<script>document.title = 'owned'</script>"
    for student, cells in (("kim", UNUSUAL), ("lee", COPIED)):
        path = course.autograded / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.chmod(0o644)
        text = path.read_text("utf-8")
        start = json.dumps(cells["corr1d"].splitlines(True)[0])[1:-1]
        assert start in text
        path.write_text(text.replace(start, start.replace("\\n", f"  # {evil}\\n"), 1), "utf-8")
    soup = BeautifulSoup(page(course, alike(course, ASSIGNMENT)).read_text("utf-8"), "html.parser")
    assert "never a proof" in soup.get_text()
    assert soup.find_all("script") == []
    first = next(s for s in soup.find_all("section") if "kim and lee" in s.h2.get_text())
    left, right = first.find_all("pre")
    assert "signal.pop(0)" in left.get_text() and "sig.pop(0)" in right.get_text()
    assert evil in left.get_text()
    assert any("range" in mark.get_text() for mark in left.find_all("mark"))
    assert "default-src 'none'" in str(soup.find("meta", {"http-equiv": True}))


def test_the_command_names_the_pair_and_where_to_read(
    course: Course, said: Callable[[], str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["similar", "--course", str(course.root)]) == 0
    told = said()
    assert "kim · lee" in told and "not a proof" in told
    assert Path(told.rpartition("side by side: ")[2]).is_file()
    assert main(["similar", "--json", "--course", str(course.root)]) == 0
    pairs = json.loads(capsys.readouterr().out)[ASSIGNMENT]
    assert {"kim", "lee"} in [{pair["first"], pair["second"]} for pair in pairs]


def test_before_grading_it_says_what_to_do(
    released: Course, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["similar", "--course", str(released.root)]) == 1
    assert "error not-graded" in capsys.readouterr().err
