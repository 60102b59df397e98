"""Light pages: few icons, figures that come when they are needed, photographs in a small format.

1. A font with the icons that the theme's buttons use, cut out of Font Awesome (npm).
2. Scripts wait until the page is drawn.
3. Figures know their size, so that nothing jumps, and are fetched when they come near.
4. Photographs inside of SVG figures are stored as WebP: a tenth of the PNG that matplotlib writes.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.ttLib import TTFont
from PIL import Image
from sphinx.application import Sphinx

ROOT = Path(__file__).resolve().parents[2]
MODULES = ROOT / "_build" / "web" / "node_modules"
FONT = MODULES / "@fortawesome" / "fontawesome-free" / "webfonts" / "fa-solid-900.ttf"
ICONS = {
    "angle-left": 0xF104, "angle-right": 0xF105, "arrow-up": 0xF062, "bars": 0xF0C9,
    "chevron-down": 0xF078, "circle-half-stroke": 0xF042, "download": 0xF019, "ellipsis": 0xF141,
    "expand": 0xF065, "file": 0xF15B, "file-lines": 0xF15C, "file-pdf": 0xF1C1, "home": 0xF015,
    "list": 0xF03A, "magnifying-glass": 0xF002, "moon": 0xF186, "outdent": 0xF03B,
    "pencil": 0xF303, "sun": 0xF185, "circle-info": 0xF05A, "lightbulb": 0xF0EB,
    "triangle-exclamation": 0xF071, "chevron-right": 0xF054, "xmark": 0xF00D,
}  # fmt: skip
ICON_STYLE = """@font-face{font-family:"Font Awesome 6 Free";font-weight:400 900;font-display:block;
src:url(icons.woff) format("woff")}
:root{--fa-font-solid:normal 900 1em/1 "Font Awesome 6 Free"}
.fa-solid,.fas,.fa,.fa-regular,.fa-brands{font:var(--fa-font-solid);display:inline-block}
.fa-lg{font-size:1.2em}
"""
PICTURE = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]{8000,})")
EARLY = ("documentation_options", "doctools", "sphinx_highlight")  # others lean on these at once


def defer_scripts(
    app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any
) -> None:
    """Let every script wait that nothing on the page waits for."""
    for file in context["script_files"]:
        name = str(getattr(file, "filename", file) or "")
        if name and hasattr(file, "attributes") and not any(early in name for early in EARLY):
            file.attributes.setdefault("defer", "defer")


def lighten(app: Sphinx, error: Exception | None) -> None:
    """Figures and icons, once all pages are written."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    _icons(out / "web" / "icons")
    sizes = {}
    for figure in (out / "_images").glob("*.svg"):
        text = figure.read_text("utf-8")
        lighter = PICTURE.sub(lambda found: _webp(found[1]), text)
        if lighter != text:
            figure.write_text(lighter, "utf-8")
        box = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', text[:3000])
        if box:
            sizes[figure.name] = [round(float(part) * 4 / 3) for part in box.groups()]
    for page in out.glob("book/*.html"):
        text = page.read_text("utf-8")
        sized = re.sub(r"<img [^>]*>", lambda tag: _lazy(tag[0], sizes), text)
        if sized != text:
            page.write_text(sized, "utf-8")
    shutil.rmtree(out / "_static" / "vendor", ignore_errors=True)  # Font Awesome: 4 MB


def _lazy(tag: str, sizes: dict[str, list[int]]) -> str:
    source = re.search(r'src="[^"]*?([^"/]+)"', tag)
    size = sizes.get(source[1]) if source else None
    if size is None or "loading=" in tag:
        return tag
    return tag.replace(
        "<img ", f'<img width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async" ', 1
    )


def _webp(encoded: str) -> str:
    png = base64.b64decode(encoded)
    small = io.BytesIO()
    with Image.open(io.BytesIO(png)) as picture:
        exact = len(picture.getcolors(1 << 12) or ()) > 0  # few colours: a map with sharp edges
        picture.save(small, "WEBP", quality=82, method=6, lossless=exact)
    best = min(png, small.getvalue(), key=len)
    kind = "png" if best is png else "webp"
    return f"data:image/{kind};base64,{base64.b64encode(best).decode('ascii')}"


def _icons(target: Path) -> None:
    target.mkdir(parents=True, exist_ok=True)
    font = TTFont(FONT)
    options = subset.Options(layout_features=[], flavor="woff")
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=ICONS.values())
    cutter.subset(font)
    font.flavor = "woff"
    font.save(target / "icons.woff")
    rules = "".join(f'.fa-{name}:before{{content:"\\{code:x}"}}\n' for name, code in ICONS.items())
    (target / "icons.css").write_text(ICON_STYLE + rules, "utf-8")


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("html-page-context", defer_scripts, priority=950)
    app.connect("build-finished", lighten, priority=950)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
