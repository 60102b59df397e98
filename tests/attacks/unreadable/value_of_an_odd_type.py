"""A reply whose array claims a type that NumPy would unpickle."""

import json
import struct
import sys


def harness():
    frame = sys._getframe()
    while frame is not None:
        if {"connection", "request"} <= frame.f_locals.keys():
            return frame.f_locals
        frame = frame.f_back


def corr2d(x, w):
    value = {"array": "AAAAAAAAAAA=", "type": "|O8", "shape": [1]}
    reply = json.dumps({"id": harness()["request"]["id"], "value": value}).encode()
    harness()["connection"].sendall(struct.pack("!I", len(reply)) + reply)
