"""The ladder of convolutions: what the bench writes, and its gates. No time is asserted."""

from __future__ import annotations

import io
import json
import xml.etree.ElementTree
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console

from autograder.bench import __main__ as bench
from autograder.bench import fast_conv

ASKED = {"best", "best_over_torch", "torch_s", "rungs", "layer", "machine", "load_before"}
OF_A_RUNG = {"name", "s", "over_torch", "passed", "error_float32", "error_float64", "scaled_up"}


@pytest.fixture(scope="module")
def figures() -> dict:
    return fast_conv.measure(lambda text: None, quick=True)


def test_every_rung_is_timed_and_has_passed_its_gate(figures: dict) -> None:
    assert figures.keys() >= ASKED
    assert len(figures["rungs"]) == len(fast_conv.RUNGS) >= 8
    for rung in figures["rungs"]:
        assert rung.keys() >= OF_A_RUNG
        assert rung["passed"], rung
        assert rung["s"] > 0 and rung["over_torch"] > 0
    assert figures["all_gates_passed"]
    assert figures["best_over_torch"] == min(r["over_torch"] for r in figures["rungs"])
    assert figures["threads"] == 1


def test_kernels_of_several_sizes_are_timed(figures: dict) -> None:
    seconds = figures["by_kernel_size"]["seconds"]
    assert set(seconds) == {"im2col", "shifted products", "FFT", "torch"}
    assert all(set(times) == {"3", "5"} for times in seconds.values())


def wrong_shape(x: np.ndarray, w: np.ndarray, padding: object) -> np.ndarray:
    return np.zeros((1, 1))


def turned(x: np.ndarray, w: np.ndarray, padding: object) -> np.ndarray:
    """Right but for a slip: the kernel is rotated."""
    return fast_conv.fast.conv2d_im2col(x, w[..., ::-1, ::-1], padding)  # type: ignore[arg-type]


@pytest.mark.parametrize("wrong", [wrong_shape, turned])
def test_a_rung_with_wrong_values_is_not_timed(
    wrong: fast_conv.Kernel, monkeypatch: pytest.MonkeyPatch
) -> None:
    rungs = [fast_conv.Rung("wrong", wrong), fast_conv.RUNGS[-1]]
    monkeypatch.setattr(fast_conv, "RUNGS", rungs)
    found = fast_conv.ladder(fast_conv.Layer(1, 2, 3, 6, 7), 1, lambda text: None)
    bad, good = found["rungs"]
    assert (bad["passed"], bad["s"], bad["over_torch"]) == (False, None, None)
    assert good["passed"] and found["best"] == good["name"]
    assert not found["all_gates_passed"]


def test_torch_has_its_threads_back(figures: dict) -> None:
    threads = torch.get_num_threads()
    fast_conv.measure(lambda text: None, quick=True)
    assert torch.get_num_threads() == threads


def test_the_multiplications_of_the_layer() -> None:
    assert fast_conv.Layer().multiplications == 924_844_032


def test_table_json_and_charts(figures: dict, tmp_path: Path) -> None:
    console = Console(record=True, width=120, file=io.StringIO())
    fast_conv.show(figures, console)
    said = console.export_text()
    assert all(rung.name in said for rung in fast_conv.RUNGS)
    assert "times torch" in said and "scaled up" in said
    paths = fast_conv.write(figures, tmp_path / "bench")
    assert [p.name for p in paths] == ["fast_conv.json", "fast_conv.svg", "fast_conv.png"]
    assert json.loads(paths[0].read_text("utf-8"))["best"] == figures["best"]
    xml.etree.ElementTree.parse(paths[1])
    assert paths[2].read_bytes().startswith(b"\x89PNG")


def test_a_rung_that_failed_is_shown_as_wrong(figures: dict) -> None:
    first = figures["rungs"][0] | {"s": None, "passed": False, "over_torch": None}
    console = Console(record=True, width=120, file=io.StringIO())
    fast_conv.show(figures | {"rungs": [first, *figures["rungs"][1:]]}, console)
    assert "wrong" in console.export_text()


def test_the_command_writes_where_the_other_bench_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bench, "TARGET", tmp_path)
    assert bench.main(["fast_conv", "--quick"]) == 0
    assert (tmp_path / "fast_conv.json").exists()
