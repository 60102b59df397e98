"""bpf(2)."""

import ctypes
import platform


def corr2d(x, w):
    number = 321 if platform.machine() == "x86_64" else 280
    ctypes.CDLL(None).syscall(number, 0, bytes(64), 64)
    return x
