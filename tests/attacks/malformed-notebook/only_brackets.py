# kind: tamper
"""As deep as a million brackets."""


def tamper(nb, folder):
    return b'{"cells": ' + b"[" * 1_000_000 + b"]" * 1_000_000 + b"}"
