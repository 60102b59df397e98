"""A strict little reader of HTML: tags must be closed in order, and attributes must be quoted."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"br", "hr", "img", "input", "meta", "link"}


class Element:
    """A tag with its attributes and all the text inside it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.text = ""
        self.inside: list[Element] = []

    def __getitem__(self, attribute: str) -> str:
        return self.attributes.get(attribute, "")

    def all(self, tag: str) -> list[Element]:
        """Every element of that tag further in, in order."""
        found = []
        for element in self.inside:
            found += [element] * (element.tag == tag) + element.all(tag)
        return found


class Page(HTMLParser, Element):
    """Reads a fragment; raises AssertionError where it is not well-formed.

    >>> [p.text for p in Page("<div><p>a</p><p>b &lt; c</p></div>").all("p")]
    ['a', 'b < c']
    """

    def __init__(self, html: str) -> None:
        HTMLParser.__init__(self, convert_charrefs=True)
        Element.__init__(self, "", {})
        self.open: list[Element] = [self]
        self.feed(html)
        self.close()
        assert len(self.open) == 1, f"never closed: {[e.tag for e in self.open[1:]]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(set(names)) == len(names), f"<{tag}> has an attribute twice: {names}"
        assert all(value is not None for _, value in attrs), f"<{tag}> has an attribute unquoted"
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.open[-1].inside.append(element)
        if tag not in VOID:
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self.open[-1].tag == tag, f"</{tag}> closes <{self.open[-1].tag}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data
