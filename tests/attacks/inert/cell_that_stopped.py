# total: 23
"""The error of the cell stands in the verdict of the function that it should have defined."""

raise type("</p><script>window.pwned=1</script>", (Exception,), {})("<img src=x onerror=pwned=1>")
