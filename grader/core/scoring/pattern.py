"""Regular expressions of a rubric, on RE2: whatever an author writes, a search is linear."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from grader.errors import RubricError


@lru_cache(maxsize=500)
def _compiled(pattern: str) -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    try:
        return re2.compile(pattern, options=options)
    except re2.error as error:
        raise RubricError(
            f"the pattern {pattern!r} is not RE2: {error}", "See github.com/google/re2/wiki/Syntax."
        ) from None


def search(pattern: str, text: str) -> list[tuple[int, int]]:
    """The spans of all matches in `text`. Raises RubricError when the pattern is not RE2."""
    return [m.span() for m in _compiled(pattern).finditer(text) if m.end() > m.start()]
