# kind: tamper
# student: =HYPERLINK('http:evil.invalid','marks')
"""A student's name that a spreadsheet computes."""


def tamper(nb, folder):
    return None
