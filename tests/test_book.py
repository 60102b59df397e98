"""The book builds without a warning, its chapters are complete, its figures can be spoken."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest
import yaml
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, expect

from autograder.checks import every_check
from autograder.course import Course
from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
PAGES = [TOC["root"], *(c["file"] for part in TOC["parts"] for c in part["chapters"])]
CHAPTERS = [page for page in PAGES if re.match(r"book/\d\d_", page)]


@cache
def parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text("utf-8"), "html.parser")


def soup(site: Path, page: str) -> BeautifulSoup:
    return parsed(site / f"{page}.html")


@pytest.mark.parametrize("page", PAGES)
def test_every_picture_has_words_for_those_who_cannot_see_it(page: str, site: Path) -> None:
    article = soup(site, page).select_one("article")
    assert article is not None
    for image in article.select("img"):
        alt = str(image.get("alt", ""))
        assert len(alt.split()) >= 4, f"{image.get('src')}: {alt!r}"
        assert ".svg" not in alt and ".png" not in alt


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_has_its_parts(page: str, site: Path) -> None:
    headings = " | ".join(h.get_text() for h in soup(site, page).select("article h2")).lower()
    for part in ["predict", "wrong", "exercises", "sources", "summary", "reading"]:
        assert part in headings, f"{page} has no section on {part}: {headings}"
    assert len(soup(site, page).select("article img")) >= 5


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_offers_its_notebook(page: str, site: Path) -> None:
    name = Path(page).name
    links = [str(a["href"]) for a in soup(site, page).select("article a[href]")]
    offered = [link for link in links if link.endswith(f"{name}.ipynb")]
    assert offered, "no link to the notebook"
    file = ((site / page).parent / offered[0]).resolve()
    assert file.read_bytes() == Course(ROOT).released(name).read_bytes()


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_names_every_function_that_is_graded(page: str, site: Path) -> None:
    chapter = Path(page).name[3:]
    text = soup(site, page).get_text()
    mine = [c for c in every_check() if c.name.startswith(f"{chapter}.")]
    asked = [c.function_name for c in mine if not c.fixed]
    assert len(asked) >= 4
    assert [name for name in asked if name not in text] == []
    told = text.lower().replace("_", " ")
    assert "find the bug" in told and "predict" in told


def test_no_cell_stopped_with_an_error(site: Path) -> None:
    for page in PAGES:
        assert not soup(site, page).select(".output.traceback")


def test_a_reader_finds_the_chapters_from_the_first_page(site: Path, chromium: Browser) -> None:
    view = chromium.new_page(viewport={"width": 1280, "height": 900})
    view.goto((site / "index.html").as_uri(), wait_until="domcontentloaded")
    view.wait_for_url(f"**/{PAGES[0]}.html")
    listed = [
        str(link) for link in view.locator("nav a").evaluate_all("all => all.map(a => a.href)")
    ]
    for page in CHAPTERS:
        assert any(link.endswith(f"{page}.html") for link in listed), page
    first = f".bd-sidebar-primary a[href$='{Path(CHAPTERS[0]).name}.html']"
    view.locator(first).first.click()
    assert "dense layers" in view.locator("article h1").inner_text()


MOVING = ["02_cross_correlation", "07_transposed_convolution", "08_dilated", "12_backpropagation"]


@pytest.mark.parametrize("name", MOVING)
def test_a_moving_picture_plays_pauses_and_steps(name: str, site: Path, chromium: Browser) -> None:
    view = chromium.new_page(viewport={"width": 390, "height": 800})
    view.goto((site / f"book/{name}.html").as_uri(), wait_until="domcontentloaded")
    for picture in view.locator(".motion").all():
        assert len(picture.evaluate("box => box.outerHTML")) < 40_000
        assert len(picture.locator("svg").get_attribute("aria-label").split()) >= 8
        picture.scroll_into_view_if_needed()
        caption, button = picture.locator(".motion-caption"), picture.locator("button").first
        expect(caption).to_contain_text("2 of", timeout=4000)
        button.click()
        expect(button).to_have_text("Play")
        before = caption.inner_text()
        view.wait_for_timeout(1500)
        assert caption.inner_text() == before
        picture.get_by_text("Step").click()
        assert caption.inner_text() != before
    assert view.locator(".motion").count() >= 1


def test_a_moving_picture_stands_still_for_those_who_ask_for_it(
    site: Path, chromium: Browser
) -> None:
    view = chromium.new_page(reduced_motion="reduce")
    view.goto((site / f"book/{MOVING[0]}.html").as_uri(), wait_until="domcontentloaded")
    picture = view.locator(".motion").first
    picture.scroll_into_view_if_needed()
    view.wait_for_timeout(1500)
    expect(picture.locator(".motion-caption")).to_contain_text("1 of")
    expect(picture.locator("button").first).to_have_text("Play")
