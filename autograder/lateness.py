"""What handing in late costs, by whatever plugin the course's settings name."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from typing import Any

from nbgrader.preprocessors import AssignLatePenalties

from autograder.errors import CourseError


class Lateness:
    """nbgrader's step for late penalties, asked one submission a time and without a database.

    Parameters
    ----------
    config
        The course's settings (`Course.config`).
    """

    def __init__(self, config: Any) -> None:
        step = AssignLatePenalties(config=config)
        step.init_plugin()
        self._plugin = step.plugin_inst

    def penalty(
        self,
        student: str,
        score: float,
        handed_in: datetime | None,
        due: datetime | None,
        extension: timedelta | None,
    ) -> float | None:
        """Points taken off a score, at most what there is; None if it is not late.

        Raises
        ------
        CourseError
            ``odd-score`` if the plugin's answer is no number.
        """
        if handed_in is None or due is None:
            return None
        seconds = (handed_in - due - (extension or timedelta())).total_seconds()
        if seconds <= 0:
            return None
        penalty = self._plugin.late_submission_penalty(student, score, seconds)
        if penalty is None:
            return None
        if not math.isfinite(penalty):
            raise CourseError("odd-score", f"The late penalty of {student} would be {penalty}.")
        return float(max(0.0, min(penalty, score)))
