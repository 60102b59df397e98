"""The instructor's desk: what happens to a class around the grading itself.

Collecting work, rules for marks and the record of their changes, reports, exports to learning
platforms, likeness of submissions, backups. Nothing here runs a student's code.
"""
