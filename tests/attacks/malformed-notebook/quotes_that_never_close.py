# kind: tamper
# alone
"""Many commas, and a string whose end is looked for from each of its quotes anew."""


def tamper(nb, folder):
    return b"," * 4_000_001 + b'"' + b'\\"' * 100_000
