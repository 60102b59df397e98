"""Exercises in the page: a chapter's graded functions, as the released notebook has them.

    ```{exercises} 02_cross_correlation
    ```

takes ``exercises/02_cross_correlation/02_cross_correlation.ipynb`` apart: the text of each
exercise becomes text of the page, its hints fold, its code cell becomes an editor with Run and
Check (see ``book/web/``), and the check is the notebook's own. Where scripts are off, the code is
shown as it is.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

ROOT = Path(__file__).resolve().parents[2]
sys.path.append(str(ROOT / "book" / "web"))
import assemble  # noqa: E402
from printed import in_print  # noqa: E402

# What is put together, and where in the site it goes.
PARTS = {"pages": "web/pages", "pyodide": "web/pyodide", "lite": "lite"}
# In place of the notebook's first cell, which imports matplotlib too: the page has none.
SETUP = "import numpy as np\n\nfrom autograder import check\n"
INVITATION = (
    "You can also write them here. Python runs in your browser, nothing is sent anywhere, and what "
    "you write stays on your machine."
)
HINT = re.compile(r"<details><summary>(.*?)</summary>(.*?)</details>", re.DOTALL)
HEADING = re.compile(r"\A##\s+(.*)\n")


class Exercises(SphinxDirective):
    """All exercises of one notebook that a check can judge."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        self.env.note_dependency(str(ROOT / "exercises" / name / f"{name}.ipynb"))
        self.env.metadata[self.env.docname]["exercises"] = name
        found = list(_exercises(_cells(name)))
        found_nodes = [node for exercise in found for node in self._exercise(name, exercise)]
        invitation = nodes.raw("", f"<p>{INVITATION}</p>", format="html")
        return [invitation, *found_nodes, _whole(name, "../" * self.env.docname.count("/"))]

    def _exercise(self, notebook: str, cells: list[dict[str, Any]]) -> Iterator[nodes.Node]:
        for cell in cells:
            source = "".join(cell["source"])
            meta = cell["metadata"].get("nbgrader", {})
            if cell["cell_type"] == "markdown":
                yield from self._text(source)
            elif meta.get("solution"):
                test = next("".join(c["source"]) for c in cells if _is_test(c))
                data = {"notebook": notebook, "name": meta["grade_id"], "starter": source}
                yield _element(data | {"setup": [SETUP], "test": test})
                yield in_print(nodes.literal_block(source, source, language="python"))
            elif not meta.get("grade"):
                given = nodes.literal_block(source, source, language="python")
                yield given

    def _text(self, source: str) -> Iterator[nodes.Node]:
        heading = HEADING.match(source)
        if heading:
            source = source[heading.end() :]
            yield nodes.rubric("", heading[1], classes=["exercise-title"])
        place = 0
        for hint in HINT.finditer(source):
            yield from self._parsed(source[place : hint.start()])
            yield nodes.raw(
                "", f"<details class='hint'><summary>{hint[1]}</summary>", format="html"
            )
            yield in_print(nodes.paragraph("", "", nodes.strong("", hint[1])))
            yield from self._parsed(hint[2].strip())
            yield nodes.raw("", "</details>", format="html")
            place = hint.end()
        yield from self._parsed(source[place:])

    def _parsed(self, text: str) -> list[nodes.Node]:
        if not text.strip():
            return []
        return self.parse_text_to_nodes(text)


def _cells(name: str) -> list[dict[str, Any]]:
    path = ROOT / "exercises" / name / f"{name}.ipynb"
    cells: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["cells"]
    return cells


def _summary(name: str) -> dict[str, Any]:
    """Which exercises of a notebook the page has, and their points together."""
    tests = [c["metadata"]["nbgrader"] for e in _exercises(_cells(name)) for c in e if _is_test(c)]
    return {
        "name": name,
        "exercises": [t["grade_id"].removesuffix("-check") for t in tests],
        "points": sum(t["points"] for t in tests),
    }


def _whole(name: str, root: str) -> nodes.Node:
    """How far the reader is, and ways to the whole notebook; `root` leads to the first page."""
    all_of_it = _summary(name)
    exercises = " ".join(all_of_it["exercises"])
    return nodes.raw(
        "",
        f"<course-notebook name='{name}' exercises='{exercises}' points='{all_of_it['points']:g}'>"
        f"<p><a href='{root}lite/notebooks/index.html?path={name}.ipynb' target='_blank'>"
        "Open the notebook in the page (JupyterLite)</a> · "
        f"<a href='{root}web/notebooks/{name}.ipynb' download>Download the notebook</a></p>"
        "</course-notebook>",
        format="html",
    )


class Progress(SphinxDirective):
    """How far the reader is in each chapter: for the first page."""

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["progress"] = True
        chapters = []
        for path in sorted(ROOT.glob("book/[0-9][0-9]_*.md")):
            title = next(x for x in path.read_text("utf-8").splitlines() if x.startswith("# "))
            page = {"title": title[2:], "page": f"{path.stem}.html"}
            chapters.append(_summary(path.stem) | page)
        blob = json.dumps(chapters).replace("<", "\\u003c")
        script = f"<script type='application/json'>{blob}</script>"
        return [nodes.raw("", f"<course-progress>{script}</course-progress>", format="html")]


def _is_test(cell: dict[str, Any]) -> bool:
    meta = cell["metadata"].get("nbgrader", {})
    return bool(meta.get("grade")) and not meta.get("solution")


def _exercises(cells: list[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The cells of each exercise: from its heading to its check."""
    current: list[dict[str, Any]] = []
    for cell in cells:
        if cell["cell_type"] == "markdown" and "".join(cell["source"]).startswith("## "):
            current = []
        current.append(cell)
        if _is_test(cell):
            yield current
            current = []


def _element(data: dict[str, Any]) -> nodes.Node:
    blob = json.dumps(data).replace("<", "\\u003c")  # so that no code ends the script
    plain = html.escape(data["starter"])
    return nodes.raw(
        "",
        f"<course-exercise id='exercise-{data['name']}'><pre><code>{plain}</code></pre>"
        f"<script type='application/json'>{blob}</script></course-exercise>",
        format="html",
    )


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """The scripts of the exercises, on pages that have some, and of the progress."""
    of_page = app.env.metadata.get(page, {})
    scripts = ["exercise", "notebook"] * ("exercises" in of_page)
    scripts += ["progress"] * ("progress" in of_page)
    for script in scripts:
        source = context["pathto"](f"web/pages/{script}.js", resource=True)
        context["metatags"] = (
            context.get("metatags", "") + f"<script type='module' src='{source}'></script>"
        )


def have_parts(app: Sphinx) -> None:
    """Have everything ready that the pages run on."""
    if app.builder.format == "html":
        assemble.main()


def copy_parts(app: Sphinx, error: Exception | None) -> None:
    """Beside the pages: Jupyter Book would put what is below ``_static`` on every page."""
    if error is None and app.builder.format == "html":
        out = Path(app.outdir)
        for part, place in PARTS.items():
            shutil.rmtree(out / place, ignore_errors=True)
            shutil.copytree(assemble.OUT / part, out / place)
        notebooks = out / "web" / "notebooks"
        notebooks.mkdir(exist_ok=True)
        for notebook in ROOT.glob("exercises/*/*.ipynb"):
            shutil.copy(notebook, notebooks)


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.add_directive("exercises", Exercises)
    app.add_directive("progress", Progress)
    app.connect("builder-inited", have_parts)
    app.connect("html-page-context", add_scripts)
    app.connect("build-finished", copy_parts)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
