# kind: tamper
"""Bytes that are no text, in a text that is JSON."""


def tamper(nb, folder):
    return b'{"cells": [], "metadata": {"name": "\xff\xfe\x80"}}'
