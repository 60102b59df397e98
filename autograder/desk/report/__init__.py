"""The report of a class: one page to plan the next lesson with.

`gather` reads what is known of everybody, in a few statements and one file; `summary` and
`students` count; `charts` draws; `page` writes `reports/class.html` and `reports/class.csv`;
`terminal` prints the short form.
"""

from autograder.desk.report.gather import Class, Work, gather
from autograder.desk.report.page import write_page, write_table
from autograder.desk.report.summary import summary_as_dict
from autograder.desk.report.terminal import show

__all__ = ["Class", "Work", "gather", "show", "summary_as_dict", "write_page", "write_table"]
