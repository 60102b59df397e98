"""Every page of the site, for everybody: in light and dark, on a desk and on a phone, by keyboard,
by ear, on paper, below a path of its own, and with no other host in the world."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, Literal
from urllib.parse import unquote, urldefrag

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, ConsoleMessage, Page, Response, ViewportSize, expect

from tests.conftest import ROOT

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("book")]

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
WRITTEN = [TOC["root"], *(c["file"] for part in TOC["parts"] for c in part["chapters"])]
PAGES = [*WRITTEN, "search"]
CHAPTERS = [page for page in WRITTEN if re.match(r"book/\d\d_", page)]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}
AXE = Axe()
# A chapter has thousands of letters in formulas and as many places with colours, and each costs
# axe its time. So contrast is measured once for each theme, formulas have a test of their own, and
# on a phone in the dark only what stands around the article is looked at once more.
CONTRAST = "color-contrast"
AROUND = {"exclude": [["article"]]}
LOOKS: list[
    tuple[ViewportSize, Literal["light", "dark"], dict[str, Any] | None, dict[str, Any]]
] = [
    (DESK, "light", None, {}),
    (DESK, "dark", None, {"runOnly": [CONTRAST]}),
    (PHONE, "light", None, {"rules": {CONTRAST: {"enabled": False}}}),
    (PHONE, "dark", AROUND, {}),
]
KEYBOARD = "book/02_cross_correlation"  # has an editor, an explorer, a moving picture, a fold
BUDGET = 450_000  # bytes that a chapter may send, compressed, until somebody asks for Python

# As a reader would see it all: every fold opened, every figure and editor come near.
SEE_IT_ALL = """async () => {
  for (const fold of document.querySelectorAll("details")) fold.open = true;
  const drawn = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += 700) {
    scrollTo({ top: y, behavior: "instant" });
    await drawn();
    await drawn();
  }
  for (const image of document.images) image.loading = "eager";
  scrollTo(0, 0);
}"""
READY = """() => [...document.querySelectorAll("course-exercise")].every((e) => e.dataset.ready)
  && [...document.images].every((image) => image.complete)"""
WIDE = """() => [...document.querySelectorAll("body *")].filter((e) => {
  const box = e.getBoundingClientRect();
  return box.width && box.right > innerWidth + 1 && !e.closest(".bd-sidebar-primary, dialog");
}).slice(0, 5).map((e) => e.outerHTML.slice(0, 120))"""
COLOURED = """() => [...document.querySelectorAll(".katex")].flatMap((formula) => {
  const colour = getComputedStyle(formula.parentElement).color;
  return [...formula.querySelectorAll(".katex-html, .katex-html *")]
    .filter((e) => getComputedStyle(e).color !== colour);
}).slice(0, 5).map((e) => e.outerHTML.slice(0, 160))"""
LINKS = """() => [...document.querySelectorAll("a[href]")].map((a) => a.href)"""
# What has the focus: where it is in the page, and whether that can be seen.
FOCUS = """() => {
  const e = document.activeElement;
  const seen = (e) => {
    const style = getComputedStyle(e);
    return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0)
      || style.boxShadow !== "none";
  };
  e.dataset.reached = "yes";
  return {
    what: e.outerHTML.slice(0, 160),
    editor: e.classList.contains("cm-content"),
    page: e === document.body,
    marked: seen(e) || seen(e.closest(".cm-editor") ?? e),
  };
}"""
MISSED = """() => {
  const kinds = "a[href], button, input, select, summary, [tabindex='0'], .cm-content";
  const group = (e) => e.type === "radio"  // one stop, from which the arrows go on
    && document.querySelector(`[name="${e.name}"][data-reached]`);
  return [...document.querySelectorAll(`article :is(${kinds})`)]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.disabled)
    .filter((e) => !e.dataset.reached && !group(e) && e.tabIndex >= 0)
    .map((e) => e.outerHTML.slice(0, 160));
}"""


class Visit:
    """One page in the browser, and all that was heard of it."""

    def __init__(self, view: Page, address: str, page: str) -> None:
        self.view, self.address, self.page = view, address, page
        self.errors: list[str] = []
        self.asked: list[str] = []
        view.on("pageerror", lambda error: self.errors.append(str(error)))
        view.on("requestfailed", lambda asked: self.errors.append(f"{asked.failure}: {asked.url}"))
        view.on("console", self.heard)
        view.on("response", self.answered)
        view.context.on("request", lambda asked: self.asked.append(asked.url))  # workers' too
        view.goto(f"{address}{page}.html")
        self.look()

    def heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def answered(self, response: Response) -> None:
        if response.status >= 400:
            self.errors.append(f"{response.status} {response.url}")

    def look(self) -> None:
        """See all of the page, and wait until its figures and editors are there."""
        self.view.evaluate(SEE_IT_ALL)
        self.view.wait_for_function(READY)


@pytest.fixture(scope="module", params=PAGES)
def visit(request: pytest.FixtureRequest, address: str, chromium: Browser) -> Iterator[Visit]:
    """Each page once: its tests share it and leave it open."""
    context = chromium.new_context(viewport=DESK, color_scheme="light", reduced_motion="reduce")
    yield Visit(context.new_page(), address, request.param)
    context.close()


def test_no_page_is_left_out(site: Path) -> None:
    """`index.html` alone is no page: it leads to the first one."""
    there = {str(p.relative_to(site).with_suffix("")) for p in site.glob("*.html")}
    there |= {str(p.relative_to(site).with_suffix("")) for p in site.glob("book/**/*.html")}
    assert there - {"index"} == set(PAGES)


def test_nothing_goes_wrong_and_no_other_host_is_asked(visit: Visit) -> None:
    assert visit.errors == []
    own = (visit.address, "data:", "blob:")
    assert [url for url in visit.asked if not url.startswith(own)] == []


def test_every_link_leads_to_a_place_that_is_there(visit: Visit, site: Path) -> None:
    own = [link for link in visit.view.evaluate(LINKS) if link.startswith("http://127.0.0.1")]
    assert len(own) > 20
    assert [link for link in sorted(set(own)) if not is_there(link, visit.address, site)] == []


def is_there(link: str, address: str, site: Path) -> bool:
    """The page of a link, below the path of the site, and the place in it."""
    url, fragment = urldefrag(link)
    file = site / unquote(url.partition("?")[0].removeprefix(address))
    if file.is_dir():
        file /= "index.html"
    if not url.startswith(address) or not file.is_file():
        return False
    return not fragment or file.suffix != ".html" or unquote(fragment) in places(file)


@cache
def places(file: Path) -> set[str]:
    """The ids in a page."""
    soup = BeautifulSoup(file.read_text("utf-8"), "html.parser")
    return {str(tag["id"]) for tag in soup.select("[id]")}


def test_axe_finds_nothing_serious(visit: Visit) -> None:
    found = {}
    hidden = visit.view.add_style_tag(content=".katex-html { display: none }")
    for size, scheme, part, rules in LOOKS:
        visit.view.set_viewport_size(size)
        visit.view.emulate_media(color_scheme=scheme)
        expect(visit.view.locator("html")).to_have_attribute("data-theme", scheme)
        answer = AXE.run(visit.view, part, rules | {"resultTypes": ["violations"]}).response
        for fault in answer["violations"]:
            if fault["impact"] in {"serious", "critical"}:
                nodes = [node["html"][:200] for node in fault["nodes"]]
                found[f"{fault['id']} {scheme} {size['width']}"] = nodes
    hidden.evaluate("style => style.remove()")
    visit.view.set_viewport_size(DESK)
    visit.view.emulate_media(color_scheme="light")
    assert found == {}, json.dumps(found, indent=1)


def test_a_formula_has_the_colour_of_its_text(visit: Visit) -> None:
    """So that what axe finds about the contrast of the text holds for the formula too."""
    schemes: list[Literal["light", "dark"]] = ["dark", "light"]
    for scheme in schemes:
        visit.view.emulate_media(color_scheme=scheme)
        assert visit.view.evaluate(COLOURED) == []


def test_nothing_is_wider_than_a_phone(visit: Visit) -> None:
    visit.view.set_viewport_size(PHONE)
    visit.look()
    width = visit.view.evaluate("document.documentElement.scrollWidth")
    wide = visit.view.evaluate(WIDE) if width > PHONE["width"] else []
    visit.view.set_viewport_size(DESK)
    assert (width, wide) == (PHONE["width"], [])


def test_on_paper_there_are_no_bars_and_nothing_is_folded(visit: Visit) -> None:
    view = visit.view
    view.evaluate("""() => {
      const answers = [...document.querySelectorAll("article details:not(.hide)")];
      for (const fold of answers) fold.open = false;
      addEventListener("beforeprint", () => {
        document.body.dataset.unfolded = answers.every((fold) => fold.open);
      }, { once: true });
    }""")
    assert view.pdf(format="A4").startswith(b"%PDF")
    assert view.locator("body").get_attribute("data-unfolded") == "true"
    assert view.locator("article details[open]:not(.hide)").count() == 0
    view.emulate_media(media="print")
    for bar in (".bd-header-article", ".bd-sidebar-primary", ".prev-next-footer", ".exercise-bar"):
        for part in view.locator(bar).all():
            expect(part).not_to_be_visible()
    expect(view.locator("h1").first).to_be_visible()
    view.emulate_media(media="screen")


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_is_light(page: str, address: str, chromium: Browser) -> None:
    """All that comes over the line when somebody opens a chapter for the first time."""
    # What a service worker answers would weigh nothing.
    context = chromium.new_context(viewport=DESK, service_workers="block")
    view = context.new_page()
    line = context.new_cdp_session(view)
    line.send("Network.enable")
    sizes: list[int] = []
    line.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    view.goto(f"{address}{page}.html", wait_until="networkidle")
    context.close()
    assert 50_000 < sum(sizes) <= BUDGET


def test_everything_is_reached_by_keyboard_and_shows_it(address: str, chromium: Browser) -> None:
    view = chromium.new_page(viewport=DESK, reduced_motion="reduce")
    Visit(view, address, KEYBOARD)
    unmarked, editors = [], 0
    for _ in range(600):
        view.keyboard.press("Tab")
        focus = view.evaluate(FOCUS)
        if focus["page"]:
            break
        if not focus["marked"]:
            unmarked.append(focus["what"])
        if focus["editor"]:  # where Tab indents, until Escape was pressed
            editors += 1
            view.keyboard.press("Escape")
    else:
        pytest.fail(f"the Tab key never comes to the end: {focus['what']}")
    assert editors == view.locator("course-exercise").count() > 0
    assert view.evaluate(MISSED) == []
    assert unmarked == []


def test_the_first_stop_leads_past_the_menus(address: str, chromium: Browser) -> None:
    view = chromium.new_page(viewport=DESK)
    view.goto(f"{address}{KEYBOARD}.html")
    view.keyboard.press("Tab")
    expect(view.locator(":focus")).to_have_text("Skip to main content")
    expect(view.locator(":focus")).to_be_in_viewport()
    view.keyboard.press("Enter")
    view.keyboard.press("Tab")
    assert view.evaluate("document.activeElement.closest('main') !== null")


def test_a_fold_opens_and_a_button_works_by_keyboard(address: str, chromium: Browser) -> None:
    view = chromium.new_page(viewport=DESK, reduced_motion="reduce")
    view.goto(f"{address}{KEYBOARD}.html")
    fold = view.locator("article details").first
    fold.locator("summary").focus()
    view.keyboard.press("Enter")
    expect(fold).to_have_attribute("open", "")
    step = view.locator(".motion").first.get_by_text("Step")
    caption = view.locator(".motion-caption").first
    before = caption.inner_text()
    step.focus()
    view.keyboard.press("Space")
    expect(caption).not_to_have_text(before)


def test_a_word_is_found_from_any_page(address: str, chromium: Browser) -> None:
    view = chromium.new_page(viewport=DESK)
    view.goto(f"{address}{KEYBOARD}.html")
    view.keyboard.press("ControlOrMeta+k")
    view.keyboard.type("dilation")
    view.keyboard.press("Enter")
    view.wait_for_url("**/search.html?q=dilation")
    found = view.locator("#search-results a[href*='book/08_dilated.html']").first
    found.click()
    expect(view.locator("article h1")).to_contain_text("Dilated")
    expect(view.locator("article .highlighted:visible").first).to_be_visible()
