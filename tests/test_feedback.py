"""Feedback pages are those of ``nbgrader generate_feedback``, byte for byte, only sooner."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output
from sqlalchemy import Engine, event

from autograder import soup
from autograder.course import Course
from autograder.errors import CourseError
from autograder.feedback import stale, write
from autograder.release import release
from autograder.soup import Soup
from tests.conftest import ROOT, copy_of

pytestmark = pytest.mark.xdist_group("feedback")
NAME = "02_cross_correlation"
STUDENTS = ["model", "odd", "stub"]
PAGES = [(NAME, student) for student in STUDENTS]

# What takes a page out of the ordinary: tags that do not pair up, scripts, pictures, entities.
ODD_MARKDOWN = [
    "</div></div> <p>never closed <script>let x = '<b>';</script>",
    "1 < 2 & 3 > 2 &copy &copy; &frac12; &#150; <BR> <img src=x> <!-- said aside -->",
]
PICTURE = {"image/png": "iVBORw0KGgo=", "text/plain": "<Figure>"}


def run_stock(course: Course, student: str = "*") -> None:
    words = ["generate_feedback", NAME, "--force", f"--student={student}"]
    subprocess.run(
        [Path(sys.executable).with_name("nbgrader"), *words],
        cwd=course.root,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=300,
        check=True,
    )


@pytest.fixture(scope="module")
def graded(repository: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Three students graded; stock's pages of them stand in `stock/`."""
    course = copy_of(repository, tmp_path_factory.mktemp("feedback"))
    release(course, [NAME])
    answers = {"model": course.source(NAME).with_suffix(".ipynb"), "stub": course.released(NAME)}
    for student, notebook in answers.items():
        folder = course.submitted / student / NAME
        folder.mkdir(parents=True)
        shutil.copy2(notebook, folder / f"{NAME}.ipynb")
        (folder / "timestamp.txt").write_text("2026-10-01 12:00:00 UTC", "utf-8")
        (folder / "notes.csv").write_text("1,2\n", "utf-8")
        assert course.nbgrader().autograde(NAME, student, create=True)["success"]
    shutil.copytree(course.autograded / "stub", course.autograded / "odd")
    make_odd(course.autograded / "odd" / NAME / f"{NAME}.ipynb")
    with course.gradebook() as gradebook:
        gradebook.update_or_create_student("odd")
        gradebook.update_or_create_submission(NAME, "odd")
    run_stock(course)
    shutil.move(course.feedback, course.root / "stock")
    return course


def make_odd(path: Path) -> None:
    path.chmod(0o644)
    nb = nbformat.read(path, as_version=4)
    nb.cells += [new_markdown_cell(text, id=f"odd-{n}") for n, text in enumerate(ODD_MARKDOWN)]
    shown = new_output("display_data", PICTURE, metadata={"image/png": {"width": 3}})
    nb.cells.append(new_code_cell("plot()", id="odd-plot", outputs=[shown]))
    nbformat.write(nb, path)


@pytest.fixture
def course(graded: Course) -> Iterator[Course]:
    """The graded course without a page."""
    shutil.rmtree(graded.feedback, ignore_errors=True)
    yield graded
    shutil.rmtree(graded.feedback, ignore_errors=True)


@pytest.fixture
def own_course(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded course, to be changed."""
    return Course(shutil.copytree(graded.root, tmp_path / "course"))


def files(folder: Path) -> dict[str, tuple[int, bytes]]:
    """Mode and content of all that is in a folder; of folders, the mode."""
    return {
        path.relative_to(folder).as_posix(): (
            stat.S_IMODE(path.stat().st_mode),
            path.read_bytes() if path.is_file() else b"",
        )
        for path in folder.rglob("*")
    }


@pytest.mark.parametrize("workers", [1, 2])
def test_pages_and_what_lies_beside_them_are_those_of_stock(course: Course, workers: int) -> None:
    pages = write(course, PAGES, workers=workers)
    assert pages == [course.feedback / s / NAME / f"{NAME}.html" for s in STUDENTS]
    assert files(course.feedback) == files(course.root / "stock")


def test_odd_html_is_read_by_beautiful_soup_and_ordinary_pages_are_not(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = []
    read = soup._read
    monkeypatch.setattr(soup, "_read", lambda html: whole.append(len(html)) or read(html))
    write(course, PAGES[:1])
    whole.clear()
    write(course, PAGES[:1])
    assert max(whole, default=0) < 100_000
    write(course, [(NAME, "odd")])
    assert max(whole) > 100_000


TEXTS = ["&amp;", "&lt", "&#32;", "&nbsp;", "&nonsense;", "&#39;", "&copy", "\n \n", "  ", ">", "a"]
LOOSE = [
    "<br>",
    "</br>",
    "<div/>",
    "<img src='x'>",
    '<img alt="">',
    "<input checked>",
    "<I>",
    "<b x=1>",
]
ODD = ["</p>", "<pre>", "<script>", "</script>", "<!-- -->", "<", "&", "jp-Notebook", "</body>"]
TAGS = st.sampled_from(["a", "pre", "td", "p", "h2", "body"])
ATTRIBUTES = st.sampled_from(
    ["", " class=' b  c '", ' class=""', ' id="1" id="2"', ' href="a&amp;b&c"', "\ntitle='\"'"]
)
HTML = st.recursive(
    st.sampled_from(TEXTS * 4 + LOOSE * 2 + ODD),
    lambda inner: st.builds(
        lambda tag, attributes, parts: f"<{tag}{attributes}>{''.join(parts)}</{tag}>",
        TAGS,
        ATTRIBUTES,
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


def same_page(text: str) -> None:
    html = f"<!DOCTYPE html>\n<html>\n<head><meta x='1'>\n\n</head><body>{text}</body>\n</html>\n"
    ours, theirs = Soup(html), BeautifulSoup(html, "html.parser")
    for selector in ["p", *Soup.NOTHING]:
        assert len(Soup(html).select(selector)) == len(theirs.select(selector))
    for page in (ours, theirs):
        for image in page.select("img:not([alt])"):
            image.attrs["alt"] = "none"
    assert str(ours) == str(theirs)


@settings(deadline=None)
@given(HTML)
def test_a_page_cut_up_is_the_page_beautiful_soup_writes(text: str) -> None:
    same_page(text)


@pytest.mark.parametrize(
    "text",
    [
        "<p> \n </p>",
        "<pre> \n </pre>",
        "<pre>&#32;&#32;</pre>",
        "<p>a</b>",
        "a</p>b",
        "<p><b>a</p></b>",
        "<br></br>",
        "<script>a > b</script>",
        "<img src='x'><img src='y' alt=''>",
        "<a href='x>y'>z</a>",
        "<!-- <p> -->",
        '<div class="jp-Notebook"><div class="jp-Cell-inputWrapper">a</div></div>',
    ],
)
def test_what_cannot_be_cut_up_is_left_to_beautiful_soup(text: str) -> None:
    same_page(text)


def test_points_and_comments_given_by_hand_reach_the_page(own_course: Course) -> None:
    write(own_course, PAGES)
    with own_course.gradebook() as gradebook:
        grade = gradebook.find_grade("reflection", NAME, NAME, "model")
        grade.manual_score, grade.extra_credit, grade.needs_manual_grade = 1.5, 0.25, False
        gradebook.find_comment("reflection", NAME, NAME, "model").manual_comment = "Well *put*."
        gradebook.find_submission(NAME, "model").late_submission_penalty = 3
        gradebook.db.commit()
    (page,) = write(own_course, [(NAME, "model")])
    text = page.read_text("utf-8")
    assert "Well <em>put</em>." in text
    assert "Score: 1.75 /" in text
    run_stock(own_course, "model")
    assert page.read_text("utf-8") == text


def test_a_page_reads_no_marks_of_others(own_course: Course) -> None:
    """Else each page takes the longer, the larger the class is."""
    asked: list[tuple[str, Any]] = []

    def listen(connection, cursor, statement, parameters, *rest) -> None:
        asked.append((statement, parameters))

    event.listen(Engine, "before_cursor_execute", listen)
    try:
        write(own_course, [(NAME, "model")])
    finally:
        event.remove(Engine, "before_cursor_execute", listen)
    with closing(sqlite3.connect(own_course.root / "gradebook.db")) as connection:
        plans = [
            (
                statement,
                connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters).fetchall(),
            )
            for statement, parameters in asked
            if statement.startswith("SELECT")
        ]
    assert any("grade.notebook_id" in statement for statement, _ in plans)
    for statement, plan in plans:
        scans = {row[3] for row in plan} & {"SCAN grade", "SCAN comment"}
        assert scans == set(), statement


def test_settings_of_nbgrader_and_nbconvert_count(own_course: Course) -> None:
    with (own_course.root / "nbgrader_config.py").open("a") as file:
        file.write("\nc.GenerateFeedback.permissions = 600\nc.HTMLExporter.exclude_input = True\n")
        file.write("c.HTMLExporter.anchor_link_text = 'here'\n")
    (page,) = write(Course(own_course.root), [(NAME, "model")])
    text = page.read_text("utf-8")
    assert "def corr1d" not in text
    assert ">here</a>" in text
    assert stat.S_IMODE(page.stat().st_mode) == 0o600
    run_stock(own_course, "model")
    assert page.read_text("utf-8") == text


def test_only_pages_older_than_their_notebook_are_stale(course: Course) -> None:
    assert stale(course, [NAME]) == stale(course) == PAGES
    write(course, PAGES)
    assert stale(course, [NAME], only_new=True) == []
    assert stale(course, [NAME]) == PAGES
    page = course.feedback / "odd" / NAME / f"{NAME}.html"
    os.utime(page, (0, 0))
    (course.feedback / "stub" / NAME / f"{NAME}.html").unlink()
    assert stale(course, [NAME], only_new=True) == [(NAME, "odd"), (NAME, "stub")]
    assert stale(course, ["03_padding_and_stride"]) == []


@pytest.mark.parametrize("workers", [1, 2])
def test_a_broken_notebook_names_itself_and_keeps_no_other_page(
    own_course: Course, workers: int
) -> None:
    (old,) = write(own_course, [(NAME, "odd")])
    before = old.read_bytes()
    broken = own_course.autograded / "odd" / NAME / f"{NAME}.ipynb"
    broken.unlink()
    broken.write_text('{"cells": [', "utf-8")
    told: list[tuple[int, int]] = []
    with pytest.raises(CourseError) as caught:
        write(own_course, PAGES, progress=lambda n, of, last: told.append((n, of)), workers=workers)
    assert caught.value.code == "feedback-failed"
    assert f"odd for {NAME}" in caught.value.sentence
    assert "model" not in caught.value.sentence
    assert "JSON" in caught.value.detail
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert old.read_bytes() == before
    for student in ("model", "stub"):
        page = Path(student) / NAME / f"{NAME}.html"
        assert (own_course.feedback / page).read_bytes() == (
            own_course.root / "stock" / page
        ).read_bytes()


def test_pages_of_a_killed_process_are_named(own_course: Course) -> None:
    hook = """
def kill(**where):
    import os, signal
    os.kill(os.getpid(), signal.SIGKILL)
c.GenerateFeedback.pre_convert_hook = kill
"""
    with (own_course.root / "nbgrader_config.py").open("a") as file:
        file.write(hook)
    with pytest.raises(CourseError, match="could not be written") as caught:
        write(Course(own_course.root), PAGES, workers=2)
    assert "was killed" in caught.value.detail
    assert not own_course.feedback.exists()


def test_a_student_without_a_row_in_the_gradebook_is_named(own_course: Course) -> None:
    shutil.copytree(own_course.autograded / "stub", own_course.autograded / "stranger")
    with pytest.raises(CourseError, match="stranger for 02_cross_correlation"):
        write(own_course, [(NAME, "stranger")])
    assert not (own_course.feedback / "stranger").exists()


def test_nothing_half_written_is_left_when_interrupted(course: Course) -> None:
    def interrupt(done: int, total: int, last: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(course, PAGES, progress=interrupt)
    stock = files(course.root / "stock")
    assert {name: stock[name] for name in files(course.feedback)} == files(course.feedback)
    assert not [p for p in course.journal.parent.iterdir() if p.name.startswith("feedback-")]


def test_what_a_former_page_left_is_taken_away(course: Course) -> None:
    write(course, PAGES)
    (course.feedback / "stub" / NAME / "old.csv").write_text("gone from the hand-in", "utf-8")
    write(course, PAGES)
    assert files(course.feedback) == files(course.root / "stock")


def test_this_process_is_as_it_was(course: Course) -> None:
    from nbconvert.exporters import html
    from nbgrader.preprocessors import getgrades

    names: Callable[[], tuple[object, ...]] = lambda: (  # noqa: E731  read before and after
        html.BeautifulSoup,
        html.Highlight2HTML,
        getgrades.Gradebook,
        os.getcwd(),
    )
    before = names()
    write(course, PAGES)
    assert names() == before


def test_no_pages_are_no_work(course: Course) -> None:
    assert write(course, []) == []
    assert not course.feedback.exists()


def test_the_module_is_imported_without_nbgrader() -> None:
    script = "import sys, autograder.feedback; print({m.split('.')[0] for m in sys.modules})"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert "'autograder'" in done.stdout
    for package in ("nbgrader", "nbconvert", "bs4", "sqlalchemy"):
        assert f"'{package}'" not in done.stdout
