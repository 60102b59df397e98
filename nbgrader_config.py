"""nbgrader's settings: `nbgrader …`, formgrader and `python -m autograder …` all read this file."""

from pathlib import Path

from nbgrader.preprocessors import (
    CheckCellMetadata,
    ClearOutput,
    DeduplicateIds,
    OverwriteCells,
    OverwriteKernelspec,
)

from autograder.errors import CourseError
from autograder.plugins import (
    LatePenalty,
    SandboxedExecute,
    Sanitise,
    guard_autograde,
    with_execute,
)
from autograder.policy import Policy
from autograder.release import write_sources

c = get_config()
here = Path(__file__).resolve().parent
try:
    policy = Policy.of(here)  # course.toml, where there is one
except CourseError as error:
    # nbgrader would go on without the rest of this file, and run students' code unguarded.
    raise SystemExit(f"error {error.code}: {error.sentence}") from error

c.CourseDirectory.course_id = policy.id
if policy.database:
    c.CourseDirectory.db_url = policy.database
c.CourseDirectory.root = str(here)
c.CourseDirectory.source_directory = "solutions"
c.CourseDirectory.release_directory = "exercises"
# A .py beside a notebook is either the solution (must not be released) or something a student
# added (must not shadow a library while grading).
c.CourseDirectory.ignore = [".ipynb_checkpoints", "__pycache__", "*.pyc", "*.py"]

c.Autograde.sanitize_preprocessors = [
    Sanitise,
    ClearOutput,
    DeduplicateIds,
    OverwriteKernelspec,
    OverwriteCells,
    CheckCellMetadata,
]
guard_autograde()
c.Autograde.autograde_preprocessors = with_execute(SandboxedExecute)
c.Sanitise.exercises = c.SandboxedExecute.exercises = str(here / "exercises")
c.SandboxedExecute.secret_file = str(here / ".grading" / "secret")

# Where and how long students' code runs. An exercise may ask for other limits in its own metadata;
# autograder/sandbox/limits.py lists them all.
c.Engine.isolation = "auto"  # or "namespaces", "landlock", "none" (only for code that you trust)
c.Engine.workers = 0  # one on each core
c.Engine.cell_seconds = 30.0
c.Engine.notebook_seconds = 300.0
c.Engine.memory_mb = 1024

c.AssignLatePenalties.plugin_class = LatePenalty
c.LatePenalty.per_day = policy.late.per_day
c.LatePenalty.at_most = policy.late.at_most
c.LatePenalty.grace_minutes = policy.late.grace_minutes
c.LatePenalty.cut_off_days = policy.late.cut_off_days

# nbgrader wants notebooks where this course keeps text: make them from solutions/*.py if stale.
# Last, for a source may have a slip in it, and nbgrader leaves out what comes after an error here.
write_sources(here / "solutions", only_older=True)
