"""The load bench through the same code, with a class that fits into a test; no time is asserted."""

from __future__ import annotations

import io
import json
import sqlite3
import xml.etree.ElementTree
from contextlib import closing
from pathlib import Path

import pytest
from rich.console import Console

from autograder.bench import load, load_show, memory
from autograder.course import Course
from autograder.marks import marks
from tests.small_class import CHAPTERS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bench-load")]

STUDENTS = 4


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("load")


@pytest.fixture(scope="module")
def figures(repository: Course, folder: Path) -> dict:
    """Two students, then four, with two exercises each."""
    said: list[str] = []
    found = load.measure(repository, folder, STUDENTS, said.append, only=CHAPTERS, parts=(2, 1))
    assert any("grading 4 notebooks" in text for text in said)
    return found


def test_everything_handed_in_is_graded_once(figures: dict, folder: Path) -> None:
    assert (figures["students"], figures["exercises"], figures["submissions"]) == (4, 2, 8)
    assert [(step["students"], step["new"]) for step in figures["steps"]] == [(2, 4), (4, 4)]
    found = marks(Course(folder / "course"))
    assert len(found) == 8 and all(mark.of > 25 for mark in found)
    assert len({mark.raw for mark in found}) > 1  # not everybody is right


def test_students_hand_in_work_with_their_own_name(figures: dict, folder: Path) -> None:
    texts = [path.read_text("utf-8") for path in (folder / "course/submitted").glob("*/*/*.ipynb")]
    assert len(texts) == 8 and not any(load.WHO in text for text in texts)


def test_sizes_and_times_can_be(figures: dict, folder: Path) -> None:
    last = figures["steps"][-1]
    gradebook = folder / "course" / "gradebook.db"
    assert figures["gradebook_mb"] == pytest.approx(gradebook.stat().st_size / 2**20)
    with closing(sqlite3.connect(gradebook)) as connection:
        assert connection.execute("SELECT count(*) FROM submitted_assignment").fetchone() == (8,)
    for name in load.COMMANDS:
        ran = last["commands"][name]
        assert 0 < ran["processor"] < 100 and ran["seconds"] > 0
        assert ran["peak_mb"] > 30 if memory.available() else ran["peak_mb"] == 0
    assert figures["grading_s"] >= figures["each_s"] * 8 > 0
    assert figures["disk_mb"] > figures["gradebook_mb"] + figures["journal_mb"] > 0
    assert figures["growth"]["journal"] == pytest.approx(1.0, abs=0.2)
    assert figures["growth"]["handed in"] == pytest.approx(1.0, abs=0.3)


def test_the_table_names_each_step_and_the_files_hold_it_all(figures: dict, tmp_path: Path) -> None:
    console = Console(record=True, width=140, file=io.StringIO())
    load_show.show(figures, console)
    said = console.export_text()
    for words in ("2 students", "4 students", "second round", "gradebook", *load.COMMANDS):
        assert words in said
    assert "8 submissions were graded in" in said
    paths = load_show.write(figures, tmp_path)
    assert [path.name for path in paths] == ["class.json", "class.svg", "class.png"]
    assert json.loads(paths[0].read_text("utf-8")) == figures
    xml.etree.ElementTree.parse(paths[1])


def test_what_grows_faster_than_the_class_is_said(figures: dict) -> None:
    growth = dict.fromkeys(figures["growth"], 1.0)
    assert "Nothing grows faster than the class." in load_show.sentences(
        figures | {"growth": growth}
    )
    steep = load_show.sentences(figures | {"growth": growth | {"similar": 1.9}})
    assert "Growing faster than the class: similar." in steep
