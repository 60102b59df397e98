"""What grading costs, measured, and the proof that it gives the marks of stock nbgrader.

``python -m autograder.bench`` (``make bench``) measures; ``… parity`` compares gradebooks. Figures
of speed are taken here and asserted nowhere: a busy machine is no bug.

courses: the folders · once: one run of ours, timed from within · speed: against stock, and flat ·
floor: what no grader can go below · memory · pages: feedback · show: table, chart and JSON ·
parity: the two gradebooks ·
cluster: grading on a Dask cluster (``… cluster``) ·
fast_conv: NumPy's convolutions against torch's (``… fast_conv``), for chapter 16.
"""
