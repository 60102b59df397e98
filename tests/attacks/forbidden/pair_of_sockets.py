"""A pair of its own, as a start."""

import socket


def corr2d(x, w):
    return socket.socketpair()
