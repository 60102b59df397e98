# kind: tamper
"""Every way to write a script into Markdown."""

WAYS = [
    "<script>window.pwned = 1</script>",
    '<img src=x onerror="window.pwned = 1">',
    "<svg onload='window.pwned=1'><animate onbegin=window.pwned=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.pwned=1>x</details>",
    "<iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "[click](javascript:window.pwned=1)",
    "[click](java&#115;cript:window.pwned=1)",
    "[click](JaVa\tScRiPt&colon;window.pwned=1)",
    "[click](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[click][x]\n\n[x]: javascript:window.pwned=1",
    '![x](x"onerror="window.pwned=1)',
    "<a href='vbscript:window.pwned=1'>click</a> <javascript:window.pwned=1>",
    "<style>@import 'http://evil.invalid/x.css'; body {display: none}</style>",
    "<form action=http://evil.invalid><button>Sign in again</button></form>",
    "<meta http-equiv=refresh content='0;url=http://evil.invalid'>",
    "<base href=http://evil.invalid>",
    "`` `<script>window.pwned=1</script>` ``",
    "<!--><script>window.pwned=1</script>-->",
    "<scr<script>ipt>window.pwned=1</scr</script>ipt>",
    "</div></div></body><script>window.pwned=1</script>",
    "<math><mtext><mglyph><style><!--</style><img title='--&gt;&lt;img src=x onerror=pwned=1&gt;'>",
    "$\\href{javascript:window.pwned=1}{x}$ $$\\unicode{x}\\class{y}{z}\\style{color:red}{x}$$",
    "$\\def\\x{\\href{javascript:window.pwned=1}{x}}\\x$ <img src='http://evil.invalid/seen.png'>",
    "```{raw} html\n<script>window.pwned=1</script>\n```",
    '```mermaid\ngraph TD\nA["<img src=x onerror=pwned=1>"]\nclick A "javascript:pwned=1"\n```',
    "![seen](http://evil.invalid/seen.png) <https://evil.invalid/'onclick='pwned=1>",
]


def tamper(nb, folder):
    for cell in nb["cells"]:
        meta = cell["metadata"].get("nbgrader", {})
        if cell["cell_type"] == "markdown" and meta.get("solution"):
            cell["source"] = "\n\n".join(WAYS)
    nb["cells"] += [{"cell_type": "markdown", "metadata": {}, "source": way} for way in WAYS]
