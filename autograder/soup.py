"""Beautiful Soup for pages that are alike: what `feedback` puts in its place while it renders.

nbconvert takes each finished page apart and together again, to give images an alternative text. For
a feedback page that is a third of its time, spent on the same tags as on every other page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any


class Soup:
    """Beautiful Soup, as far as `HTMLExporter` uses it: select elements, then the page as text.

    Beautiful Soup reads a tag, or the text between two tags, the same wherever it stands, unless
    tags do not pair up or look odd. So each piece is read once and known on every later page. For a
    page with odd HTML in it, by a student for instance, Beautiful Soup itself reads all of it.
    """

    IMAGES = "img:not([alt])"
    # Nothing in nbgrader's templates has this class; a page that mentions it is read as a whole.
    NOTHING = (".jp-Notebook div.jp-Cell-inputWrapper", ".jp-Notebook div.jp-OutputArea-output")

    def __init__(self, html: str, features: str = "html.parser") -> None:
        self.pieces = _pieces(html)
        self.whole = _read(html) if self.pieces is None else None

    def select(self, selector: str) -> Any:
        if self.whole is None and selector in self.NOTHING:
            return []
        if self.whole is None and selector == self.IMAGES:
            images = [piece for piece in self.pieces or () if not isinstance(piece, str)]
            return [image for image in images if "alt" not in image.attrs]
        if self.whole is None:
            self.whole = _read(str(self))
        return self.whole.select(selector)

    def __str__(self) -> str:
        return "".join(map(str, self.pieces or ())) if self.whole is None else str(self.whole)


def _read(html: str) -> Any:
    from bs4 import BeautifulSoup

    return BeautifulSoup(html, features="html.parser")


PIECES = re.compile(r"(<[^<>]*>)")
TEXT = re.compile(r"[^&<]*(?:&(?:[a-zA-Z]+|#[0-9]{1,6}|#x[0-9a-f]{1,5});[^&<]*)*")
# Elements that Python's parser treats like any other, whatever they hold; not script, style, …
NAMES = (
    "a|abbr|article|aside|b|blockquote|body|br|button|caption|cite|code|col|colgroup|dd|del|details"
    "|dfn|div|dl|dt|em|figcaption|figure|footer|h[1-6]|header|hr|i|img|input|ins|kbd|label|li|main"
    "|mark|ol|p|pre|q|s|samp|section|small|span|strong|sub|summary|sup|table|tbody|td|tfoot|th"
    "|thead|tr|u|ul|var"
)
OPENING = re.compile(rf"""<({NAMES})(?:[ \n]+[a-z-]+(?:="[^"<>]*"|='[^'<>]*')?)*[ \n]*/?>""")
MIDDLE = "<i>the cells</i>"


def _pieces(html: str) -> list[Any] | None:
    """The page as Beautiful Soup writes it, images as elements; None if it cannot be cut up."""
    start, end = html.find("<body>") + len("<body>"), html.rfind("</body>")
    if start < len("<body>") or end < start or "jp-Notebook" in html[start:]:
        return None
    opened: list[str] = []
    pieces: list[Any] = []
    for number, piece in enumerate(PIECES.split(html[start:end])):
        made: Any = piece
        if number % 2 == 0:  # text
            if not piece.strip(" \n\t\f\r"):
                if piece and "pre" not in opened:
                    made = "\n" if "\n" in piece else " "
            elif "&" in piece or "<" in piece or ">" in piece:
                made = (_text if len(piece) < 1000 else _text.__wrapped__)(piece)
        elif piece.startswith("</"):
            if not opened or piece != f"</{opened.pop()}>":
                return None
        elif piece.startswith("<img"):
            made = _read(piece).img if OPENING.fullmatch(piece) else None
        else:
            made, opens = _tag(piece)
            opened += opens
        if made is None:
            return None
        pieces.append(made)
    before, after = _around(html[:start], html[end:])
    return None if opened else [before, *pieces, after]


@lru_cache(maxsize=20_000)
def _text(text: str) -> str | None:
    written = str(_read(text)) if TEXT.fullmatch(text) else ""
    return written if written.strip() else None  # blanks count within <pre> and not elsewhere


@lru_cache(maxsize=20_000)
def _tag(tag: str) -> tuple[str | None, tuple[str, ...]]:
    """The tag as Beautiful Soup writes it, and the element that it opens, if it does."""
    match = OPENING.fullmatch(tag)
    if match is None:
        return None, ()
    written, closing_tag = str(_read(tag)), f"</{match[1]}>"
    if tag.endswith("/>") or not written.endswith(closing_tag):
        return written, ()
    return written.removesuffix(closing_tag), (match[1],)


@lru_cache(maxsize=8)
def _around(before: str, after: str) -> tuple[str, str]:
    """The page before and after its cells: the same for all pages of an assignment."""
    first, _, last = str(_read(before + MIDDLE + after)).partition(MIDDLE)
    return first, last
