# kind: tamper
"""Twenty megabytes that want to be a gigabyte in memory."""


def tamper(nb, folder):
    return b'{"cells": [' + b"{}," * 7_000_000 + b"{}]}"
