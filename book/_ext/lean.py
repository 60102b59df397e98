"""Light pages: figures that come when they are needed, photographs in a small format.

1. Scripts wait until the page is drawn.
2. Figures know their size, so that nothing jumps, and are fetched when they come near.
3. Photographs inside of SVG figures are stored as WebP: a tenth of the PNG that matplotlib writes.
   Lines are stored to a hundredth of a point, not to a millionth.
4. Font Awesome's 4 MB stay off the site: ``fonts.py`` has cut out the few icons that are used.
"""

from __future__ import annotations

import base64
import io
import re
import shutil
from pathlib import Path
from typing import Any

from PIL import Image
from sphinx.application import Sphinx

PICTURE = re.compile(r"data:image/png;base64,\s*([A-Za-z0-9+/=\s]{8000,})")
LINE = re.compile(r'\bd="[^"]*"')  # of an SVG path; scales in other attributes need all digits
DIGITS = re.compile(r"(\.\d\d)\d+")
SMALL = 128 * 128  # pixels; with fewer, each of them is seen, and is kept as it is
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
    """Figures, once all pages are written."""
    if error or app.builder.format != "html":
        return
    out = Path(app.outdir)
    sizes = {}
    for figure in (out / "_images").glob("*.svg"):
        text = figure.read_text("utf-8")
        lighter = PICTURE.sub(lambda found: _webp(found[1]), text)
        lighter = LINE.sub(lambda found: DIGITS.sub(r"\1", found[0]), lighter)
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
    shutil.rmtree(out / "_static" / "vendor", ignore_errors=True)


def _lazy(tag: str, sizes: dict[str, list[int]]) -> str:
    source = re.search(r'src="[^"]*?([^"/]+)"', tag)
    size = sizes.get(source[1]) if source else None
    if size is None or "loading=" in tag:
        return tag
    return tag.replace(
        "<img ", f'<img width="{size[0]}" height="{size[1]}" loading="lazy" decoding="async" ', 1
    )


def _webp(encoded: str) -> str:
    """The shortest of what looks the same: the PNG itself, or WebP, lossy if it is no small map."""
    png = base64.b64decode(encoded)
    kinds = {png: "png"}
    with Image.open(io.BytesIO(png)) as picture:
        for lossless in {True, picture.width * picture.height <= SMALL}:
            small = io.BytesIO()
            picture.save(small, "WEBP", quality=82, method=6, lossless=lossless)
            kinds[small.getvalue()] = "webp"
    best = min(kinds, key=len)
    return f"data:image/{kinds[best]};base64,{base64.b64encode(best).decode('ascii')}"


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("html-page-context", defer_scripts, priority=950)
    app.connect("build-finished", lighten, priority=950)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
