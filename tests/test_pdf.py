"""The book on paper: built once, really, and read again with other programs."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT, jupyter_book
from tests.needs import NEEDS

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]
CHAPTERS = sorted((ROOT / "book").glob("[0-9][0-9]_*.md"))
MAX_OVERFULL = 40.0  # points by which a line may stand out, 14 mm: still on the page


@pytest.fixture(scope="module")
def folder(site: Path) -> Path:
    """Where the PDF was made; beside the site, so that no chapter runs twice."""
    missing = [need.advice() for need in NEEDS if need.what == "the book as PDF" and need.missing()]
    assert not missing, missing[0]
    out = site.parent.parent
    jupyter_book(out, "--builder", "pdflatex")
    return out / "_build" / "latex"


@pytest.fixture(scope="module")
def log(folder: Path) -> str:
    return (folder / "convolution-by-hand.log").read_text("utf-8", errors="replace")


@pytest.fixture(scope="module")
def pages(folder: Path) -> list[str]:
    """The text of each page."""
    return read(folder / "convolution-by-hand.pdf")


def read(path: Path) -> list[str]:
    command = ["pdftotext", "-layout", str(path), "-"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    return done.stdout.split("\f")[:-1]


def titles() -> dict[int, str]:
    """Numbers and titles of the chapters, as their files have them."""
    found = (re.search(r"^# (\d+) (.*)$", path.read_text("utf-8"), re.M) for path in CHAPTERS)
    return {int(match[1]): match[2] for match in found if match}


def test_it_has_as_many_pages_as_a_book(pages: list[str]) -> None:
    assert 250 < len(pages) < 600


def test_every_chapter_begins_under_its_number_and_stands_in_the_contents(
    pages: list[str],
) -> None:
    contents = next(page for page in pages if page.strip().startswith("Contents"))
    assert len(titles()) == 16
    for number, title in titles().items():
        assert re.search(rf"^ *{number} +{re.escape(title)} +\d+$", contents, re.M), title
        begins = rf"\A\s*Chapter {number}\n\s*{re.escape(title[:20])}"
        assert [i for i, page in enumerate(pages) if re.search(begins, page)], title


def test_figures_have_the_numbers_of_the_site(pages: list[str], site: Path) -> None:
    page = (site / "book" / "07_transposed_convolution.html").read_text("utf-8")
    numbers = set(re.findall(r"Figure (7\.\d+)", page))
    assert len(numbers) > 5
    printed = set(re.findall(r"Figure (7\.\d+)", "\n".join(pages)))
    assert printed == numbers


def test_formulas_exercises_and_moving_pictures_are_there(pages: list[str]) -> None:
    text = "\n".join(pages)
    assert "𝑘𝐻" in text  # letters of a mathematical font
    assert text.count("YOUR CODE HERE") > 60
    assert "It moves on the website." in text
    assert "To move, on the website." in text
    assert "卷积" in text


def test_nothing_was_left_over_from_the_screen(pages: list[str]) -> None:
    text = "\n".join(pages)
    for left in ("??", "DUrole", "sphinx", "</", "<div", "<IPython", "course-exercise", r"\text"):
        assert left not in text, text[max(0, text.find(left) - 80) :][:200]


def test_latex_had_nothing_to_complain_about(log: str) -> None:
    assert "undefined references" not in log
    assert re.findall(r"(?:Reference|Citation|Hyper reference) `[^']*' .*undefined", log) == []
    assert re.findall(r"Missing character: .*", log) == []
    assert re.findall(r"multiply.defined", log) == []
    wide = [float(points) for points in re.findall(r"Overfull \\hbox \(([\d.]+)pt", log)]
    assert max(wide, default=0.0) <= MAX_OVERFULL


def test_figures_are_drawings(folder: Path) -> None:
    """Photographs may be pixels, figures may not: most have no picture in them at all."""
    figures = [path for path in folder.glob("*.pdf") if path.stem != "convolution-by-hand"]
    with_pixels = [path for path in figures if b"/Subtype /Image" in path.read_bytes()]
    assert len(figures) > 100
    assert len(with_pixels) < len(figures) / 2
