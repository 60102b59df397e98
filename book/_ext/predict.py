"""Predict, then run: questions that are answered in the page, before anything is run.

    ````{predict} dilated-size
    A picture of 10×10, a kernel of 3×3 with dilation 4. How large is the output?

    ```{reply} without padding
    :shape: reference.output_size((10, 10), 3, dilation=4)
    - 8, 8: That is without the dilation.
    ```

    ```{reason}
    The kernel covers 9 pixels …
    ```
    ````

The hidden code cell that follows proves the answer. It is run when the book is built, as every
cell, and once more by itself: what a reply expects, and each wrong answer that is known, is a
Python expression in the names of that cell. So a form cannot disagree with its proof, and because
the cell needs NumPy and this course alone, the reader can run it in the page
(``book/web/src/predict.js``).

A cell that needs what the chapter computed before (a trained network) cannot run by itself. There
the reply is a plain value, and ``:checked:`` is the expression that must agree with it in the
chapter; the tests see to that.

Kinds of replies: ``number``, ``shape``, ``row`` (numbers in order), ``set`` (in any order),
``yes-no``, and ``choice``, whose list holds all that there is to choose from. ``:within: 0.2``
lets a number be that far off. Where scripts are off, and on paper, the question and its reason
are shown.
"""

from __future__ import annotations

import html
import io
import json
import re
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from typing import Any

import numpy as np
from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

logger = logging.getLogger(__name__)

# What the page's Python knows before the code of a cell: what a chapter has defined by then.
SETUP = '''import numpy as np

from autograder import reference


def one_channel(layer, x, w, **options):
    """Run a layer on one picture with one channel and one kernel."""
    return layer(np.asarray(x, float)[None], np.asarray(w, float)[None, None], **options)[0]
'''
KINDS = ("number", "shape", "row", "set", "choice", "yes-no")
ITEM = re.compile(r"^- ", re.MULTILINE)


class predict(nodes.container):
    """A question, its replies, its reason, and the cell that proves it."""


class reply(nodes.container):
    """One thing to answer, with the wrong answers that are known."""


class words(nodes.container):
    """What is said to one answer; `source` is that answer as the author wrote it."""


class reason(nodes.container):
    """Why the answer is what it is."""


class PredictDirective(SphinxDirective):
    """A question; its argument names it among those of the chapter."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        self.env.metadata[self.env.docname]["predict"] = True
        node = predict(name=self.arguments[0])
        self.set_source_info(node)
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


class ReplyDirective(SphinxDirective):
    """One reply; its argument says what is asked, in a few words."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec = dict.fromkeys([*KINDS, "within", "checked"], directives.unchanged_required)

    def run(self) -> list[nodes.Node]:
        kinds = [kind for kind in KINDS if kind in self.options]
        if len(kinds) != 1:
            raise self.error(
                f"a reply has one of {', '.join(KINDS)}; this one has {kinds or 'none'}"
            )
        node = reply(kind=kinds[0], expression=self.options[kinds[0]])
        node["checked"] = self.options.get("checked", "")
        node["within"] = self.options.get("within", "")
        self.set_source_info(node)
        label = self._inline(self.arguments[0] if self.arguments else "Your answer")
        node += nodes.paragraph("", "", *label, classes=["predict-label"])
        items = [self._item(item) for item in ITEM.split("\n".join(self.content))[1:]]
        if kinds[0] == "choice":
            choices = (nodes.list_item("", *item) for item in items)
            node += nodes.bullet_list("", *choices, classes=["predict-choices"])
        else:
            node += [said for _, said in items]
        return [node]

    def _item(self, text: str) -> tuple[nodes.Node, nodes.Node]:
        """An answer as text of the page, and what is said to it, from ``answer: words``."""
        source, _, told = " ".join(text.split()).partition(": ")
        said = words(source=source)
        if told:
            said += self.parse_text_to_nodes(told)
        return nodes.paragraph("", "", *self._inline(source)), said

    def _inline(self, text: str) -> list[nodes.Node]:
        return [inline for block in self.parse_text_to_nodes(text) for inline in block.children]


class ReasonDirective(SphinxDirective):
    """Shown after the answer."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        node = reason()
        self.state.nested_parse(self.content, self.content_offset, node)
        return [node]


def settle(app: Sphinx, document: nodes.document) -> None:
    """Join each question with the cells that prove it, and compute what its replies expect."""
    for question in list(document.findall(predict)):
        cells = list(hidden_cells_after(question))
        if not cells:
            logger.warning("no code cell proves this question", location=question)
            continue
        for cell in cells:
            question.parent.remove(cell)
            question += cell
        code = next(cells[0].findall(nodes.literal_block)).astext()
        replies = list(question.findall(reply))
        if not replies or not list(question.findall(reason)):
            logger.warning("a question has replies and a reason", location=question)
            continue
        alone = not any(one["checked"] for one in replies)
        question["code"] = code if alone else ""
        try:
            space = namespace(code if alone else "")
            for one in replies:
                expect(one, space)
        except Exception as error:  # noqa: BLE001  # whatever the author's code raises
            logger.warning("%s: %s", type(error).__name__, error, location=question)


def hidden_cells_after(question: nodes.Element) -> Iterator[nodes.Element]:
    """The proof; and behind it what only the chapter can run, if there is more to prove."""
    place = question.parent.index(question) + 1
    for node in question.parent[place:]:
        if not isinstance(node, nodes.Element) or "tag_hide-cell" not in node["classes"]:
            return
        yield node


def namespace(code: str) -> dict[str, Any]:
    """The names of a cell that was run by itself."""
    space: dict[str, Any] = {"__name__": "__main__"}
    with redirect_stdout(io.StringIO()):
        exec(SETUP, space)
        exec(code, space)
    return space


def expect(node: nodes.Element, space: dict[str, Any]) -> None:
    """Compute the answer of a reply and its known wrong ones."""
    kind = node["kind"]
    node["answer"] = plain(kind, eval(node["expression"], space))
    known = list(node.findall(words))
    for said in known:
        named = kind in ("choice", "yes-no")
        said["value"] = said["source"] if named else plain(kind, eval(said["source"], space))
    values = [said["value"] for said in known]
    if kind == "choice" and node["answer"] not in values:
        raise ValueError(f"{node['answer']!r} is none of the choices")
    if kind != "choice" and node["answer"] in values:
        raise ValueError(f"{node['answer']!r} is the right answer and listed as wrong")


def plain(kind: str, value: Any) -> Any:
    """An answer as JSON holds it: a number, a list of numbers, or text.

    >>> plain("shape", (2, np.int64(3))), plain("set", {3, 1}), plain("yes-no", np.True_)
    ([2, 3], [1, 3], 'yes')
    """
    if kind == "choice":
        return str(value)
    if kind == "yes-no":
        return "yes" if value else "no"
    if kind == "number":
        number = np.asarray(value).item()
        return float(f"{number:.12g}") if isinstance(number, float) else number
    listed: list[Any] = np.ravel(sorted(value) if kind == "set" else value).tolist()
    return listed


def visit_predict(self: Any, node: nodes.Element) -> None:
    data = {"name": node["name"], "setup": SETUP, "code": node.get("code", "")}
    data["chapter"] = self.builder.current_docname.rpartition("/")[2]
    blob = json.dumps(data).replace("<", "\\u003c")  # so that no code ends the script
    self.body.append(
        f"<course-predict id='predict-{node['name']}'>"
        f"<script type='application/json'>{blob}</script>"
    )


def visit_reply(self: Any, node: nodes.Element) -> None:
    answer = html.escape(json.dumps(node.get("answer")))
    within = f' data-within="{html.escape(node["within"])}"' if node["within"] else ""
    hidden = "" if node["kind"] == "choice" else " hidden"  # without scripts there is nothing to do
    self.body.append(
        f'<div class="predict-reply" data-kind="{node["kind"]}" data-answer="{answer}"'
        f"{within}{hidden}>"
    )


def visit_words(self: Any, node: nodes.Element) -> None:
    value = html.escape(json.dumps(node.get("value")))
    self.body.append(f'<div class="predict-words" data-value="{value}" hidden>')


def visit_reason(self: Any, node: nodes.Element) -> None:
    self.body.append('<details class="predict-reason"><summary>Answer</summary>')


def closing(tag: str) -> Any:
    return lambda self, node: self.body.append(f"</{tag}>\n")


def on_paper(self: Any, node: nodes.Element) -> None:
    """A reply that is no choice has nothing to say on paper."""
    if isinstance(node, words) or (isinstance(node, reply) and node["kind"] != "choice"):
        raise nodes.SkipNode


def reason_on_paper(self: Any, node: nodes.Element) -> None:
    self.body.append("\n\n\\noindent\\textbf{Answer.} ")


def nothing(self: Any, node: nodes.Element) -> None:
    """The children say it all."""


def add_script(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """The script of the forms, on pages that have some."""
    if "predict" in app.env.metadata.get(page, {}):
        source = context["pathto"]("web/pages/predict.js", resource=True)
        context["metatags"] = (
            context.get("metatags", "") + f"<script type='module' src='{source}'></script>"
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    shown: Iterable[tuple[Any, Any, str]] = (
        (predict, visit_predict, "course-predict"),
        (reply, visit_reply, "div"),
        (words, visit_words, "div"),
        (reason, visit_reason, "details"),
    )
    for node, visit, tag in shown:
        paper = reason_on_paper if node is reason else on_paper
        app.add_node(node, html=(visit, closing(tag)), latex=(paper, nothing))
    app.add_directive("predict", PredictDirective)
    app.add_directive("reply", ReplyDirective)
    app.add_directive("reason", ReasonDirective)
    app.connect("doctree-read", settle)
    app.connect("html-page-context", add_script)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
