"""What is wrong or doubtful in a rubric, where, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from grader.core.writing.source import Place


class Severity(StrEnum):
    ERROR = "error"
    """The rubric does not do what it says."""
    WARNING = "warning"
    """It works; its author should look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing to mend. `place` leads from the top of the rubric to the field."""

    severity: Severity
    place: Place
    message: str
    hint: str

    def inside(self, place: Place) -> Problem:
        """The same problem of a part that stands at `place`."""
        return replace(self, place=(*place, *self.place))


def error(place: Place, message: str, hint: str) -> Problem:
    return Problem(severity=Severity.ERROR, place=place, message=message, hint=hint)


def warning(place: Place, message: str, hint: str) -> Problem:
    return Problem(severity=Severity.WARNING, place=place, message=message, hint=hint)
