# kind: tamper
# student: @SUM(1+1)-A0
"""Another one, which starts a program in old spreadsheets."""


def tamper(nb, folder):
    return None
