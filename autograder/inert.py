r"""Text that a student wrote, made harmless for the pages that show it, and still readable.

Feedback and formgrader render Markdown with nbconvert, which passes raw HTML on, within the
instructor's own session. Parsing Markdown once more to find out what is HTML would only be as
good as the agreement of two parsers, so these rules work on the bare characters, wherever they
stand, in code and formulas too:

1. A ``<`` that could open a tag gets a space behind it, which a formula does not mind
   (``$a< b$``). A few bare tags stay, if each that is opened is closed.
2. TeX macros that reach beyond their formula (``\href``, ``\style``, ``\def`` …) lose their
   meaning the same way: ``\ href``.
3. A picture is shown if the notebook brings it along; one from elsewhere becomes a link, for
   a page that opens must not ask another host, nor log the instructor out.
4. If, after all obfuscation is undone, an address that runs a program is found, the whole cell
   is shown as it was typed, as a block of code.
"""

from __future__ import annotations

import base64
import binascii
import html
import re
import unicodedata
from urllib.parse import quote, unquote

from nbformat import NotebookNode

MAX_MARKDOWN = 50_000  # characters of one cell
# nbconvert looks from every formula that begins to the end of the cell: characters to look at.
MAX_FORMULAS = 5_000_000
MAX_PICTURE = 5 * 2**20  # characters of base64

_PAIRS = "b|i|u|s|em|strong|sub|sup|kbd|mark|small|code|pre|p|details|summary"
_TAG = re.compile(
    rf"<(?P<auto>https?://[^\s<>]+)>|<(?:(?P<end>/?)(?P<pair>{_PAIRS})>|(?P<void>(?:br|hr) ?/?>)"
    r"|(?=[A-Za-z/!?]))",
    re.IGNORECASE,
)
_MACRO = re.compile(
    r"\\(?=(?:href|url|style|class|cssId|data|html[A-Za-z]*|require|unicode|mmlToken|bbox|def|gdef"
    r"|let|(?:re)?new(?:command|environment)|DeclareMathOperator|includegraphics|csname)"
    r"(?![A-Za-z]))"
)
# Pictures may only be `![plain text](attachment:NAME)` and the like: simple enough that no
# parser sees another address in it.
_PICTURE = re.compile(
    r"!(?=\[)(?!\[[^\[\]\\`<>$&]{0,300}\]\("
    r"(?:attachment:(?P<name>[\w.-]+)|data:image/(?:png|jpeg|gif);base64,[\w+/=]*)[ )\n])",
    re.ASCII,
)
_FORMULA = re.compile(r"\\[(\[]|\\begin|\$\$")
_NOTHING = re.compile(r"[\s\\\x00-\x20\x7f-\xa0\xad\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")
_ACTIVE = re.compile(
    r"(?:java|vb|live|j)script:|(?:\]\(|\]:)<?(?:data:(?!image/(?:png|jpeg|gif|webp)[;,])"
    r"|(?:blob|filesystem|view-source|mocha):)|(?:```|~~~)\W{0,20}mermaid"
)
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][\w.-]{0,99}", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# The language of a block of code: to colour some languages takes minutes, so none is coloured.
_FENCE = re.compile(r"^([ \t>*+\d.)-]*(?:`{3,}|~{3,}))[ \t]*\S[^\n`]*$", re.MULTILINE)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_MAGIC = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
}


def plain_text(source: str) -> str:
    """Unix line ends, and no half characters, which no file can hold.

    >>> plain_text("a\\r\\nb\\rc\\ud800")
    'a\\nb\\nc\\ufffd'
    """
    source = source.replace("\r\n", "\n").replace("\r", "\n")
    return source if source.isascii() else _SURROGATE.sub("\ufffd", source)


def inert(source: str, attachments: frozenset[str] = frozenset()) -> tuple[str, str]:
    r"""Markdown that runs nothing, and why it is shown as code, if it is.

    Parameters
    ----------
    attachments
        Names of the pictures in the cell; a reference to any other stops nbconvert.

    >>> inert("$a<b$ and <b>bold</b>")
    ('$a< b$ and <b>bold</b>', '')
    >>> inert("[x](java&#115;cript:alert)")[0]
    '```\n[x](java&#115;cript:alert)\n```'
    """
    text = _CONTROL.sub("", plain_text(source))
    if len(text) > MAX_MARKDOWN or len(_FORMULA.findall(text)) * len(text) > MAX_FORMULAS:
        return as_typed(text), "is very long"
    if _names_blank_language(text):
        return as_typed(text), "names no language for its code"
    text = _FENCE.sub(r"\1", text)
    defused = _MACRO.sub(r"\\ ", _tags(text))
    defused = _PICTURE.sub("! ", defused) if "![" in defused else defused
    for picture in re.finditer(r"!\[[^\[\]]*\]\(attachment:([\w.-]+)", defused, re.ASCII):
        if picture[1] not in attachments:
            return as_typed(text), "shows a picture that is not in it"
    if _is_active(defused):
        return as_typed(text), "holds a link or a formula that would run a program"
    return defused, ""


def _names_blank_language(text: str) -> bool:
    """Whether a block of code begins with "```&Tab;": mistune stops there, and so does a page."""
    heads = (line.partition("&")[0] for line in text.split("\n") if "&" in line)
    return any(head.rstrip(" \t\\").endswith(("```", "~~~")) for head in heads)


def as_typed(text: str) -> str:
    """A block of code; its fence is longer than any run of backticks in it."""
    text = _CONTROL.sub("", plain_text(text))
    longest = max(map(len, re.findall("`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}\n{text}\n{fence}"


def _tags(text: str) -> str:
    if "<" not in text:
        return text
    keep = _balanced(text)

    def defuse(tag: re.Match[str]) -> str:
        if tag["auto"]:
            # A bare address becomes a link as well; the space keeps a "<" before it apart.
            return f" {tag['auto']}"
        if tag["void"] or (tag["pair"] and keep):
            return tag[0]
        return f"< {tag[0][1:]}"

    return _TAG.sub(defuse, text)


def _balanced(text: str) -> bool:
    """Whether bare tags close in order: one left open would spread over the rest of the page."""
    open_tags: list[str] = []
    for tag in _TAG.finditer(text):
        name = (tag["pair"] or "").lower()
        if name and not tag["end"]:
            open_tags.append(name)
        elif name and (not open_tags or open_tags.pop() != name):
            return False
    return not open_tags


def _is_active(text: str) -> bool:
    if not any(mark in text for mark in ("&", "%", ":", "```", "~~~")):
        return False
    for _ in range(10):
        clear = unquote(html.unescape(text))
        squeezed = _NOTHING.sub("", clear)
        if not squeezed.isascii():
            squeezed = unicodedata.normalize("NFKC", squeezed)
        if _ACTIVE.search(squeezed.casefold()):
            return True
        if clear == text:
            return False
        if _MACRO.search(clear):
            return True
        text = clear
    return True  # nobody wraps text ten times who means well


def pictures(attachments: object, source: str) -> tuple[NotebookNode, str, bool]:
    """Attachments that really are PNG, JPEG or GIF, the text, and whether some were not.

    One with an odd name ("Bild (1).png", which nbconvert would not find) gets a plain one, in
    the text too.
    """
    kept = NotebookNode()
    found = attachments if isinstance(attachments, dict) else {}
    for number, (name, bundle) in enumerate(found.items(), 1):
        picture = _picture(bundle)
        if not picture:
            continue
        if not _PLAIN_NAME.fullmatch(name):
            plain = f"picture-{number}.{next(iter(picture)).partition('/')[2]}"
            for written in (f"<attachment:{name}>", *(f"attachment:{q}" for q in _quoted(name))):
                source = source.replace(f"]({written}", f"](attachment:{plain}")
            name = plain
        kept[name] = NotebookNode(picture)
    return kept, source, len(kept) < len(found)


def _quoted(name: str) -> set[str]:
    """How a name stands in an address; JavaScript leaves more characters alone than Python."""
    name = plain_text(name)
    return {name, quote(name), quote(name, safe="!'()*~;,/?:@&=+$#")}


def _picture(bundle: object) -> dict[str, str]:
    for mime, magic in _MAGIC.items():
        data = bundle.get(mime) if isinstance(bundle, dict) else None
        if isinstance(data, list) and all(isinstance(line, str) for line in data):
            data = "".join(data)
        if not isinstance(data, str) or len(data) > MAX_PICTURE:
            continue
        data = re.sub(r"\s", "", data)
        try:
            if base64.b64decode(data, validate=True).startswith(magic):
                return {mime: data}
        except (binascii.Error, ValueError):
            continue
    return {}
