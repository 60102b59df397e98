"""Predict, then run: the forms agree with their proofs, and a reader gets along with them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Locator, Page, expect

from tests.conftest import ROOT
from tests.test_chapters import BOOK, CHAPTERS, OPTIONS
from tests.test_imports import alone

slow, with_site = pytest.mark.slow, pytest.mark.xdist_group("book")
STARTED = 90_000  # ms that Python may take to be fetched and started

# Three backticks in the patterns stand for what is nested in a form of four.
FORM = re.compile(r"^````\{predict\} (\S+)\n(.*?)^````$", re.MULTILINE | re.DOTALL)
REPLY = re.compile(r"^```\{reply\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KIND = re.compile(r"^:(number|shape|row|set|choice|yes-no): (.*)$", re.MULTILINE)
CHECKED = re.compile(r"^:checked: (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Form:
    """A question as its author wrote it."""

    name: str
    kinds: list[str]
    expressions: list[str]
    checked: list[str]
    code: str


@cache
def written(page: str) -> list[Form]:
    text = (BOOK / page).read_text("utf-8")
    forms = []
    for found in FORM.finditer(text):
        replies = [reply[1] for reply in REPLY.finditer(found[2])]
        answers = [kind for reply in replies if (kind := KIND.search(reply))]
        cell = CELL.search(text, found.end())
        assert cell is not None
        forms.append(
            Form(
                found[1],
                [answer[1] for answer in answers],
                [answer[2] for answer in answers],
                [check[1] for reply in replies for check in CHECKED.finditer(reply)],
                OPTIONS.sub("", cell[1], count=1),
            )
        )
    return forms


@cache
def built(site: Path, page: str) -> list[dict[str, Any]]:
    """The forms of a page as they were built."""
    text = (site / "book" / page).with_suffix(".html").read_text("utf-8")
    forms = []
    for element in BeautifulSoup(text, "html.parser").select("course-predict"):
        script, reason = element.select_one("script"), element.select_one(".predict-reason")
        assert script is not None and reason is not None
        replies = [
            {
                "kind": reply["data-kind"],
                "answer": json.loads(str(reply["data-answer"])),
                "within": float(str(reply.get("data-within", 0))),
                "known": {
                    str(said["data-value"]): said.get_text().strip()
                    for said in reply.select(".predict-words")
                },
            }
            for reply in element.select(".predict-reply")
        ]
        data = json.loads(script.get_text())
        forms.append(
            data
            | {"replies": replies, "reason": reason.get_text(), "cells": element.select(".cell")}
        )
    return forms


def same(kind: str, answer: Any, value: Any) -> bool:
    """Whether what a form expects is what a computation gave."""
    if kind == "yes-no":
        return bool(answer == ("yes" if value else "no"))
    if kind == "choice":
        return bool(answer == value)
    expected = np.ravel(sorted(value) if kind == "set" else value)
    return np.ravel(answer).shape == expected.shape and np.allclose(answer, expected, rtol=1e-9)


@pytest.mark.parametrize("page", CHAPTERS)
def test_a_chapter_asks_at_least_three_questions_each_with_a_name_of_its_own(page: str) -> None:
    names = [form.name for form in written(page)]
    assert len(names) >= 3
    assert len(set(names)) == len(names)
    assert all(form.expressions for form in written(page))


@slow
@with_site
@pytest.mark.parametrize("page", CHAPTERS)
def test_every_answer_is_computed_with_numpy_alone(page: str, site: Path) -> None:
    """In a process that has no torch, as the reader's browser has none."""
    forms = [form for form in written(page) if not form.checked]
    (setup,) = {form["setup"] for form in built(site, page)}
    script = f"""
import json
SETUP, FORMS = {setup!r}, {[(form.code, form.expressions) for form in forms]!r}
def bare(value):
    return sorted(value) if isinstance(value, set) else getattr(value, "tolist", lambda: value)()
for code, expressions in FORMS:
    space = {{"__name__": "__main__"}}
    exec(SETUP, space)
    exec(code, space)
    print("answers", json.dumps([bare(eval(e, space)) for e in expressions], default=bare))
"""
    values = [json.loads(line[8:]) for line in alone(script) if line.startswith("answers ")]
    expected = [form for form in built(site, page) if form["code"]]
    assert len(values) == len(forms) == len(expected)
    for form, computed, shown in zip(forms, values, expected, strict=True):
        answers = [reply["answer"] for reply in shown["replies"]]
        agree = [same(*three) for three in zip(form.kinds, answers, computed, strict=True)]
        assert all(agree), f"{form.name}: {answers} shown, {computed} computed"


TRAINED = [page for page in CHAPTERS if any(form.checked for form in written(page))]


@slow
@with_site
@pytest.mark.parametrize("page", TRAINED)
def test_an_answer_that_needs_the_chapter_agrees_with_it(
    page: str, site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(BOOK)
    monkeypatch.syspath_prepend(BOOK)
    matplotlib.use("agg")
    wanted = {form.code: form for form in written(page) if form.checked}
    answers = {form["name"]: [r["answer"] for r in form["replies"]] for form in built(site, page)}
    space: dict[str, Any] = {"__name__": page}
    text = (BOOK / page).read_text("utf-8")
    proved = []
    with matplotlib.rc_context({"figure.max_open_warning": 0}):
        for cell in CELL.findall(text):
            code = OPTIONS.sub("", cell, count=1)
            exec(compile(code, page, "exec"), space)
            if form := wanted.get(code):
                computed = [eval(expression, space) for expression in form.checked]
                assert len(computed) == len(form.kinds)
                assert all(map(same, form.kinds, answers[form.name], computed)), form.name
                proved.append(form.name)
    assert proved == [form.name for form in wanted.values()]


@slow
@with_site
@pytest.mark.parametrize("page", CHAPTERS)
def test_wrong_answers_are_wrong_and_have_words_and_every_answer_a_reason(
    page: str, site: Path
) -> None:
    forms = built(site, page)
    assert [form["name"] for form in forms] == [form.name for form in written(page)]
    for form in forms:
        assert len(form["reason"].split()) >= 10, form["name"]
        assert form["cells"], f"nothing proves {form['name']}"
        for reply in form["replies"]:
            known = {json.dumps(json.loads(k)): words for k, words in reply["known"].items()}
            right = json.dumps(reply["answer"])
            if reply["kind"] == "choice":
                assert len(known) >= 3
                assert known.pop(right) == "", "the right choice needs no words"
            assert known and right not in known, form["name"]
            assert all(len(words.split()) >= 3 for words in known.values()), form["name"]
            if reply["kind"] == "number":
                off = [abs(json.loads(k) - reply["answer"]) for k in known]
                assert min(off) > reply["within"], f"{form['name']}: a wrong answer is accepted"


# A page of our own, built without the rest of the book.

CONF = f"""
import sys
sys.path.insert(0, {str(ROOT / "book" / "_ext")!r})
extensions = ["myst_nb", "predict"]
nb_execution_mode = "off"
suppress_warnings = ["myst-nb.lexer"]  # which a kernel would have told
root_doc = "page"
"""
PAGE = """---
file_format: mystnb
kernelspec: {name: python3, display_name: Python 3}
---

# A page

````{predict} doubled
How many are two and two?

```{reply} Added
:number: both
- 5: You counted one twice.
```

```{reply} Which of these?
:choice: ("even" if both % 2 == 0 else "odd")
- even
- odd: Can they be paired?
```

```{reason}
Two and two are four, because the fingers say so.
```
````

```{code-cell} python
:tags: [hide-cell]

both = 2 + 2
```
"""


def sphinx(folder: Path, pages: dict[str, str], builder: str) -> tuple[Path, list[str]]:
    """Where the pages were built to, and the warnings on the way."""
    source = folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(CONF, "utf-8")
    for name, text in pages.items():
        (source / f"{name}.md").write_text(text, "utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", builder, source, folder / builder]
    done = subprocess.run(
        command, capture_output=True, text=True, check=True, env=os.environ | {"NO_COLOR": "1"}
    )
    return folder / builder, done.stderr.splitlines()


@slow
def test_on_paper_the_question_its_choices_and_the_answer_are_shown(tmp_path: Path) -> None:
    out, warnings = sphinx(tmp_path, {"page": PAGE}, "latex")
    (made,) = out.glob("*.tex")
    text = made.read_text("utf-8")
    assert warnings == []
    order = ["How many are two and two?", "odd", r"\textbf{Answer.}", "the fingers say so", "both"]
    places = [text.rindex(words) for words in order]
    assert places == sorted(places)
    assert "counted one twice" not in text
    assert "course-predict" not in text


BROKEN = {
    "unproved": (PAGE.partition("```{code-cell}")[0], "no code cell proves this question"),
    "failing": (PAGE.replace("2 + 2", "2 / 0"), "ZeroDivisionError: division by zero"),
    "right-called-wrong": (PAGE.replace("- 5:", "- 4:"), "4 is the right answer and listed"),
    "no-choice": (PAGE.replace('("even" if', '("neither" if'), "'neither' is none of the choices"),
    "no-reason": (PAGE.replace("{reason}", "{note}"), "a question has replies and a reason"),
    "no-kind": (PAGE.replace(":number: both\n", ""), "a reply has one of number, shape"),
    "no-name": (PAGE.replace(":number: both", ":number: bot"), "NameError: name 'bot'"),
}


@pytest.fixture(scope="module")
def complaints(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """All that is said about a page that is right and some that contradict themselves."""
    pages = {"page": PAGE} | {name: text for name, (text, _) in BROKEN.items()}
    _, warnings = sphinx(tmp_path_factory.mktemp("sphinx"), pages, "html")
    return warnings


@slow
@pytest.mark.xdist_group("predict")
def test_a_form_that_agrees_with_its_proof_is_built_without_a_warning(
    complaints: list[str],
) -> None:
    assert [line for line in complaints if "/page.md" in line] == []


@slow
@pytest.mark.xdist_group("predict")
@pytest.mark.parametrize("name", BROKEN)
def test_a_form_that_contradicts_its_proof_is_a_warning(name: str, complaints: list[str]) -> None:
    about = [line for line in complaints if f"/{name}.md" in line]
    assert any(BROKEN[name][1] in line for line in about), about


# In the browser.


@pytest.fixture
def view(address: str, chromium: Browser) -> Iterator[Page]:
    """A page of a reader who was never here."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}book/08_dilated.html")
    yield page
    context.close()
    assert errors == []


def form(view: Page, name: str, chapter: str = "08_dilated") -> Locator:
    if not view.url.endswith(f"{chapter}.html"):
        view.goto(re.sub(r"[^/]+$", f"{chapter}.html", view.url))
    return view.locator(f"#predict-{name}")


def press(place: Locator, button: str) -> None:
    place.get_by_role("button", name=button, exact=True).click()


@slow
@with_site
def test_a_wrong_answer_is_named_and_may_be_tried_again(view: Page) -> None:
    place = form(view, "reach")
    field = place.get_by_label("Without padding")
    field.fill("8 × 8")
    place.get_by_label("With a padding of 4").fill("10, 10")
    press(place, "Check")
    said = place.get_by_role("status").first
    expect(said).to_contain_text("Without padding: 8 × 8: That is without the dilation.")
    expect(said).to_contain_text("With a padding of 4: right.")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_be_focused()
    expect(place.locator(".predict-reason")).to_be_hidden()
    expect(place.get_by_role("button", name="Run it")).to_be_hidden()
    field.fill("3, 3")
    press(place, "Check")
    expect(said).to_contain_text("3, 3 is not it. Try again.")
    field.fill("2, 2")
    press(place, "Check")
    expect(said).to_have_text("Right.")
    expect(place.locator(".predict-reason")).to_contain_text("The kernel covers")
    expect(place.get_by_role("button", name="Check")).to_be_hidden()
    expect(place.get_by_role("button", name="Run it")).to_be_visible()


@slow
@with_site
def test_nothing_and_nonsense_are_no_answers(view: Page) -> None:
    place = form(view, "starved")
    press(place, "Check")
    expect(place).to_contain_text("A guess is enough.")
    place.get_by_label("For the output in the corner").fill("many")
    press(place, "Check")
    expect(place).to_contain_text("“many” does not read as a number.")
    expect(place).to_contain_text("For the output in the middle: still to be answered.")


WAYS = [
    ("08_dilated", "reach", ["2×2", "10 x 10"]),
    ("08_dilated", "reach", ["(2, 2)", "[10,10]"]),
    ("08_dilated", "reach", ["2 2", "10 by 10"]),
    ("03_padding_and_stride", "dark-border", ["1", "6/9", "4/9"]),
    ("03_padding_and_stride", "dark-border", ["1.0", "0,67", "0.44"]),
    ("03_padding_and_stride", "dark-border", ["100 %", "2/3", "44.4%"]),
    ("05_pointwise", "parameters", ["8,320", "8 320"]),
    ("05_pointwise", "parameters", ["8.320", "8320 parameters"]),
    ("02_cross_correlation", "step", ["6×6", "0 0 −3 −3 0 0"]),
    ("02_cross_correlation", "step", ["6, 6", "0, 0, -3, -3, 0, 0"]),
    ("12_backpropagation", "a-million-weights", ["2e4 s", "about 0.03"]),
]


@slow
@with_site
@pytest.mark.parametrize("chapter, name, texts", WAYS)
def test_numbers_are_read_as_people_write_them(
    chapter: str, name: str, texts: list[str], view: Page
) -> None:
    place = form(view, name, chapter)
    for field, text in zip(place.locator("input[type=text]").all(), texts, strict=True):
        field.fill(text)
    press(place, "Check")
    expect(place.get_by_role("status").first).to_have_text("Right.")


@slow
@with_site
@pytest.mark.parametrize("text", ["0.4", "0.45", "0.443", "4.4", "9/4", "4/0"])
def test_a_rounded_number_must_be_rounded_well(text: str, view: Page) -> None:
    place = form(view, "dark-border", "03_padding_and_stride")
    place.get_by_label("In a corner").fill(text)
    press(place, "Check")
    expect(place).not_to_contain_text("In a corner: right.")


@slow
@with_site
def test_the_answer_is_remembered_until_the_reader_starts_over(view: Page) -> None:
    right, shown, wrong = (form(view, name) for name in ("reach", "order", "starved"))
    right.get_by_label("Without padding").fill("2,2")
    right.get_by_label("With a padding of 4").fill("10,10")
    press(right, "Check")
    press(shown, "Show me")
    wrong.get_by_label("For the output in the middle").fill("9")
    press(wrong, "Check")
    view.reload()
    expect(right.get_by_role("status").first).to_have_text("Right.")
    expect(right.get_by_label("Without padding")).to_have_value("2,2")
    expect(right.locator(".predict-reason")).to_be_visible()
    expect(shown.get_by_role("status").first).to_have_text("This is the answer.")
    expect(shown.get_by_label("How many inputs")).to_have_value("15")
    expect(shown.get_by_label("No", exact=True)).to_be_checked()
    expect(wrong).to_contain_text("The middle is where one expects to see most.")
    expect(wrong.locator(".predict-reason")).to_be_hidden()
    press(right, "Start over")
    expect(right.get_by_label("Without padding")).to_be_focused()
    view.reload()
    expect(right.get_by_label("Without padding")).to_have_value("")
    expect(right.locator(".predict-reason")).to_be_hidden()


@slow
@with_site
def test_a_form_is_answered_by_keyboard_alone(view: Page) -> None:
    place = form(view, "order")
    place.get_by_label("How many inputs").focus()
    view.keyboard.type("15")
    view.keyboard.press("Tab")
    view.keyboard.press("Space")
    expect(place.get_by_label("Yes", exact=True)).to_be_checked()
    view.keyboard.press("Enter")
    expect(place).to_contain_text("A path takes one step in each layer")
    view.keyboard.press("ArrowDown")
    view.keyboard.press("Enter")
    expect(place.get_by_role("status").first).to_have_text("Right.")
    expect(place.locator(".predict-reason")).to_be_focused()


@slow
@with_site
def test_the_proof_runs_in_the_page_and_may_be_changed(view: Page) -> None:
    place = form(view, "starved")
    press(place, "Show me")
    press(place, "Run it")
    output = place.get_by_label("Output", exact=True)
    expect(output).to_contain_text("[4, 2, 2, 2, 2, 2, 4]", timeout=STARTED)
    place.locator(".cm-content").click()
    view.keyboard.press("ControlOrMeta+a")
    view.keyboard.insert_text("one_channel(reference.conv2d, np.eye(3), np.ones((3, 3))).item()")
    press(place, "Run it again")
    expect(output).to_have_text("3.0\n")


@slow
@with_site
@pytest.mark.parametrize("page", CHAPTERS)
def test_what_a_form_shows_is_right_what_it_knows_is_wrong_and_its_code_runs(
    page: str, view: Page, site: Path
) -> None:
    names = [one["name"] for one in built(site, page)]
    for name in names:
        place = form(view, name, page.removesuffix(".md"))
        wrong = place.evaluate("""form => form.replies.flatMap((reply) =>
            reply.known.map(({ value, said }) => {
                if (value === reply.answer) return null;
                reply.text = [value].flat().join(" ");
                const found = reply.judge();
                return [found.state, found.said === said, reply.text];
            }).filter(Boolean))""")
        assert wrong and all(one[:2] == ["wrong", True] for one in wrong), f"{name}: {wrong}"
        press(place, "Show me")
        states = place.evaluate("form => form.replies.map((reply) => reply.judge().state)")
        assert set(states) == {"right"}, name
    for one in built(site, page):
        run = form(view, one["name"], page.removesuffix(".md")).get_by_role("button", name="Run it")
        if not one["code"]:
            expect(run).to_be_hidden()
            continue
        run.click()
        place = form(view, one["name"], page.removesuffix(".md"))
        output = place.get_by_label("Output", exact=True)
        expect(output).not_to_be_empty(timeout=STARTED)
        expect(place.locator(".predict-status")).to_be_empty()
        assert "Traceback" not in output.inner_text(), output.inner_text()


@slow
@with_site
def test_where_scripts_are_off_the_answer_is_in_a_box(address: str, chromium: Browser) -> None:
    context = chromium.new_context(java_script_enabled=False)
    plain = context.new_page()
    plain.goto(f"{address}book/08_dilated.html")
    place = plain.locator("#predict-stripes")
    expect(place).to_contain_text("Which of these kernels answer with nothing but zeros?")
    expect(place.get_by_text("with neither").first).to_be_visible()
    expect(place.get_by_text("The edge kernel says nothing")).to_be_hidden()
    place.get_by_text("Answer", exact=True).click()
    expect(place.get_by_text("The edge kernel says nothing")).to_be_visible()
    expect(place.get_by_text("Their difference is not zero")).to_be_hidden()
    expect(plain.locator("#predict-reach .predict-reply").first).to_be_hidden()
    context.close()


@slow
@with_site
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_a_form_fits_in_both_themes(
    scheme: str, address: str, chromium: Browser
) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, color_scheme="dark" if scheme == "dark" else "light"
    )
    phone = context.new_page()
    phone.goto(f"{address}book/08_dilated.html")
    expect(phone.locator("html")).to_have_attribute("data-theme", scheme)
    for place in phone.locator("course-predict").all():
        press(place, "Show me")
        box = place.bounding_box()
        assert box is not None and box["x"] >= 0 and box["x"] + box["width"] <= 390
        inner = place.evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert inner[0] <= inner[1]
    ground, ink = phone.locator("#predict-reach").evaluate(
        "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
    )
    bright = [sum(map(int, re.findall(r"\d+", colour)[:3])) for colour in (ground, ink)]
    assert (bright[0] > bright[1] + 300) if scheme == "light" else (bright[1] > bright[0] + 300)
    context.close()
