# kind: tamper
"""A feedback page that is there before the grader's, and files that the page may load."""

EVIL = "<script>window.pwned = 1</script><p>corr2d: 21 of 21 points</p>"


def tamper(nb, folder):
    for name in ("02_cross_correlation.html", "index.html", "02_cross_correlation.HTML", "x.svg"):
        (folder / name).write_text(EVIL)
