"""nbgrader's settings: `nbgrader …`, formgrader and `python -m autograder …` all read this file."""

from pathlib import Path

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

from autograder.grade import LatePenalty, Repair, SeededExecute, with_execute
from autograder.release import write_sources

c = get_config()
here = Path(__file__).resolve().parent

c.CourseDirectory.course_id = "convolution-by-hand"
c.CourseDirectory.root = str(here)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# A .py beside a notebook is either the solution (must not be released) or something a student
# added (must not shadow a library while grading).
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py"]

# nbgrader wants notebooks where this course keeps text: make them from solutions/*.py if stale.
write_sources(here / "solutions")

c.Autograde.sanitize_preprocessors = [
    Repair,
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
c.Autograde.autograde_preprocessors = with_execute(SeededExecute)
c.Repair.exercises = str(here / "exercises")
c.SeededExecute.secret_file = str(here / ".grading" / "secret")
c.Execute.timeout = 60  # seconds for one cell; a check limits each call by itself
c.Execute.extra_arguments = ["--log-level=ERROR"]  # no line a notebook about its transport
c.Execute.shutdown_kernel = "immediate"  # saves a second a submission: nothing to tidy up
c.AssignLatePenalties.plugin_class = LatePenalty
