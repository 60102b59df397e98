"""The bench's arithmetic and the shape of what it writes; no time is asserted."""

from __future__ import annotations

import io
import json
import os
import sys
import xml.etree.ElementTree
from pathlib import Path

import pytest
from rich.console import Console

from autograder.bench import __main__ as bench
from autograder.bench import memory, parity, show
from autograder.bench.speed import Timing, from_records

TIMED = {
    "stock": [Timing(20, 44.0, 2.1), Timing(20, 42.0, 2.0), Timing(20, 80.0, 3.9)],
    "ours": [Timing(20, 3.0, 0.05), Timing(20, 2.0, 0.04), Timing(20, 9.0, 0.09)],
    "bare": [0.02, 0.04, 0.025],
    "command": [5.0, 4.0, 6.0],
    "flat": {100: Timing(100, 6.0, 0.04), 2000: Timing(2000, 82.0, 0.042)},
    "used": {"zygote_mb": 90.0, "zygote_torch_mb": 300.0, "worker_mb": None},
}
REST = {
    "feedback_ratio": 4.0,
    "feedback_s": {"stock_command": 0.2, "stock_api": 0.16, "ours": 0.04},
    "numpy_alone": {
        "stock_s": 1.5,
        "ours_s": 0.125,
        "stock_steady_s": 1.4,
        "ours_steady_s": 0.05,
        "floor_s": 0.04,
        "ratio_steady": 28.0,
        "ratio_total": 12.0,
        "floor_ratio": 1.25,
    },
}
ASKED = {"stock_s", "ours_s", "ratio_steady", "ratio_total", "ratio_100", "floor_ratio"}
ASKED |= {"zygote_mb", "worker_mb", "feedback_ratio"}


@pytest.fixture
def figures() -> dict:
    return bench.figures(**TIMED) | TIMED["used"] | REST


def test_what_happens_once_is_told_from_what_each_submission_adds() -> None:
    # Two workers: both are busy with their first one until 12.0, then two come every second.
    records = [12.0, 12.0, 13.0, 13.0, 14.0, 14.0]
    timing = from_records(10.0, records, 14.5, workers=2)
    assert (timing.count, timing.total, timing.steady) == (6, 4.5, 0.5)
    assert timing.start_up == 1.5
    assert timing.extrapolated(100) == Timing(100, 51.5, 0.5)


def test_one_submission_is_all_start_up_and_no_more() -> None:
    assert from_records(0.0, [3.0], 4.0, workers=2) == Timing(1, 4.0, 4.0)


def test_figures_are_medians_and_their_ratios(figures: dict) -> None:
    assert figures["stock_s"] == 2.2 and figures["ours_s"] == 0.15
    assert figures["ratio_steady"] == pytest.approx(2.1 / 0.05)
    assert figures["ratio_total"] == pytest.approx(44 / 3)
    assert figures["floor_ratio"] == pytest.approx(0.05 / 0.025)
    assert figures["flat_ratio"] == pytest.approx(1.05)
    # 2 s of start-up and 100 times 2.1 s, against 6 s
    assert figures["ratio_100"] == pytest.approx(212 / 6)


def test_the_table_says_in_words_what_is_met(figures: dict) -> None:
    assert show.met("ratio_steady", 40) == "met" and show.met("ratio_steady", 39.9) == "not met"
    assert show.met("floor_ratio", 2.0) == "met" and show.met("floor_ratio", 2.1) == "not met"
    assert show.met("worker_mb", None) == "not measured here"
    console = Console(record=True, width=120, file=io.StringIO())
    show.show(figures, console)
    said = console.export_text()
    for _, what, _, _, target in show.TARGETS:
        assert what in said and target in said
    assert said.count("not met") == 2  # 14.7 times stock with start-up, 4 times for feedback
    assert said.count("not measured here") == 1


def test_figures_are_written_with_the_keys_asked_for_and_two_charts(
    figures: dict, tmp_path: Path
) -> None:
    paths = show.write(figures, tmp_path / "bench")
    assert [p.name for p in paths] == ["grading.json", "grading.svg", "grading.png"]
    assert json.loads(paths[0].read_text("utf-8")).keys() >= ASKED
    xml.etree.ElementTree.parse(paths[1])
    assert paths[2].read_bytes().startswith(b"\x89PNG")


def test_two_gradebooks_that_differ_are_told_apart() -> None:
    key = ("grade", "a", "ada", "a", "corr1d-check", "GradeCell")
    ours = {key: {"auto_score": 4.0, "needs_manual_grade": 0}, ("student", "ada"): {}}
    assert parity.compare(ours, ours) == parity.Comparison(0, 1, [])
    theirs = {key: {"auto_score": 3.0, "needs_manual_grade": 0}, ("student", "bob"): {}}
    found = parity.compare(ours, theirs)
    assert found.differences == [
        "grade / a / ada / a / corr1d-check / GradeCell: auto_score is 4.0, stock has 3.0",
        "student / ada: only ours has it",
        "student / bob: only stock has it",
    ]
    assert found.sentence == "0 submissions, 1 cells compared, 3 differ"


def test_the_memory_of_a_process_is_read_where_the_system_keeps_account_of_it() -> None:
    assert memory.available() == sys.platform.startswith("linux")
    if memory.available():
        sizes = memory.sizes_of(os.getpid())
        assert 5 < sizes["Pss"] <= sizes["Rss"] < 5000
        assert os.getpid() in memory.below(os.getppid(), memory.parents_of_all())
        assert memory.sizes_of(2**22 + 1) == {}
