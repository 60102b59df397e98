"""Exercises and explorers in the page, driven in a real browser with Python in it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from pathlib import Path

import nbformat
import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from autograder import pipeline, reference
from autograder.checks import find
from autograder.course import Course
from autograder.demo.write import as_cell
from autograder.release import release
from tests.conftest import copy_of

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]
CHAPTER = "02_cross_correlation"
STARTED = 60_000  # ms that Python may take to be fetched and started
RIGHT = as_cell(find("cross_correlation.corr1d").styles[0], "corr1d")
WRONG = as_cell(find("cross_correlation.corr1d").mistakes[0].function, "corr1d")
# Calls through C, of which each takes a part of the browser's own stack.
DEEP = """import sys
sys.setrecursionlimit(10**9)
def f():
    return list(map(lambda _: f(), [0]))
f()"""


@pytest.fixture(scope="module")
def view(address: str, chromium: Browser) -> Iterator[Page]:
    """The chapter in a browser that hears every error and every request."""
    page = chromium.new_page(viewport={"width": 1200, "height": 900})
    page.errors, page.asked = [], []  # type: ignore[attr-defined]
    page.on("pageerror", lambda error: page.errors.append(str(error)))  # type: ignore[attr-defined]
    page.on("request", lambda request: page.asked.append(request.url))  # type: ignore[attr-defined]
    page.goto(f"{address}book/{CHAPTER}.html")
    yield page
    page.close()


def exercise(view: Page, name: str) -> Locator:
    """The exercise, once its editor is there."""
    found = view.locator(f"#exercise-{name}")
    found.scroll_into_view_if_needed()
    expect(found).to_have_attribute("data-ready", "yes")
    return found


def write(view: Page, place: Locator, text: str) -> None:
    place.locator(".cm-content").click()
    view.keyboard.press("ControlOrMeta+a")
    view.keyboard.insert_text(text)


def press(place: Locator, button: str) -> None:
    """Press a button and wait until what it started has ended."""
    runs = int(place.get_attribute("data-runs") or 0)
    place.get_by_role("button", name=button, exact=True).click()
    expect(place).to_have_attribute("data-runs", str(runs + 1), timeout=STARTED)


def begin(view: Page, place: Locator, text: str, button: str) -> None:
    """Write and press a button, without waiting for what comes of it."""
    write(view, place, text)
    place.get_by_role("button", name=button, exact=True).click()


def says(view: Page, place: Locator, text: str, words: str) -> None:
    """Run something else after that, and see what it prints."""
    expect(place.get_by_role("button", name="Stop")).to_be_hidden(timeout=STARTED)
    write(view, place, text)
    press(place, "Run")
    expect(place.locator(".exercise-output")).to_have_text(f"{words}\n")


def test_a_wrong_answer_is_named_as_in_the_notebook(view: Page) -> None:
    place = exercise(view, "corr1d")
    write(view, place, WRONG)
    press(place, "Check")
    verdict = place.locator(".exercise-verdict")
    expect(verdict).to_contain_text("This is what you get when the kernel is flipped.")
    expect(verdict).to_contain_text("0 of 4 points")
    expect(verdict).to_contain_text("The smallest case that fails:")


def test_the_right_answer_passes_and_is_counted(view: Page) -> None:
    place = exercise(view, "corr1d")
    write(view, place, RIGHT)
    press(place, "Check")
    expect(place.locator(".exercise-verdict")).to_contain_text("Right: every case passes.")
    expect(view.locator("course-notebook")).to_contain_text("4 of 27 points")


def test_what_is_printed_and_what_goes_wrong_is_shown(view: Page) -> None:
    place = exercise(view, "corr2d")
    write(view, place, "print('ink', 6 * 7)\n1 / 0")
    press(place, "Run")
    output = place.locator(".exercise-output")
    expect(output).to_contain_text("ink 42")
    expect(output).to_contain_text("ZeroDivisionError")


def test_an_endless_loop_is_stopped_and_no_text_is_lost(view: Page) -> None:
    place = exercise(view, "corr2d")
    begin(view, place, "while True:\n    pass", "Run")
    press(place, "Stop")
    expect(place.locator(".exercise-output")).to_contain_text("Stopped.")
    expect(place.locator(".cm-content")).to_contain_text("while True")
    says(view, place, "print('again')", "again")


def test_a_check_that_never_ends_is_told_of_and_stopped(view: Page) -> None:
    place = exercise(view, "corr2d")
    begin(view, place, "def corr2d(x, w):\n    while True:\n        pass", "Check")
    expect(place.locator(".exercise-status")).to_contain_text("Still running.", timeout=STARTED)
    press(place, "Stop")
    expect(place.locator(".exercise-verdict")).to_be_empty()
    says(view, place, "print('again')", "again")


def test_a_run_waits_for_the_one_before(view: Page) -> None:
    first, second = exercise(view, "corr2d"), exercise(view, "convolve2d")
    begin(view, first, "import time\ntime.sleep(2)\nprint('first')", "Run")
    begin(view, second, "print('second')", "Run")
    expect(second.locator(".exercise-status")).to_contain_text("Another run comes first")
    expect(second.locator(".exercise-output")).to_contain_text("second")
    expect(first.locator(".exercise-output")).to_have_text("first\n")


def test_a_run_that_is_stopped_holds_up_no_other(view: Page) -> None:
    first, second = exercise(view, "corr2d"), exercise(view, "convolve2d")
    begin(view, first, "while True:\n    pass", "Run")
    begin(view, second, "print('second')", "Run")
    press(first, "Stop")
    expect(second.locator(".exercise-output")).to_contain_text("second", timeout=STARTED)
    expect(second.locator(".exercise-output")).not_to_contain_text("Stopped")


@pytest.mark.parametrize("code", ["print('x' * 3_000_000)", "while True:\n    print('x' * 70)"])
def test_endless_output_is_cut(view: Page, code: str) -> None:
    place = exercise(view, "corr2d")
    begin(view, place, code, "Run")
    output = place.locator(".exercise-output")
    expect(output).to_contain_text("The rest is left out.", timeout=STARTED)
    if "while" in code:
        view.wait_for_timeout(1000)  # it goes on printing, and the page still listens
        press(place, "Stop")
    assert len(output.inner_text()) < 210_000


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("def f(n):\n    return f(n + 1)\nf(0)", "RecursionError"),
        ("hoard = []\nwhile True:\n    hoard.append(bytearray(10**7))", "512 MB"),
        ("np.ones((10**4, 10**4))", "512 MB"),
        (DEEP, "Python went down: calls lay too deep in each other."),
    ],
    ids=["recursion", "memory", "one large array", "crash"],
)
def test_python_may_go_down_and_comes_back(view: Page, code: str, words: str) -> None:
    place = exercise(view, "corr2d")
    begin(view, place, code, "Run")
    expect(place.locator(".exercise-output")).to_contain_text(words, timeout=STARTED)
    expect(place.locator(".cm-content")).to_contain_text(code.splitlines()[0])
    says(view, place, "print('again')", "again")


def test_text_survives_a_reload_and_reset_brings_back_the_stub(view: Page) -> None:
    view.reload()
    place = exercise(view, "corr2d")
    expect(place.locator(".cm-content")).to_contain_text("print('again')")
    place.get_by_role("button", name="Reset").click()
    expect(place.locator(".cm-content")).to_contain_text("YOUR CODE HERE")


def test_the_notebook_to_take_to_class_is_graded_as_it_was_here(
    view: Page, repository: Course, tmp_path: Path
) -> None:
    with view.expect_download() as download:
        view.get_by_role("button", name="Take my work to class").click()
    course = copy_of(repository, tmp_path / "course")
    release(course, [CHAPTER])
    target = course.submitted / "ada" / CHAPTER / download.value.suggested_filename
    target.parent.mkdir(parents=True)
    download.value.save_as(target)
    nbformat.validate(nbformat.read(target, as_version=4))
    (graded,) = pipeline.grade(course, [CHAPTER])
    assert (graded.code, graded.score) == ("graded", 4.0)


def test_nothing_came_from_another_host_and_nothing_failed(view: Page, address: str) -> None:
    assert view.errors == []  # type: ignore[attr-defined]
    outside = [url for url in view.asked if not url.startswith((address, "blob:", "data:"))]  # type: ignore[attr-defined]
    assert outside == []


def test_where_scripts_are_off_the_code_can_be_read(address: str, chromium: Browser) -> None:
    plain = chromium.new_context(java_script_enabled=False).new_page()
    plain.goto(f"{address}book/{CHAPTER}.html")
    shown = plain.locator("#exercise-corr1d pre")
    assert "def corr1d(x, w):" in shown.inner_text()
    assert shown.is_visible()


@pytest.mark.parametrize("flip", [False, True])
def test_the_sliding_window_agrees_with_the_reference(view: Page, flip: bool) -> None:
    element = view.locator("explore-window").first
    seen = set()
    for kH, kW, sH, sW, pH, pW, dilation in itertools.product(
        (1, 2, 3, 4), (2, 3), (1, 2), (1, 3), (0, 2), (0, 1), (1, 2)
    ):
        settings = {"kH": kH, "kW": kW, "sH": sH, "sW": sW, "pH": pH, "pW": pW}
        settings |= {"dilation": dilation, "flip": flip}
        numbers = element.evaluate("(e, s) => (e.set(s), [e.numbers, e.settings])", settings)
        found, used = numbers
        w = np.array(found["kernel"])
        expected = reference.conv2d(
            [found["x"]], [[w]], None, (sH, sW), (pH, pW), used["dilation"]
        )[0]
        assert np.array_equal(found["output"], expected), json.dumps(used)
        seen.add(expected.shape)
    assert len(seen) > 20


def test_an_explorer_is_moved_by_keyboard_and_says_so(view: Page) -> None:
    element = view.locator("explore-window").first
    slider = element.get_by_label("kernel rows")
    slider.focus()
    before = element.locator(".explorer-words").inner_text()
    view.keyboard.press("ArrowLeft")
    assert element.locator(".explorer-words").inner_text() != before
    assert (
        element.locator("svg").get_attribute("aria-label")
        == element.locator(".explorer-words").inner_text()
    )
