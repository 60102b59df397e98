# kind: tamper
"""Handed in, and nothing in it."""


def tamper(nb, folder):
    return folder
