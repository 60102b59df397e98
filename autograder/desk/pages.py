"""Pages for the instructor: one HTML file each, complete in itself, written whole."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

# Whatever comes from a submission (names, code) is escaped; and no script but the page's own runs.
TEMPLATES = Environment(
    loader=PackageLoader("autograder.desk"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def write(path: Path, template: str, **values: Any) -> Path:
    """Fill a template of `templates/` and write it; an older page stays until then.

    `nonce` and what else `page.html` needs is given to it; `title` comes from the caller.
    """
    text = TEMPLATES.get_template(template).render(nonce=secrets.token_urlsafe(12), **values)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_text(text, "utf-8")
    os.replace(partial, path)
    return path
