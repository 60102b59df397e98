"""A reply whose array is said to be larger than its content."""

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
    value = {"array": "AAAAAAAAAAA=", "type": "<f8", "shape": [1000, 1000]}
    reply = json.dumps({"id": harness()["request"]["id"], "value": value}).encode()
    harness()["connection"].sendall(struct.pack("!I", len(reply)) + reply)
