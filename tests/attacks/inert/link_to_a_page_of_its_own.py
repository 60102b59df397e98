# kind: tamper
"""A page with a script lies beside the notebook, and the notebook links to it.

formgrader serves what lies beside an autograded notebook, as part of the instructor's session.
"""

EVIL = "<script>window.pwned = 1; fetch('/api/contents')</script>"


def tamper(nb, folder):
    for name in ("evil.html", "evil.svg", "evil.xhtml", "evil.xml"):
        (folder / name).write_text(EVIL)
    text = "My pictures are on [a page of their own](evil.html)."
    nb["cells"].append({"cell_type": "markdown", "metadata": {}, "source": text})
