"""The book on paper: what the LaTeX builder makes of pages that were written for the screen.

1. Programs that LaTeX needs, and a sentence that names what is missing.
2. Chapters under the numbers that stand in their titles, gathered in parts.
3. Figures as PDF; moving pictures as their last frame.
4. Chinese names in a font of their own.
5. Code that is folded on the screen is left out, and so are cards that only lead to pages.

What a directive shows in print instead of something to click, it says with `in_print`. The look is
in ``book/latex/preamble.tex``.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import matplotlib
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ExtensionError
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.transforms.post_transforms.images import ImageConverter

LATEX = Path(__file__).resolve().parents[1] / "latex"
FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"  # the figures' own, with ★, ⋆ and ✓
MONO = ("DejaVuSansMono", "DejaVuSansMono-Bold", "DejaVuSansMono-Oblique", "DejaVuSans")
SVG = "http://www.w3.org/2000/svg"
SIZE = 0.84  # of figures: the widest one, 16 cells, fills the line
NUMBERED = re.compile(r"(?:^|/)(\d\d)_[^/]*$")
HAN = re.compile("([\u3400-\u9fff]+)")
LONG = 30  # rows from which on Sphinx breaks a table over pages
FOLDED = {"tag_hide-input", "tag_remove-input"}
HIDDEN = {"tag_hide-cell", "tag_remove-cell"}
PROGRAMS = {"xelatex": "texlive-xetex", "latexmk": "latexmk", "rsvg-convert": "librsvg2-bin"}
PACKAGES = "texlive-xetex texlive-latex-extra texlive-fonts-recommended latexmk librsvg2-bin"


def in_print(*shown: nodes.Node) -> nodes.Node:
    """What stands on paper where the screen has something else.

    >>> in_print(nodes.paragraph("", "Try it on the website.")).astext()
    'Try it on the website.'
    """
    return addnodes.only("", *shown, expr="latex")


def last_frame(html: str) -> tuple[str, str] | None:
    """The drawing in a moving picture as it stands at the end, as SVG, and what it shows in words.

    None if there is no moving picture (``book/figures/motion.py``) in the HTML.
    """
    found = re.search(r'<div class="motion" data-frames="([^"]*)".*?(<svg.*?</svg>)', html, re.S)
    if found is None:
        return None
    last = found[1].count("|")
    ElementTree.register_namespace("", SVG)
    svg = ElementTree.fromstring(found[2].replace("<svg", f'<svg xmlns="{SVG}"', 1))
    for parent in list(svg.iter()):
        for part in [p for p in parent if not _from(p) <= last <= int(p.get("data-to", last))]:
            parent.remove(part)
    width, height = svg.attrib["viewBox"].split()[2:]
    svg.attrib |= {"width": width, "height": height, "font-family": "DejaVu Sans"}
    words = svg.attrib.pop("aria-label")
    return ElementTree.tostring(svg, encoding="unicode"), words


def _from(part: ElementTree.Element) -> int:
    return int(part.get("data-from", 0))


def ask_for_programs(app: Sphinx) -> None:
    """Stop at once if the PDF cannot be made on this machine."""
    missing = [program for program in PROGRAMS if shutil.which(program) is None]
    if app.builder.name == "latex" and missing:
        raise ExtensionError(
            f"the PDF needs {', '.join(missing)}. On Debian and Ubuntu: sudo apt-get install "
            f"{PACKAGES} fonts-wqy-microhei. On a Mac: brew install --cask mactex, "
            "brew install librsvg"
        )


def settle(app: Sphinx, config: Config) -> None:
    """Settings of the LaTeX builder that do not fit into ``_config.yml``."""
    config["latex_elements"] = {
        "papersize": "a4paper",
        "pointsize": "11pt",
        "extraclassoptions": "oneside,openany",
        "geometry": "",
        "fontpkg": "",
        "babel": r"\usepackage[english]{babel}",
        "fncychap": "",
        "figure_align": "!htb",
        "preamble": (LATEX / "preamble.tex").read_text("utf-8"),
        "maketitle": (LATEX / "cover.tex").read_text("utf-8"),
        "tableofcontents": r"\renewcommand{\contentsname}{Contents}\sphinxtableofcontents",
        "printindex": "",
    }
    config["latex_table_style"] = ["booktabs"]
    config["latex_additional_files"] = [str(FONTS / f"{name}.ttf") for name in MONO]


class SvgToPdf(ImageConverter):
    """Figures stay drawings; photographs in them stay as they are."""

    conversion_rules = [("image/svg+xml", "application/pdf")]  # noqa: RUF012

    def is_available(self) -> bool:
        return True  # or the build would have stopped

    def convert(self, source: str, target: str) -> bool:
        command = ["rsvg-convert", "--format=pdf", f"--zoom={SIZE}", "--output", target, source]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise ExtensionError(f"{source} does not become a PDF: {done.stderr.strip()}")
        return True


class MovingPictures(SphinxPostTransform):
    """The last frame of a moving picture, and the words that go with it."""

    formats = ("latex",)
    default_priority = 3  # before myst-nb chooses what to show of an output

    def run(self, **_: Any) -> None:
        for html in list(self.document.findall(nodes.raw)):
            still = last_frame(html.astext()) if html.get("format") == "html" else None
            if still is None:
                continue
            svg, words = still
            name = f"moving-{hashlib.sha256(svg.encode()).hexdigest()[:16]}.svg"
            path = Path(self.env.doctreedir) / name
            path.write_text(svg, "utf-8")
            self.env.images.add_file(self.env.docname, str(path))
            picture = nodes.image(uri=str(path), candidates={"image/svg+xml": str(path)})
            picture["align"] = "center"
            note = nodes.paragraph("", "", nodes.emphasis("", f"It moves on the website. {words}"))
            bundle = html.parent
            while bundle.get("nb_element") != "mime_bundle":
                bundle = bundle.parent
            bundle.replace_self([picture, nodes.container("", note, classes=["moving-words"])])


class Parts(SphinxPostTransform):
    """Parts, chapters with their own numbers, and the first page as a chapter of its own."""

    formats = ("latex",)
    default_priority = 2

    def run(self, **_: Any) -> None:
        root = self.document[0]
        wrappers = [
            node for node in root if isinstance(node, nodes.compound) and _has_chapters(node)
        ]
        if not wrappers:
            return  # not the whole book
        captions = [tree.caption for tree in self.app.config.external_site_map.root.subtrees]
        for caption, wrapper in zip(captions, wrappers, strict=True):
            files = list(wrapper.findall(addnodes.start_of_file))
            for file in files:
                _number(file)
            kind = "part" if any(NUMBERED.search(file["docname"]) for file in files) else "aside"
            wrapper.insert(0, _raw(rf"\course{kind}{{{caption}}}"))
        self._welcome(root, wrappers)

    def _welcome(self, root: nodes.Element, wrappers: list[nodes.compound]) -> None:
        front = [node for node in root[1:] if node not in wrappers]
        welcome = nodes.section("", nodes.title("", "Welcome"), *front, ids=["welcome"])
        for cards in list(welcome.findall(_is_cards)):
            section = cards.parent
            section.remove(cards)
            section.parent.replace(section, section[1:])
        root[1:] = [_unnumbered(), welcome, *wrappers]


class LongTables(SphinxPostTransform):
    """Columns as wide as what stands in them, where Sphinx would let each have one line."""

    formats = ("latex",)
    default_priority = 500

    def run(self, **_: Any) -> None:
        for table in self.document.findall(nodes.table):
            rows = list(table.findall(nodes.row))
            if len(rows) < LONG:
                continue
            columns = zip(*(row.children for row in rows), strict=True)
            widths = [sum(len(cell.astext()) for cell in column) for column in columns]
            for column, width in zip(table.findall(nodes.colspec), widths, strict=True):
                column["colwidth"] = 10 + round(90 * width / sum(widths))
            table["classes"].append("colwidths-given")


class Chinese(SphinxPostTransform):
    """The names that things have in Chinese, in a font that has them."""

    formats = ("latex",)
    default_priority = 500

    def run(self, **_: Any) -> None:
        for text in list(self.document.findall(nodes.Text)):
            parts = HAN.split(text)
            if len(parts) > 1:
                new = [_han(part) if HAN.fullmatch(part) else nodes.Text(part) for part in parts]
                text.parent.replace(text, new)


class Folded(SphinxPostTransform):
    """Code that is folded on the screen has no place on paper; its output has."""

    formats = ("latex",)
    default_priority = 1

    def run(self, **_: Any) -> None:
        for cell in list(self.document.findall(nodes.container)):
            if "cell" not in cell["classes"]:
                continue
            for part in list(cell):
                code = "cell_input" in part.get("classes", ())
                if HIDDEN & set(cell["classes"]) or (code and FOLDED & set(cell["classes"])):
                    cell.remove(part)


def _has_chapters(node: nodes.Element) -> bool:
    return any(True for _ in node.findall(addnodes.start_of_file))


def _is_cards(node: nodes.Node) -> bool:
    return isinstance(node, nodes.container) and "sd-container-fluid" in node["classes"]


def _han(text: str) -> nodes.raw:
    return nodes.raw("", rf"{{\chinese {text}}}", format="latex")


def _raw(tex: str) -> nodes.raw:
    return nodes.raw("", f"\n{tex}\n", format="latex")


def _unnumbered() -> nodes.raw:
    return _raw(r"\courseunnumbered")


def _number(file: nodes.Element) -> None:
    """Say before a chapter which number it has, and take the number off its title."""
    found = NUMBERED.search(file["docname"])
    file.insert(0, _raw(rf"\coursenumber{{{int(found[1])}}}") if found else _unnumbered())
    text = next(next(file.findall(nodes.title)).findall(nodes.Text))
    text.parent.replace(text, nodes.Text(re.sub(r"^\d+\s+", "", text)))


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("config-inited", settle, priority=100)
    app.connect("builder-inited", ask_for_programs, priority=100)
    for transform in (Chinese, Folded, LongTables, Parts, MovingPictures, SvgToPdf):
        app.add_post_transform(transform)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
