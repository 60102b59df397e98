# kind: tamper
"""Ids, tags, languages and widgets, all of which pages are made from."""

EVIL = '"><script>window.pwned=1</script><img src=x onerror=pwned=1 x="'


def tamper(nb, folder):
    widget = {"state": {"a": {"model_name": "HTMLModel", "state": {"value": EVIL}}}}
    nb["metadata"] |= {
        "title": EVIL,
        "language_info": {"name": EVIL, "pygments_lexer": EVIL, "mimetype": EVIL},
        "widgets": {"application/vnd.jupyter.widget-state+json": widget},
    }
    for cell in nb["cells"]:
        cell["metadata"] |= {"tags": [EVIL], "name": EVIL, "language": EVIL, "collapsed": EVIL}
    nb["cells"].append(
        {
            "cell_type": "code",
            "id": EVIL,
            "source": EVIL,
            "metadata": {"nbgrader": {"grade_id": EVIL, "comment": EVIL, "points": EVIL}},
            "outputs": [],
            "execution_count": EVIL,
        }
    )
