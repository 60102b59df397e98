"""A whole notebook in the browser: JupyterLite beside the book, opened from a chapter."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from autograder.checks import find
from autograder.course import Course
from autograder.demo.write import as_cell

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]
CHAPTER = "02_cross_correlation"
STARTED = 120_000  # ms that JupyterLite and Python may take to be fetched and started
RIGHT = as_cell(find("cross_correlation.corr1d").styles[0], "corr1d")
WRONG = as_cell(find("cross_correlation.corr1d").mistakes[0].function, "corr1d")


@pytest.fixture(scope="module")
def view(address: str, chromium: Browser) -> Iterator[Page]:
    """The notebook, as somebody gets to it who follows the link at the end of the chapter."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    chapter = context.new_page()
    chapter.goto(f"{address}book/{CHAPTER}.html")
    with context.expect_page() as opened:
        chapter.get_by_role("link", name="Open the notebook in the page").click()
    page = opened.value
    page.asked = asked  # type: ignore[attr-defined]
    expect(page.locator(".jp-CodeCell").first).to_be_visible(timeout=STARTED)
    yield page
    context.close()


def cell(view: Page, number: int) -> Locator:
    """A code cell, counted from the top."""
    return view.locator(".jp-CodeCell").nth(number)


def run(view: Page, number: int, text: str | None = None) -> Locator:
    """Run a code cell, with another text if one is given; its output, once it has ended."""
    place = cell(view, number)
    place.locator(".cm-content").click()
    if text is not None:
        view.keyboard.press("ControlOrMeta+a")
        view.keyboard.insert_text(text)
    before = place.locator(".jp-InputArea-prompt").inner_text()
    view.keyboard.press("Shift+Enter")
    prompt = place.locator(".jp-InputArea-prompt")
    expect(prompt).not_to_have_text(before)
    expect(prompt).to_have_text(re.compile(r"\[\d+\]"), timeout=STARTED)
    return place.locator(".jp-Cell-outputWrapper")


def test_the_link_opens_this_chapters_notebook(view: Page, site: Path, repository: Course) -> None:
    released = repository.root / "exercises" / CHAPTER / f"{CHAPTER}.ipynb"
    assert (site / "lite" / "files" / released.name).read_bytes() == released.read_bytes()
    title = nbformat.read(released, as_version=4).cells[0].source.splitlines()[0].lstrip("# ")
    expect(view.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_the_first_cell_runs_though_there_is_no_matplotlib(view: Page) -> None:
    expect(run(view, 0)).not_to_contain_text("Error")


def test_a_wrong_answer_is_named(view: Page) -> None:
    run(view, 1, WRONG)
    expect(run(view, 2)).to_contain_text("This is what you get when the kernel is flipped.")


def test_a_right_answer_passes(view: Page) -> None:
    run(view, 1, RIGHT)
    verdict = run(view, 2)
    expect(verdict).to_contain_text("Right: every case passes.")
    expect(verdict).to_contain_text("4 of 4 points")


def test_an_error_from_within_numpy_is_told(view: Page) -> None:
    """NumPy is compiled beforehand, so its lines are not there to be shown; the cell's are."""
    told = run(view, 1, "import numpy as np\nnp.linalg.inv(np.zeros((2, 3)))")
    expect(told).to_contain_text("Last 2 dimensions of the array must be square")
    expect(told).to_contain_text("np.linalg.inv(np.zeros((2, 3)))")


def test_a_picture_is_left_out_with_a_word(view: Page) -> None:
    drawn = run(view, 3, "fig, axis = plt.subplots()\naxis.imshow([[1]]).set(xlim=(0, 1))\n6 * 7")
    expect(drawn).to_contain_text("There is no matplotlib in the browser")
    expect(drawn).to_contain_text("42")


def test_what_is_not_here_is_not_fetched_from_elsewhere(view: Page) -> None:
    expect(run(view, 3, "%pip install attrs")).to_contain_text("PyPI fallback is disabled")


def test_nothing_came_from_another_host(view: Page, address: str) -> None:
    asked = view.asked  # type: ignore[attr-defined]
    assert any(url.endswith("pyodide.asm.wasm") for url in asked)
    assert [url for url in asked if not url.startswith((address, "blob:", "data:"))] == []


def test_every_wheel_is_the_one_that_the_lock_file_names(site: Path) -> None:
    folder = site / "web" / "pyodide"
    packages = json.loads((folder / "pyodide-lock.json").read_text("utf-8"))["packages"]
    assert {"autograder", "numpy", "ipython", "pyodide-kernel"} <= packages.keys()
    for entry in packages.values():
        wheel = folder / entry["file_name"]
        assert hashlib.sha256(wheel.read_bytes()).hexdigest() == entry["sha256"], wheel.name
        assert set(entry["depends"]) <= packages.keys(), wheel.name
    assert {path.name for path in folder.glob("*.whl")} == {
        entry["file_name"] for entry in packages.values()
    }


def test_maps_of_sources_are_left_out(site: Path) -> None:
    files = [*site.glob("lite/**/*"), *site.glob("web/**/*")]
    assert site / "lite" / "notebooks" / "index.html" in files
    assert [file for file in files if file.suffix == ".map"] == []
