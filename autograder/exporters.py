"""The same tables through nbgrader's own command.

    nbgrader export --exporter=autograder.exporters.CanvasExporter --to=canvas.csv
    nbgrader export --exporter=autograder.exporters.MoodleExporter --to=moodle.csv
    nbgrader export --exporter=autograder.exporters.SafeCsvExporter --to=marks.csv

To fill in the table that a platform exported, add ``--CanvasExporter.into=FILE`` (or
``--MoodleExporter.into=FILE``).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from nbgrader.plugins import ExportPlugin
from traitlets import Bool, Unicode

from autograder.course import Course
from autograder.desk.platforms import CANVAS, MOODLE, Platform, hand_on
from autograder.export import export


class _PlatformExporter(ExportPlugin):
    platform: Platform

    into = Unicode("", help="The platform's own export, to be filled in.").tag(config=True)
    missing = Bool(False, help="Write 0 for what was not handed in.").tag(config=True)

    def export(self, gradebook: Any) -> None:
        """Write the table; the gradebook is the course's own."""
        to = Path(self.to or f"{self.platform.name}.csv")
        handed = hand_on(
            _course(self),
            self.platform,
            to,
            into=Path(self.into) if self.into else None,
            assignments=list(self.assignment) or None,
            students=[str(name) for name in self.student] or None,
            missing=self.missing,
        )
        for name in handed.without_column:
            self.log.warning("%s has no column in %s", name, self.into)
        for name in handed.without_row:
            self.log.warning("%s has no row in %s", name, self.into)


class CanvasExporter(_PlatformExporter):
    """A table that Canvas imports."""

    platform = CANVAS


class MoodleExporter(_PlatformExporter):
    """A table that Moodle imports."""

    platform = MOODLE


class SafeCsvExporter(ExportPlugin):
    """nbgrader's own columns, with cells that no spreadsheet runs."""

    def export(self, gradebook: Any) -> None:
        """Write the table; the gradebook is the course's own."""
        export(_course(self), Path(self.to or "marks.csv"))


def _course(plugin: ExportPlugin) -> Course:
    return Course(Path(plugin.parent.coursedir.root))
