"""The rubric by which a kept grade was given, a follow-up's included."""

from __future__ import annotations

from grader.core.rubric import Rubric
from grader.errors import RubricError
from grader.library import Library


def rubric_of(library: Library, rubric_id: str) -> Rubric | None:
    """The rubric of a record, None when it is no longer there or no longer right."""
    main, _, asked = rubric_id.partition("--")
    try:
        rubric = library.rubric(main)
    except RubricError:
        return None
    if not asked:
        return rubric
    return next(
        (by for f in rubric.follow_ups if (by := rubric.for_follow_up(f)).id == rubric_id), None
    )
