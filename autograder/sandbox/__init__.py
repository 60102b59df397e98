"""Run a student's code where it can do no harm, and take plain data from it.

Knows nothing of tests, marks or notebooks. The trusted side is `host`; everything that runs in the
student's process is `student` and `shell`; between them go the frames of `frames` with the plain
values of `values`. `tiers` says which isolation this machine offers.

The warm parent of all students' processes imports this package under the name ``sandbox``, by its
path, so that nothing else of the autograder is ever in its memory: imports in here are relative.
"""
