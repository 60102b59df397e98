"""Things to move: a web component of ``book/web/src`` by name.

    ```{explorer} window
    :kH: 2
    :stride: 2

    What is to be seen where scripts are off.
    ```

Options are the settings that it starts with. Its script is loaded on this page alone.
"""

from __future__ import annotations

import html
from typing import Any

from docutils import nodes
from docutils.parsers.rst import directives
from printed import in_print
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective


class _Any(dict[str, Any]):
    """Every option is known: the component says what it makes of it."""

    def __getitem__(self, name: str) -> Any:
        return directives.unchanged

    def __contains__(self, name: object) -> bool:
        return True

    def __bool__(self) -> bool:
        return True


class ExplorerDirective(SphinxDirective):
    """One explorer with its first settings."""

    required_arguments = 1
    has_content = True
    option_spec = _Any()

    def run(self) -> list[nodes.Node]:
        name = self.arguments[0]
        self.env.metadata[self.env.docname].setdefault("explorers", set()).add(name)
        given = "".join(f' {k}="{html.escape(v or "")}"' for k, v in self.options.items())
        inside = nodes.container()
        self.state.nested_parse(self.content, self.content_offset, inside)
        start = nodes.raw("", f"<explore-{name}{given}>", format="html")
        end = nodes.raw("", f"</explore-{name}>", format="html")
        return [start, in_print(_elsewhere()), *inside.children, end]


def _elsewhere() -> nodes.Node:
    return nodes.paragraph("", "", nodes.strong("", "▸ To move, on the website."))


def add_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """One small script for each explorer of the page."""
    for name in sorted(app.env.metadata.get(page, {}).get("explorers", ())):
        source = context["pathto"](f"web/pages/explore-{name}.js", resource=True)
        context["metatags"] = (
            context.get("metatags", "") + f"<script type='module' src='{source}'></script>"
        )


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.add_directive("explorer", ExplorerDirective)
    app.connect("html-page-context", add_scripts)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
