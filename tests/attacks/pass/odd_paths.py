# cell: first
# files
"""The same places by ways that nobody thought of."""

import os

WAYS = [
    "../../../../../../../..",
    "/box/../..",
    "/proc/1/root",
    "/proc/self/cwd/..",
    "//@COURSE@",
    "/proc/self/root@COURSE@",
    "/dev/fd/../..",
    "/./././@COURSE@",
    "/dev/../@COURSE@",
    "/sys/kernel",
]
for way in WAYS:
    for name in ("", "/answers.txt", "/etc/passwd", "@COURSE@/answers.txt"):
        try:
            with os.fdopen(os.open(way + name, os.O_RDONLY | os.O_CLOEXEC), "rb") as file:
                print(way + name, file.read(10_000))
        except OSError as error:
            print(error)
try:
    os.chroot("/")
except OSError as error:
    print(error)
