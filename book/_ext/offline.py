"""What was read once can be read again without a network: a service worker for the whole site.

The script is ``book/web/src/service-worker.js``. When everything else is written, it is put at the
root of the site, because it can only serve what lies below it. ``offline.json`` beside it has every
file of the site and the beginning of its hash: by these the script knows what has changed.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

SCRIPT, LIST = "service-worker.js", "offline.json"
APART = ("_sources/", "lite/service-worker.js")  # no page asks for these
DIGITS = 8  # of each hash: enough to tell one version of a file from another


def add_script(app: Sphinx, page: str, template: str, context: dict[str, Any], tree: Any) -> None:
    """The few lines that start it, on every page."""
    source = context["pathto"]("web/pages/offline.js", resource=True)
    context["metatags"] = (
        context.get("metatags", "") + f"<script type='module' src='{source}'></script>"
    )


def write_list(app: Sphinx, error: Exception | None) -> None:
    """The script and the list, once nothing changes any more."""
    if error or app.builder.format != "html":
        return
    site = Path(app.outdir)
    shutil.copy(site / "web" / "pages" / SCRIPT, site / SCRIPT)
    new = site / f".{LIST}"
    new.write_text(json.dumps(files(site), separators=(",", ":")), "utf-8")
    os.replace(new, site / LIST)


def files(site: Path) -> dict[str, str]:
    """Every file that a page may ask for, by its path below the root, with its hash."""
    found = {}
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not name.startswith((".", SCRIPT, LIST, *APART)):
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest()[:DIGITS]
    return found


def setup(app: Sphinx) -> dict[str, Any]:
    """Entry point for Sphinx."""
    app.connect("html-page-context", add_script)
    app.connect("build-finished", write_list, priority=990)  # after all that writes or mends files
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
