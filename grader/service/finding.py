"""Filters that are looked over, so that a mistyped one is said and does not find nothing."""

from __future__ import annotations

import re

from grader.errors import InputError, RubricError
from grader.library import Library
from grader.service.short import short
from grader.store.record import NO_LEVEL, Filter

MOST = 200
"""How many grades are given at a time."""
_TEXTS = ("rubric", "level", "judge", "external_id", "parent", "batch")
_CURSOR = re.compile("gr_[0-9a-z]{26}")


def check(wanted: Filter) -> None:
    """Raises InputError for a limit, a cursor or a text that cannot be."""
    if not 1 <= wanted.limit <= MOST:
        raise InputError(f"limit: 1 to {MOST}", "Ask for fewer at a time and follow the cursor")
    if wanted.cursor is not None and not _CURSOR.fullmatch(wanted.cursor):
        raise InputError(
            f"cursor: {wanted.cursor[:40]!r} is none", "Send the one that the page before gave"
        )
    for field in _TEXTS:
        short(field, getattr(wanted, field) or "")


def explain(wanted: Filter, library: Library) -> None:
    """Of a filter that no grade fits: raises InputError or UnknownRubric when none ever could.

    A rubric or a level that is gone may still have grades, so that this is for after a search.
    """
    if wanted.rubric is not None:
        library.rubric(wanted.rubric)
    if wanted.level in (None, NO_LEVEL):
        return
    ids = library.rubric_ids() if wanted.rubric is None else (wanted.rubric,)
    levels = dict.fromkeys(level for rubric in ids for level in _ladder(library, rubric))
    if wanted.level not in levels:
        known = ", ".join((*levels, NO_LEVEL))
        raise InputError(
            f"level: {str(wanted.level)[:40]!r} is none of {known}", "Name one of them"
        )


def _ladder(library: Library, rubric: str) -> tuple[str, ...]:
    try:
        return library.rubric(rubric).ladder
    except RubricError:
        return ()
