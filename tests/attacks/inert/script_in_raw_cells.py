# kind: tamper
"""Raw cells go into the page as they are, they say."""


def tamper(nb, folder):
    source = "<script>window.pwned = 1</script>```\n<img src=x onerror=pwned=1>"
    for mime in ("text/html", "text/latex", "application/javascript", "", None):
        meta = {"raw_mimetype": mime, "format": mime}
        nb["cells"].append({"cell_type": "raw", "metadata": meta, "source": source})
