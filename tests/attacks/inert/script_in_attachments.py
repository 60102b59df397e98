# kind: tamper
"""Pictures that are documents."""

SVG = "<svg xmlns='http://www.w3.org/2000/svg' onload='top.pwned=1'><script>top.pwned=1</script>"


def tamper(nb, folder):
    attached = {
        "a.svg": {"image/svg+xml": SVG},
        "b.png": {"image/png": '"><script>window.pwned=1</script>'},
        "c.html": {"text/html": "<script>window.pwned=1</script>"},
        '"onerror="pwned=1': {"image/png": "iVBORw0KGgo="},
    }
    source = "".join(f"![x](attachment:{name}) " for name in attached)
    cell = {"cell_type": "markdown", "metadata": {}, "attachments": attached}
    nb["cells"] += [cell | {"source": source}, cell | {"source": "![x](attachment:b.png)"}]
