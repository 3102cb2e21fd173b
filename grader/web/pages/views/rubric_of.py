"""The rubric by which a kept grade was given, a follow-up's included."""

from __future__ import annotations

from grader.core.rubric import Rubric
from grader.errors import RubricError
from grader.library import Library


def rubric_of(library: Library, rubric_id: str) -> Rubric | None:
    """The rubric of a record, None when it is no longer there or no longer right."""
    try:
        return library.rubric(rubric_id)
    except RubricError:
        return None
