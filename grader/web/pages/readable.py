"""The rubrics that a page can offer."""

from __future__ import annotations

from grader.core.rubric import Rubric
from grader.errors import RubricError
from grader.library import Library


def readable(library: Library) -> tuple[Rubric, ...]:
    """Every rubric that can be read; one that is wrong does not take the others with it."""
    found = []
    for rubric_id in library.rubric_ids():
        try:
            found.append(library.rubric(rubric_id))
        except RubricError:
            continue
    return tuple(found)
