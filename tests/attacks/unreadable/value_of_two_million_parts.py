"""A reply with more values than anybody would want to read."""

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
    value = {"list": [1] * 2_000_000}
    reply = json.dumps({"id": harness()["request"]["id"], "value": value}).encode()
    harness()["connection"].sendall(struct.pack("!I", len(reply)) + reply)
