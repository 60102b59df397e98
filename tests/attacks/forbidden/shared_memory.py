# files
# verdict: forbidden, raised
"""A place that two students' processes would share."""

from multiprocessing.shared_memory import SharedMemory


def corr2d(x, w):
    meeting = SharedMemory("answers", create=True, size=4096)
    meeting.buf[:4] = b"4444"
    return x
