# cell: first
"""Each class of IPython's that shows something active."""

from IPython.display import HTML, IFrame, Javascript, Latex, Markdown, display

EVIL = "<script>window.pwned=1</script><img src=x onerror=pwned=1>"
for shown in (
    HTML(EVIL),
    Javascript("window.pwned = 1"),
    Markdown(EVIL),
    Latex(rf"${EVIL}\href{{javascript:x}}$"),
    IFrame("javascript:parent.pwned=1", 10, 10),
):
    display(shown)
display(
    {"application/javascript": "window.pwned=1", "text/html": EVIL, "text/plain": EVIL}, raw=True
)
display({"image/svg+xml": f"<svg>{EVIL}</svg>", "image/png": f'"{EVIL}'}, raw=True)
display({"application/vnd.jupyter.widget-view+json": {"model_id": EVIL}, EVIL: EVIL}, raw=True)
print(EVIL, "</pre></div>", EVIL, "\x1b[38;5;1m\x1b]8;;javascript:pwned=1\x07link\x1b]8;;\x07")
raise type("</pre><script>pwned=1</script>", (Exception,), {})(EVIL)
