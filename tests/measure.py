"""What a reader waits for, measured in a real browser: ``python -m tests.measure``.

It builds nothing: it takes ``_build/html`` (``make book``), or the site it is told, serves it
compressed as a static host would, and measures every figure several times, each time in a browser
profile that knows nothing yet. The median counts. ``make bench`` calls it; the figures go to
``_build/bench/browser.json``.
"""

from __future__ import annotations

import json
import statistics
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page
from rich import box
from rich.console import Console
from rich.progress import track
from rich.table import Table

from autograder.checks import find
from autograder.demo.write import as_cell
from tests.browser import browser
from tests.server import Line, served

ROOT = Path(__file__).resolve().parent.parent
BELOW = "/convolution/"
CHAPTER = "02_cross_correlation"
RIGHT = as_cell(find("cross_correlation.corr1d").styles[0], "corr1d")
TIMES = 3  # each figure is measured so often
WARM = 5  # further checks in one page
QUIET_MS = 500  # without a byte: the page has all it wants
STARTED_MS = 120_000
SLOW = {"megabits": 20.0, "delay": 0.04}


@dataclass(frozen=True)
class Target:
    """A figure, what it is called in the table, and what it should not exceed."""

    key: str
    what: str
    unit: str
    most: float


TARGETS = [
    Target("page_kb", "the largest page of a chapter, opened", "kB", 450),
    Target("first_use_mb", "page, Python and a first check together", "MB", 11),
    Target("first_paint_s", "first paint", "s", 0.8),
    Target("cold_check_s", "first check on this machine", "s", 3.5),
    Target("warm_check_s", "next checks", "s", 0.15),
    Target("second_visit_s", "first check of a second visit", "s", 2.0),
    Target("throttled_first_paint_s", "first paint at 20 Mbit/s and 40 ms", "s", 1.0),
    Target("throttled_cold_check_s", "first check at 20 Mbit/s and 40 ms", "s", 7.0),
]
# Presses Check and waits for the verdict inside of the page: nothing of Playwright is timed.
CHECK = """(place) => new Promise((done, failed) => {
  const began = performance.now();
  new MutationObserver((_, watch) => {
    watch.disconnect();
    done((performance.now() - began) / 1000);
  }).observe(place, { attributes: true, attributeFilter: ["data-runs"] });
  const check = (one) => one.textContent.trim() === "Check";
  const button = [...place.querySelectorAll("button")].find(check);
  button ? button.click() : failed(new Error("no button Check"));
})"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000"


class Reader:
    """A browser profile of somebody who has never been here, at the end of a line."""

    def __init__(self, context: BrowserContext, address: str, line: Line) -> None:
        self.context, self.address, self.line = context, address, line

    def open(self, chapter: str = CHAPTER) -> Page:
        page = self.context.new_page()
        page.goto(f"{self.address}book/{chapter}.html", wait_until="load")
        return page

    def paint(self) -> float:
        """Seconds from the click on a link to the first thing that is to be seen."""
        page = self.open()
        page.wait_for_function("performance.getEntriesByName('first-contentful-paint').length")
        return float(page.evaluate(PAINT))

    def check(self, page: Page) -> float:
        """Seconds from Check to a verdict on a right answer."""
        place = page.locator("#exercise-corr1d")
        place.scroll_into_view_if_needed()
        page.wait_for_selector("#exercise-corr1d[data-ready=yes]")
        place.locator(".cm-content").click()
        page.keyboard.press("ControlOrMeta+a")
        page.keyboard.insert_text(RIGHT)
        page.set_default_timeout(STARTED_MS)
        took = float(place.evaluate(CHECK))
        verdict = place.locator(".exercise-verdict").inner_text()
        if "Right: every case passes." not in verdict:
            raise RuntimeError(f"the right answer got another verdict: {verdict[:200]}")
        return took

    def scroll(self, page: Page) -> None:
        """Go through the page until everything that waits for the eye has come."""
        height = int(page.evaluate("document.body.scrollHeight"))
        for place in range(0, height, 800):
            page.evaluate(f"scrollTo({{ top: {place}, behavior: 'instant' }})")
            page.wait_for_timeout(20)
        self.settle(page)

    def settle(self, page: Page) -> None:
        sent = -1
        while sent != self.line.sent:
            sent = self.line.sent
            page.wait_for_timeout(QUIET_MS)


class Measuring:
    """Readers, one after the other, who all use the same browser program."""

    def __init__(self, opened: Browser, site: Path) -> None:
        self.opened, self.site = opened, site

    @contextmanager
    def reader(self, **line: Any) -> Iterator[Reader]:
        """A new profile; its line is fast unless said otherwise."""
        wire = Line(**line)
        with served(self.site, BELOW, wire) as address:
            context = self.opened.new_context(viewport={"width": 1280, "height": 900})
            try:
                yield Reader(context, address, wire)
            finally:
                context.close()

    def chapters(self) -> list[str]:
        return [path.stem for path in sorted((self.site / "book").glob("[0-9][0-9]_*.html"))]

    def page_kb(self, chapter: str) -> dict[str, float]:
        """Kilobytes of a chapter's page: opened, and once it was scrolled to its end."""
        with self.reader() as reader:
            page = reader.open(chapter)
            reader.settle(page)
            opened = reader.line.sent / 1000
            reader.scroll(page)
            return {"opened": opened, "read": reader.line.sent / 1000}

    def paint(self) -> dict[str, float]:
        with self.reader() as reader:
            return {"first_paint_s": reader.paint()}

    def throttled(self) -> dict[str, float]:
        """The same reader at the end of a slow line: first paint, first check."""
        with self.reader(**SLOW) as reader:
            paint = reader.paint()
        with self.reader(**SLOW) as reader:
            cold = reader.check(reader.open())
        return {"throttled_first_paint_s": paint, "throttled_cold_check_s": cold}

    def visits(self) -> dict[str, float]:
        """Two visits of one reader: the first check, further ones, and the first of the second."""
        with self.reader() as reader:
            page = reader.open()
            cold = reader.check(page)
            warm = statistics.median(reader.check(page) for _ in range(WARM))
            reader.settle(page)
            sent = reader.line.sent / 1e6
            page.close()
            second = reader.check(reader.open())
        return {
            "cold_check_s": cold,
            "warm_check_s": warm,
            "second_visit_s": second,
            "first_use_mb": sent,
        }


def measure(site: Path) -> dict[str, Any]:
    """All figures; those of `TARGETS`, and the size of each chapter's page."""
    with browser() as opened:
        measuring = Measuring(opened, site)
        runs: dict[str, list[float]] = {}
        for _ in track(range(TIMES), "  seconds to wait …", transient=True):
            for once in (measuring.paint(), measuring.visits(), measuring.throttled()):
                for key, value in once.items():
                    runs.setdefault(key, []).append(value)
        sizes = {
            chapter: measuring.page_kb(chapter)
            for chapter in track(measuring.chapters(), "  weight of the pages …", transient=True)
        }
    return {
        **{key: statistics.median(values) for key, values in runs.items()},
        "page_kb": max(size["opened"] for size in sizes.values()),
        "pages_kb": sizes,
        "runs": runs,
    }


def tell(figures: dict[str, Any]) -> None:
    """Print the figures beside their targets."""
    table = Table("in the browser", "measured", "target", "", box=box.SIMPLE_HEAD)
    for target in TARGETS:
        value = figures[target.key]
        mark = "met" if value <= target.most else "missed"
        table.add_row(
            target.what, f"{value:.3g} {target.unit}", f"≤ {target.most:g} {target.unit}", mark
        )
    Console().print(table)
    largest = max(size["read"] for size in figures["pages_kb"].values())
    print(f"  With all figures and editors, scrolled to its end, the largest has {largest:.0f} kB.")


def main() -> int:
    """Measure, print, and keep; 1 if there is no book to measure."""
    site = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "_build" / "html"
    if not (site / "book" / f"{CHAPTER}.html").is_file():
        print(f"There is no book in {site} to measure. Build it first: make book.")
        return 1
    figures = measure(site)
    tell(figures)
    path = ROOT / "_build" / "bench" / "browser.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")
    print(f"  {path.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
