# kind: tamper
"""The upload broke off half way."""

import json


def tamper(nb, folder):
    text = json.dumps(nb).encode()
    return text[: len(text) // 2]
